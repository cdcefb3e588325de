// Shows how to test an application against the simulated cloud and its faults, with the test runner of Node.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore, migrateVolume } from 'volume-migrate';
import { type SimulatedCloudServer, startSimulatedCloud } from 'volume-migrate/simulator';

const moveToBeta = async ({ cloud, cloudsYaml }: SimulatedCloudServer, name: string) =>
  await migrateVolume(
    { resource_id: cloud.world.volumes[name] ?? '', migration_type: 'retype', destination_type: 'beta' },
    { cloud: cloudsYaml.clouds.simulated, store: createMemoryStore() },
  );

test('a response that is lost after Cinder has accepted the retype does not make it twice', async () => {
  await using running = await startSimulatedCloud({ stageMs: 5 });
  const isRetype = { path: /\/action$/, method: 'POST' };
  running.cloud.faults.http({ match: isRetype, count: 1, dropConnection: 'after' });
  const { status } = await moveToBeta(running, 'free1');
  assert.equal(status, 'SUCCEEDED');
  const asked = running.cloud.requests.filter(({ body }) => JSON.stringify(body ?? '').includes('os-retype'));
  assert.equal(asked.length, 1);
});

test('a backend that fails leaves the volume where it was, and the outcome says so', async () => {
  await using running = await startSimulatedCloud({ stageMs: 5 });
  running.cloud.faults.set('node1@alpha', 'migrate_volume', { raise: 'the array is busy' });
  const { free1 = '' } = running.cloud.world.volumes;
  const { status, error, to } = await migrateVolume(
    { resource_id: free1, migration_type: 'migrate', destination_node: 'node2@tier9#alpha' },
    { cloud: running.cloudsYaml.clouds.simulated, store: createMemoryStore() },
  );
  assert.equal(status, 'FAILED');
  assert.equal(error?.code, 'MigrationFailed');
  assert.equal(to.host, 'node1@alpha#alpha');
});

test('a volume that a server uses moves while the server runs, and stays attached', async () => {
  await using running = await startSimulatedCloud({ stageMs: 5, release: '2025.1' });
  const id = running.cloud.world.volumes['data1'] ?? '';
  const { status, volumeId } = await moveToBeta(running, 'data1');
  assert.deepEqual({ status, volumeId }, { status: 'SUCCEEDED', volumeId: id });
  assert.equal(running.cloud.state.volumes.get(id)?.status, 'in-use');
});
