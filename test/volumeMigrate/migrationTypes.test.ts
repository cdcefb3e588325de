// `migrate` and `retype` from start to end, on the simulated cloud over real HTTP.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStore, type MigrateVolumeParameters, migrateVolume } from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';

const NODE = 'node2@alpha#alpha';

let running: SimulatedCloudServer;
beforeEach(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
});
afterEach(() => running.stop());

const idOf = (name: string): string => running.cloud.world.volumes[name] ?? '';

async function move(name: string, goal: Omit<MigrateVolumeParameters, 'resource_id'>) {
  const { cloud } = running;
  const id = idOf(name);
  const before = { data: cloud.data(id), volumes: cloud.state.volumes.size };
  const outcome = await migrateVolume(
    { resource_id: id, resource_name: name, ...goal },
    { cloud: running.cloudsYaml.clouds.simulated, store: createMemoryStore(), pollMinMs: 10 },
  );
  expect(cloud.data(id)).toBe(before.data);
  expect(cloud.state.volumes.size).toBe(before.volumes);
  return outcome;
}

const migrate = { migration_type: 'migrate', destination_node: NODE };
const retype = { migration_type: 'retype', destination_type: 'beta' };

describe.each([
  ['detached', 'free1'],
  ['attached', 'data1'],
])('an %s volume', (_, name) => {
  test('is migrated to a pool, and keeps its ID and its type', async () => {
    expect(await move(name, migrate)).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'migrate',
      volumeId: idOf(name),
      to: { host: NODE, type: 'alpha' },
      warnings: [],
      leftovers: [],
    });
  });

  test('is retyped, and keeps its ID', async () => {
    expect(await move(name, retype)).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'retype',
      volumeId: idOf(name),
      to: { type: 'beta' },
      warnings: [],
      leftovers: [],
    });
  });
});

test.each([
  ['migrate', migrate, 'InvalidStateForMigratingVolume'],
  ['retype', retype, 'InvalidStateForRetypingVolume'],
])('%s: nothing is requested while another volume of the server is being moved', async (_, goal, code) => {
  const { cloud } = running;
  const { id } = cloud.addVolume({ name: 'data9', project: 'demo', user: 'alice', type: 'alpha' });
  cloud.attach(cloud.world.servers['vm1'] ?? '', id);
  cloud.setVolume(id, { migrationStatus: 'migrating' });
  expect(await move('data1', goal)).toMatchObject({
    status: 'FAILED',
    operation: null,
    error: { name: 'Invalid', code, reasons: [expect.stringContaining(`volume ${id} of the same server`)] },
  });
});

test('a backend alone is refused, and its pools are named', async () => {
  expect(await move('data1', { ...migrate, destination_node: 'node2@alpha' })).toMatchObject({
    status: 'FAILED',
    operation: null,
    error: {
      code: 'DestinationPoolRequired',
      reasons: [`name the pool in full, as host@backend#pool: ${NODE}`],
    },
  });
});

test('if Cinder gives up an attached migration, the run fails and nothing is left', async () => {
  running.cloud.faults.set('node2@alpha', 'create_volume', { raise: 'boom' });
  expect(await move('data1', migrate)).toMatchObject({
    status: 'FAILED',
    operation: 'migrate',
    to: { host: 'node1@alpha#alpha' },
    error: { code: 'MigrationFailed' },
    leftovers: [],
  });
});
