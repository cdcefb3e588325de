// How many requests a move needs before its first change: the checks of unusual volumes are not free, and stay few.
import { expect, test } from 'vitest';
import { createMemoryStore, type MigrateVolumeParameters, migrateVolume } from '../../src/index.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}/g;

/** The requests before the first one that changes something, without IDs. */
async function questions(name: string, parameters: Omit<MigrateVolumeParameters, 'resource_id'>) {
  const running = await startSimulatedCloud({ stageMs: 5, release: 'zed' });
  const { cloud } = running;
  const since = cloud.requests.length;
  const outcome = await migrateVolume(
    { resource_id: cloud.world.volumes[name] ?? '', ...parameters },
    { cloud: running.cloudFor('admin', 'admin'), store: createMemoryStore(), pollMinMs: 10 },
  ).finally(running.stop);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  const asked = cloud.requests.slice(since);
  const first = asked.findIndex(({ method, path }) => method !== 'GET' && !path.endsWith('/auth/tokens'));
  return asked.slice(0, first).map(({ method, path }) => `${method} ${path.replaceAll(ID, '…')}`);
}

test('a cold migration: three requests more, to check who uses the volume and whether its service is up', async () => {
  const asked = await questions('free1', {
    migration_type: 'cold',
    destination_node: 'node2@alpha#alpha',
  });
  expect(asked.toSorted()).toEqual([
    'GET /v2.1/servers/detail',
    'GET /v3/…/attachments',
    'GET /v3/…/os-services',
    'GET /v3/…/scheduler-stats/get_pools',
    'GET /v3/…/snapshots',
    'GET /v3/…/types',
    'GET /v3/…/volumes/…',
    'POST /v3/auth/tokens',
  ]);
});

test('a cold retype: who uses the volume, what the type changes, and where there is room', async () => {
  const asked = await questions('free1', { migration_type: 'cold', destination_type: 'beta' });
  expect(asked.toSorted()).toEqual([
    'GET /v2.1/servers/detail',
    'GET /v3/…/attachments',
    'GET /v3/…/os-services',
    'GET /v3/…/os-services',
    'GET /v3/…/scheduler-stats/get_pools',
    'GET /v3/…/snapshots',
    'GET /v3/…/types',
    'GET /v3/…/types/…/encryption',
    'GET /v3/…/volumes/…',
    'POST /v3/auth/tokens',
  ]);
});

test('a swap by retype: the same, and the server', async () => {
  const asked = await questions('data1', { destination_type: 'beta', swap_method: 'retype' });
  expect(asked.length).toBeLessThanOrEqual(12);
});
