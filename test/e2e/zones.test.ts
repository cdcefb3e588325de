// A type that names availability zones: a retype moves the volume there, a new volume has to be in its own zone.
import { expect, test } from 'vitest';
import { createMemoryStore, type MigrateVolumeParameters, migrateVolume } from '../../src/index.ts';
import { defaultWorld, startSimulatedCloud } from '../../src/simulator/index.ts';

const capabilities = { volume_backend_name: 'alpha' };

// The volumes are in zone nova; the type's zones as given, and a pool of them in az2.
function zonedWorld(zones: string) {
  const seed = defaultWorld();
  const pool = { name: 'node3@alpha#alpha', capabilities, availabilityZone: 'az2' };
  const extraSpecs = { ...capabilities, 'RESKEY:availability_zones': zones };
  return { ...seed, pools: [...seed.pools, pool], types: [...seed.types, { name: 'zoned', extraSpecs }] };
}

async function move(zones: string, volume: string, parameters: Omit<MigrateVolumeParameters, 'resource_id'>) {
  await using running = await startSimulatedCloud({ stageMs: 5, release: 'zed', seed: zonedWorld(zones) });
  const id = running.cloud.world.volumes[volume] ?? '';
  return await migrateVolume(
    { resource_id: id, destination_type: 'zoned', ...parameters },
    { cloud: running.cloudFor('admin', 'admin'), store: createMemoryStore(), pollMinMs: 10 },
  );
}

const LEAVES = 'the volume leaves availability zone nova: volume type zoned allows only az2';

test.each([
  ['another zone: the volume is moved there, with a warning', 'az2', 'node3@alpha#alpha', [LEAVES]],
  ['its own zone: it stays', 'nova', 'node1@alpha#alpha', []],
  ['no zone, in an empty list: it stays', '', 'node1@alpha#alpha', []],
])('a cold retype to a type of %s', async (_, zones, host, warnings) => {
  const outcome = await move(zones, 'free1', { migration_type: 'cold' });
  expect(outcome).toMatchObject({
    status: 'SUCCEEDED',
    to: { host, type: 'zoned' },
    warnings,
    leftovers: [],
  });
});

test('a swap to a type of another zone: no second volume can be made there, so it is retyped in use', async () => {
  const outcome = await move('az2', 'data1', {});
  expect(outcome).toMatchObject({
    status: 'SUCCEEDED',
    operation: 'retype',
    to: { host: 'node3@alpha#alpha' },
  });
  expect(outcome.warnings).toEqual([expect.stringContaining('a swap by attachment cannot start'), LEAVES]);
});
