// npm run bench:restate [-- RUNS PLANNED DISPATCHED]: what one Restate server and two workers carry, next to one process with SQLite.
// First, long copies at once; then a plan of short moves; then plans whose moves end at once, without a cloud. Needs npm run
// cluster:install.
import process from 'node:process';
import { table } from './figures.ts';
import { compare } from './restate/compare.ts';
import { dispatched } from './restate/dispatched.ts';

// All of it runs on this machine, which no proxy can reach.
for (const name of ['NO_PROXY', 'no_proxy']) process.env[name] = '*';

const [runs = 1_000, planned = 1_000, only = 10_000] = process.argv.slice(2).map(Number);
const COPY_SECONDS = 70;
const AT_ONCE = 64;

if (runs > 0) {
  process.stdout.write(`${runs} runs at once, each copies for ${COPY_SECONDS} s\n`);
  table(await compare({ moves: runs, limit: null, cloud: { stageMs: 100, gibPerSecond: 1 / COPY_SECONDS } }));
}
if (planned > 0) {
  process.stdout.write(`\nA plan of ${planned} short moves, ${AT_ONCE} at once\n`);
  table(await compare({ moves: planned, limit: AT_ONCE, cloud: { stageMs: 5, gibPerSecond: 100 } }));
}
if (only > 0) {
  process.stdout.write(`\nA plan of ${only} moves that end at once: the dispatcher and its records alone\n`);
  table(await dispatched(only, AT_ONCE));
}
