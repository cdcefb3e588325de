// Benchmarks, as tables: how soon an end is noticed, how many requests a migration needs, what the command costs.
import { commandCosts } from './commandCosts.ts';
import { table } from './figures.ts';
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

process.stdout.write('\nThe command\n');
table(await commandCosts(25));
