// Every kill point of every course: npm run test:crash
import process from 'node:process';
import { afterAll } from 'vitest';
import { courses } from './courses.ts';
import { describeKillPoints } from './describeKillPoints.ts';
import { tableOf } from './table.ts';

const rows = describeKillPoints({ every: 1, inTurn: courses });

afterAll(() => void process.stdout.write(`\n${tableOf(rows)}\n`));
