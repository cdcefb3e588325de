// Benchmarks, as tables: how soon an end is noticed, how many requests a migration needs, what the command costs.

import { helpTimes, runMemory } from './command.ts';
import { median, table } from './figures.ts';
import { ELSEWHERE, journalFigures } from './journal.ts';
import { manyRuns } from './manyRuns.ts';
import { noticed, requestsOfColdMigration } from './waiting.ts';

process.stdout.write(
  'How soon the end of a migration is noticed (allowed: 0.5 s or a tenth of its length)\n',
);
const rows = [];
for (const seconds of [0.5, 2, 5, 15, 40]) rows.push(await noticed(seconds));
table(rows);

process.stdout.write('\nRequests of a cold migration\n');
table(await requestsOfColdMigration());

process.stdout.write('\nThe journal\n');
table(await journalFigures());

process.stdout.write('\nDurable steps of others, measured elsewhere, on such a machine of two processors\n');
table(ELSEWHERE);

process.stdout.write('\nMany runs whose process has died\n');
table(await manyRuns(10_000));

process.stdout.write('\nThe built command (npm run build first)\n');
const { bare, help } = helpTimes(25);
table([
  { what: 'node -e 0, median ms', value: median(bare).toFixed(0) },
  { what: 'volume-migrate --help, median ms', value: median(help).toFixed(0) },
  { what: 'beyond node itself, ms', value: (median(help) - median(bare)).toFixed(0) },
  { what: 'peak memory of one swap, MB', value: (await runMemory()).toFixed(0) },
]);
