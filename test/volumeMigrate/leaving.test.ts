// An application leaves a run unfinished: nothing is cancelled, and the run is resumed to its end.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  createMemoryStore,
  type JournalEntry,
  type MigrateVolumeOptions,
  migrateVolume,
  resumeRun,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';

let running: SimulatedCloudServer;
beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
});
afterEach(() => running.cloud.faults.clear());
afterAll(async () => await running.stop());

const place = () => ({
  cloud: running.cloudsYaml.clouds.simulated,
  store: createMemoryStore(),
  pollMinMs: 5,
});

const volume = () => running.cloud.addVolume({ name: 'v', type: 'alpha', project: 'demo', user: 'alice' }).id;

const moved = (options: MigrateVolumeOptions) => {
  running.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 300 });
  const to = { migration_type: 'cold', destination_node: 'node2@alpha#alpha' } as const;
  return migrateVolume({ resource_id: volume(), ...to }, options);
};

test('leave: no cancel is recorded; the resumed run ends as if nothing had happened', async () => {
  const at = place();
  const leaving = new AbortController();
  const outcome = await moved({
    ...at,
    leave: leaving.signal,
    onProgress: ({ state }) => void (state.endsWith('watchingMigration') && leaving.abort()),
  });
  expect(outcome).toMatchObject({ status: 'UNFINISHED', operation: 'migrate', warnings: [], leftovers: [] });
  const entries = (await at.store.read(outcome.runId)) as readonly JournalEntry[];
  expect(entries.map(({ record }) => (record.kind === 'event' ? record.event.type : ''))).not.toContain(
    'cancel',
  );
  expect(await at.store.list({ unfinished: true })).toMatchObject([{ runId: outcome.runId, holder: null }]);
  const resumed = await resumeRun(outcome.runId, at);
  expect(resumed).toMatchObject({ status: 'SUCCEEDED', warnings: [], leftovers: [] });
});

test("waitUntil 'accepted': resolves with the operation; a swap too is resumed to its end", async () => {
  const at = place();
  const outcome = await moved({ ...at, waitUntil: 'accepted' });
  expect(outcome).toMatchObject({ status: 'UNFINISHED', operation: 'migrate' });
  expect(await resumeRun(outcome.runId, at)).toMatchObject({ status: 'SUCCEEDED' });
  const id = volume();
  running.cloud.attach(running.cloud.world.servers['vm1'] ?? '', id);
  const parameters = { resource_id: id, destination_type: 'beta', swap_method: 'attachment' } as const;
  const swap = await migrateVolume(parameters, { ...at, waitUntil: 'accepted' });
  expect(swap).toMatchObject({ status: 'UNFINISHED', operation: 'swap', volumeId: id });
  expect(await resumeRun(swap.runId, at)).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
});

test("waitUntil 'accepted': a run that is refused has failed", async () => {
  const parameters = { resource_id: volume(), migration_type: 'cold', destination_type: 'alpha' } as const;
  const outcome = await migrateVolume(parameters, { ...place(), waitUntil: 'accepted' });
  expect(outcome).toMatchObject({ status: 'FAILED', operation: null });
});

test('left before it starts: nothing is recorded', async () => {
  const at = place();
  const outcome = await moved({ ...at, leave: AbortSignal.abort() });
  expect(outcome).toMatchObject({ status: 'CANCELLED', operation: null });
  expect(await at.store.list()).toEqual([]);
});
