// A destination that names a pool matches that pool only, within one backend and within a cluster as well.
import { expect, test } from 'vitest';
import { createMemoryStore, migrateVolume } from '../../src/index.ts';
import { defaultWorld, startSimulatedCloud } from '../../src/simulator/index.ts';

// Another pool of the backend where new volumes of type alpha are created, and a cluster of two pools, one of
// them smaller.
const backend = { volume_backend_name: 'alpha' };
const pools = [
  { name: 'node1@alpha#second', capabilities: backend, assistedMigration: false },
  { name: 'cluster1@gamma#small', capabilities: backend, cluster: 'cluster1@gamma', totalGib: 10 },
  { name: 'cluster1@gamma#large', capabilities: backend, cluster: 'cluster1@gamma' },
];

const openWorld = () => {
  const seed = defaultWorld();
  // Within one backend Cinder copies by itself.
  const own = seed.pools.map((pool) => ({ ...pool, assistedMigration: false }));
  return startSimulatedCloud({ stageMs: 5, seed: { ...seed, pools: [...own, ...pools] } });
};

async function move(running: Awaited<ReturnType<typeof openWorld>>, destinationNode: string) {
  const id = running.cloud.world.volumes['free1'] ?? '';
  const before = { data: running.cloud.data(id), volumes: running.cloud.state.volumes.size };
  const outcome = await migrateVolume(
    { resource_id: id, migration_type: 'cold', destination_node: destinationNode },
    { cloud: running.cloudsYaml.clouds.simulated, store: createMemoryStore(), pollMinMs: 10 },
  );
  expect(running.cloud.data(id)).toBe(before.data);
  if (outcome.status === 'SUCCEEDED') expect(running.cloud.state.volumes.size).toBe(before.volumes);
  return { outcome, now: running.cloud.state.volumes.get(id) };
}

test.each([
  null,
  'success',
])('from pool to pool of one backend: the volume is in the requested pool, whatever an earlier move left (%s)', async (migrationStatus) => {
  await using running = await openWorld();
  running.cloud.setVolume(running.cloud.world.volumes['free1'] ?? '', { migrationStatus });
  const { outcome, now } = await move(running, 'node1@alpha#second');
  expect(outcome).toMatchObject({
    status: 'SUCCEEDED',
    from: { host: 'node1@alpha#alpha' },
    to: { host: 'node1@alpha#second' },
    leftovers: [],
  });
  expect(now).toMatchObject({ host: 'node1@alpha#second', migrationStatus: 'success', status: 'available' });
});

test('a backend without a pool is met by any of its pools', async () => {
  await using running = await openWorld();
  const { outcome } = await move(running, 'node2@alpha');
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', to: { host: 'node2@alpha#alpha' } });
});

test('the requested pool of a cluster', async () => {
  await using running = await openWorld();
  const { outcome, now } = await move(running, 'cluster1@gamma#large');
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', to: { host: 'cluster1@gamma#large' } });
  expect(now?.clusterName).toBe('cluster1@gamma#large');
});

test('another pool of the cluster, which Cinder has chosen, is not the requested one', async () => {
  await using running = await openWorld();
  const { outcome } = await move(running, 'cluster1@gamma#small');
  expect(outcome).toMatchObject({
    status: 'FAILED',
    operation: 'migrate',
    to: { host: 'cluster1@gamma#large' },
    error: { code: 'MigratedElsewhere' },
  });
});
