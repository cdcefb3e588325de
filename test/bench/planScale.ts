// planScale.ts [MOVES…]: what a plan costs as it grows, with the machine alone and with the engine, a SQLite journal and a simulated
// cloud in the same process. `node --expose-gc test/bench/planScale.ts 1000 10000`
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { openSqliteStore } from '../../src/index.ts';
import { dispatchCost } from './dispatchCost.ts';
import { table } from './figures.ts';
import { heapMib, openPlanCloud, type PlanCloud, processorMs, progressTo } from './planCloud.ts';
import { onEngine } from './planOnEngine.ts';

const MACHINE = [1_000, 10_000, 100_000];
const given = process.argv.slice(2).map(Number);
const ON_THE_CLOUD = given.length > 0 ? given : [250, 1_000];
const RUNNING = 16;

process.stdout.write(`The machine alone: each move starts and ends, ${RUNNING} at once\n`);
table(MACHINE.flatMap((moves) => [20, 40].map((pools) => dispatchCost(moves, pools, RUNNING))));

process.stdout.write('\nThe engine and a SQLite journal: each move ends at once, without a run of its own\n');
const durable = [];
for (const moves of MACHINE) durable.push(await inFolder((file) => onEngine(moves, RUNNING, file)));
table(durable);

const applied = [];
const resumed = [];
for (const moves of ON_THE_CLOUD) {
  applied.push(await inFolder((file) => apply(moves, file)));
  resumed.push(await inFolder((file) => resume(moves, file)));
}
process.stdout.write(
  '\nApplied on a simulated cloud, 20 pools to 20: memory and processor time include the cloud’s\n',
);
table(applied);
process.stdout.write('\nResumed when half of the moves had ended\n');
table(resumed);

async function inFolder<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-scale-'));
  return await work(join(folder, 'journal.sqlite')).finally(() => rm(folder, { recursive: true }));
}

async function apply(moves: number, file: string) {
  await using world = await openPlanCloud(moves, RUNNING);
  const store = openSqliteStore(file);
  const before = heapMib();
  const plan = await world.start(store);
  const part = async (share: number) => await measured(world, () => progressTo(plan, share * moves), moves);
  // The first moves also pay for the survey and for code that is not compiled yet.
  await progressTo(plan, 0.1 * moves);
  const [second, , last] = [await part(0.3), await part(0.8), await part(1)];
  const { status } = await plan.outcome;
  if (status !== 'SUCCEEDED') throw new Error(`the plan has ended as ${status}`);
  const heap = heapMib() - before;
  await store.close();
  const { size } = await stat(file);
  return {
    moves,
    'ms a move, 10 to 30 %': second.ms,
    '80 to 100 %': last.ms,
    'processor ms a move': second.processor,
    '80 to 100 % ': last.processor,
    'requests a move': second.requests,
    ' 80 to 100 %': last.requests,
    'heap MiB': heap.toFixed(1),
    'journal KiB a move': (size / 1024 / moves).toFixed(1),
  };
}

async function resume(moves: number, file: string) {
  await using world = await openPlanCloud(moves, RUNNING);
  const store = openSqliteStore(file);
  const first = await world.start(store);
  await progressTo(first, moves / 2);
  first.leave();
  await first.outcome;
  const [begun, before] = [performance.now(), world.requests()];
  const processor = processorMs();
  const plan = await world.resume(first.planId, store);
  const untilResumedMs = performance.now() - begun;
  const ended = moves - plan.progress().counts.PENDING;
  await progressTo(plan, ended + 1);
  const figures = {
    moves,
    'ms until it is resumed': untilResumedMs.toFixed(0),
    'ms until a move has ended': (performance.now() - begun).toFixed(0),
    'processor ms': (processorMs() - processor).toFixed(0),
    requests: world.requests() - before,
  };
  plan.leave();
  await plan.outcome;
  await store.close();
  return figures;
}

async function measured(world: PlanCloud, work: () => Promise<number>, moves: number) {
  const [begun, processor, requests] = [performance.now(), processorMs(), world.requests()];
  const made = await work();
  if (made === 0) throw new Error(`no move was made: a plan of ${moves} moves is too small`);
  return {
    ms: ((performance.now() - begun) / made).toFixed(1),
    processor: ((processorMs() - processor) / made).toFixed(1),
    requests: ((world.requests() - requests) / made).toFixed(1),
  };
}
