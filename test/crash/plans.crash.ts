// A plan killed at every record: npm run test:crash. EVERY=4 takes every fourth.
import process from 'node:process';
import { afterAll } from 'vitest';
import { describePlanKills } from './describePlanKills.ts';

const every = Number(process.env['EVERY'] ?? 1);

const kills = describePlanKills({ every, everyPair: 5 * every });

afterAll(() => void process.stdout.write(`\na plan killed: ${JSON.stringify(kills)}\n`));
