// A run whose limits a test can wait for: limitedRun.ts PARAMETERS. Prints each state that it reaches.
import process from 'node:process';
import { migrateVolume } from '../../src/index.ts';

await migrateVolume(JSON.parse(process.argv[2] ?? ''), {
  limits: { deadlineMs: 30_000, settleMs: 30_000 },
  onProgress: ({ state }) => void process.stdout.write(`${state}\n`),
});
