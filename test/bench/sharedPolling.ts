// sharedPolling.ts [COUNT]: what it costs to wait for that many moves in one process, with and without shared lists. In
// virtual time, over real HTTP to a simulated cloud in the same process: memory and processor time include the cloud's.
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import { parseParameters } from '../../src/index.ts';
import type { MigrationRun } from '../../src/volumeMigrate/runOnCloud.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';
import { type Intercept, startVirtualCloud, type VirtualCloud } from '../services/virtualCloud.ts';
import { table } from './figures.ts';

const COUNT = Number(process.argv[2] ?? 1_000);
const NEVER_GIB_PER_SECOND = 1e-9;
const AT_A_TIME = 25;
const POOL = 'node2@alpha#alpha';
const A_MINUTE_MS = 60_000;
// Nothing ends, and no run complains.
const LIMITS = { stallAfterMs: 1e9, deadlineMs: 1e9 };
const MINUTES = [1, 2, 5, 30, 90, 180];

const asItIs: Intercept = (request, send) => send(request);
const withoutLists: Intercept = async (request, send) =>
  request.url.includes('/volumes/detail')
    ? { status: 403, text: '{}', requestId: null, contentType: 'application/json', subjectToken: null }
    : await send(request);

for (const [how, intercept, minutes] of [
  ['shared lists', asItIs, MINUTES],
  ['each by itself', withoutLists, MINUTES.slice(0, 3)],
] as const) {
  const world = await startVirtualCloud({ gibPerSecond: NEVER_GIB_PER_SECOND, stageMs: 1, intercept });
  world.simulated.addPool({ ...poolLike(world), name: POOL });
  const before = heap();
  const runs = await startAll(world);
  process.stdout.write(`\n${COUNT} moves in flight, ${how}\n`);
  table(await measured(world, minutes, before));
  for (const run of runs) run.abandon();
  await world.stop();
}

function poolLike({ simulated }: VirtualCloud) {
  const pool = simulated.state.pools.find(({ name }) => name === POOL);
  if (pool === undefined) throw new Error(`the simulated cloud has no pool ${POOL}`);
  return { ...pool, capabilities: { ...pool.capabilities, free_capacity_gb: 'infinite' } };
}

async function startAll(world: VirtualCloud): Promise<MigrationRun[]> {
  const store = createMemoryStore();
  const runs: MigrationRun[] = [];
  while (runs.length < COUNT) {
    const length = Math.min(AT_A_TIME, COUNT - runs.length);
    runs.push(...(await Promise.all(Array.from({ length }, () => startOne(world, store)))));
    await world.pass(100);
  }
  const waiting = runs.filter((run) => JSON.stringify(run.snapshot().value).includes('watchingMigration'));
  if (waiting.length < COUNT) throw new Error(`only ${waiting.length} of ${COUNT} runs are waiting`);
  return runs;
}

async function startOne(
  { simulated, cloud, clock }: VirtualCloud,
  store: ReturnType<typeof createMemoryStore>,
) {
  const volume = simulated.addVolume({ name: 'many', type: 'alpha', project: 'demo', user: 'alice' });
  const parameters = parseParameters({
    ...{ resource_id: volume.id, migration_type: 'cold', destination_node: POOL },
  });
  return await startRunOn(cloud.forRun(randomUUID()), store, parameters, {
    ...{ clock, limits: LIMITS },
  });
}

/** One row for each of the minutes after the last start. */
async function measured({ simulated, pass }: VirtualCloud, minutes: readonly number[], before: number) {
  const rows = [];
  let passed = 0;
  for (const minute of minutes) {
    await pass((minute - 1 - passed) * A_MINUTE_MS);
    passed = minute;
    simulated.requests.length = 0;
    const begun = process.cpuUsage();
    await pass(A_MINUTE_MS);
    const { user, system } = process.cpuUsage(begun);
    const requests = simulated.requests.length;
    simulated.requests.length = 0;
    rows.push({
      minute,
      requests,
      'processor s': ((user + system) / 1e6).toFixed(2),
      'heap KB a run': ((heap() - before) / COUNT / 1000).toFixed(1),
    });
  }
  return rows;
}

function heap(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
