// Every kill point of every course: npm run test:crash. EVERY=4 takes every fourth.
import process from 'node:process';
import { afterAll } from 'vitest';
import { courses } from './courses.ts';
import { describeKillPoints } from './describeKillPoints.ts';
import { tableOf } from './table.ts';

const every = Number(process.env['EVERY'] ?? 1);

const rows = describeKillPoints({ every, inTurn: courses });

afterAll(() => void process.stdout.write(`\n${tableOf(rows)}\n`));
