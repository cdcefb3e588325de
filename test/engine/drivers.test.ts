// One driver per run: a second one is refused, and a stopped run can be resumed at once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  connect,
  createMemoryStore,
  type JournalStore,
  migrateVolume,
  parseCloudConfig,
  parseParameters,
  RunHeldError,
  resumeRun,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';
import { startRunOn } from '../../src/volumeMigrate/runOnCloud.ts';
import { replayAll } from '../journal/everyRunReplays.ts';

let running: SimulatedCloudServer;
beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
});
afterAll(async () => {
  for (const store of stores) await replayAll(store);
  await running.stop();
});

const stores: JournalStore[] = [];
const newStore = (): JournalStore => {
  const store = createMemoryStore();
  stores.push(store);
  return store;
};

const RUN_ID = '55555555-5555-4555-8555-555555555555';
const config = () => parseCloudConfig(running.cloudsYaml.clouds.simulated);
const PACE = { pollMinMs: 5 };

function attached(): string {
  const { id } = running.cloud.addVolume({ name: 'v', type: 'alpha', project: 'demo', user: 'alice' });
  running.cloud.attach(running.cloud.world.servers['vm1'] ?? '', id);
  return id;
}

async function swapStopped(store = newStore()) {
  const id = attached();
  const cloud = await connect(config());
  const parameters = parseParameters({
    resource_id: id,
    destination_type: 'beta',
    swap_method: 'attachment',
  });
  const run = await startRunOn(cloud, store, parameters, {
    ...PACE,
    onProgress: ({ state }) =>
      void (state.endsWith('watchingDestinationVolume') && setImmediate(() => run.abandon())),
  });
  await run.outcome;
  return { store, run, id };
}

test('a stopped run is resumed at once, in the same process', async () => {
  const { store, run, id } = await swapStopped();
  const outcome = await resumeRun(run.runId, {
    ...PACE,
    cloud: running.cloudsYaml.clouds.simulated,
    store,
  });
  expect(outcome).toMatchObject({
    status: 'SUCCEEDED',
    operation: 'swap',
    sourceVolumeId: id,
    leftovers: [],
  });
});

test('of two that resume one run at the same time, one does', async () => {
  const { store, run } = await swapStopped();
  const options = { ...PACE, cloud: running.cloudsYaml.clouds.simulated, store };
  const both = await Promise.allSettled([resumeRun(run.runId, options), resumeRun(run.runId, options)]);
  const reasons = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(reasons).toHaveLength(1);
  expect(reasons[0]).toBeInstanceOf(RunHeldError);
  expect(both.flatMap((one) => (one.status === 'fulfilled' ? [one.value.status] : []))).toEqual([
    'SUCCEEDED',
  ]);
});

test('a run starts once: its ID is not accepted again, and nobody else’s run is harmed', async () => {
  const journal = newStore();
  const options = { ...PACE, cloud: running.cloudsYaml.clouds.simulated, store: journal };
  const cold = (): { resource_id: string; migration_type: string; destination_type: string } => ({
    resource_id: running.cloud.addVolume({ name: 'c', type: 'alpha', project: 'demo', user: 'alice' }).id,
    migration_type: 'cold',
    destination_type: 'beta',
  });
  expect(await migrateVolume(cold(), { ...options, runId: RUN_ID })).toMatchObject({ status: 'SUCCEEDED' });
  const [again, other] = await Promise.all([
    migrateVolume(cold(), { ...options, runId: RUN_ID }).catch((error: unknown) => error),
    migrateVolume(cold(), options),
  ]);
  expect(again).toBeInstanceOf(RunHeldError);
  expect(other).toMatchObject({ status: 'SUCCEEDED' });
});

test('a cancel after the end has no effect', async () => {
  const store = newStore();
  const cloud = await connect(config());
  const parameters = parseParameters({
    resource_id: running.cloud.world.volumes['free1'] ?? '',
    migration_type: 'cold',
    destination_type: 'beta',
  });
  const run = await startRunOn(cloud, store, parameters, PACE);
  const outcome = await run.outcome;
  run.cancel();
  expect((await store.read(run.runId)).at(-1)?.record).toMatchObject({
    kind: 'ended',
    result: { status: outcome.status },
  });
});
