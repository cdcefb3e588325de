// Which other volumes of a server Cinder is moving, on the simulated cloud over real HTTP.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect, createPorts, parseCloudConfig } from '../../../services/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../../src/simulator/index.ts';

let running: SimulatedCloudServer;
let serverId: string;
let volumeId: string;
beforeEach(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
  serverId = running.cloud.world.servers['vm1'] ?? '';
  volumeId = running.cloud.world.volumes['data1'] ?? '';
});
afterEach(() => running.stop());

interface Changes {
  readonly migrationStatus?: string | null;
  readonly status?: string;
}

/** Another volume of the project, on a server if one is given. */
function another(changes: Changes, server: string | null = serverId): string {
  const { cloud } = running;
  const { id } = cloud.addVolume({ name: 'data9', project: 'demo', user: 'alice', type: 'alpha' });
  if (server !== null) cloud.attach(server, id);
  cloud.setVolume(id, changes);
  return id;
}

async function list(serverIds: readonly string[] = [serverId]): Promise<readonly string[]> {
  const cloud = await connect(parseCloudConfig(running.cloudsYaml.clouds.simulated), { retryLimit: 0 });
  const projectId = running.cloud.world.projects['demo'] ?? '';
  const signal = new AbortController().signal;
  return await createPorts(cloud).listMovesOfServers({ volumeId, projectId, serverIds }, signal);
}

describe('a volume of the same server', () => {
  test.each<Changes>([
    { migrationStatus: 'starting' },
    { migrationStatus: 'migrating' },
    { migrationStatus: 'completing' },
    { status: 'retyping' },
    { status: 'retyping', migrationStatus: 'migrating' },
  ])('is being moved, and is listed once: %j', async (changes) => {
    const id = another(changes);
    expect(await list()).toEqual([id]);
  });

  test.each<Changes>([
    {},
    { migrationStatus: 'success' },
    { migrationStatus: 'error' },
    // The row that a move of another volume has left behind.
    { migrationStatus: 'deleting' },
    { status: 'detaching' },
  ])('is not being moved: %j', async (changes) => {
    another(changes);
    expect(await list()).toEqual([]);
  });
});

test('neither the volume itself nor volumes of other servers, or of none', async () => {
  running.cloud.setVolume(volumeId, { migrationStatus: 'migrating' });
  another({ migrationStatus: 'migrating' }, running.cloud.world.servers['vm2'] ?? '');
  another({ migrationStatus: 'migrating' }, null);
  expect(await list()).toEqual([]);
});

test('several volumes, migrated and retyped', async () => {
  const [migrated, retyped] = [another({ migrationStatus: 'migrating' }), another({ status: 'retyping' })];
  expect(await list()).toEqual([migrated, retyped]);
});

test('no server: nothing', async () => {
  another({ migrationStatus: 'migrating' });
  expect(await list([])).toEqual([]);
});

test('if Cinder cannot list volumes, this is known', async () => {
  running.cloud.faults.http({ match: { path: /\/volumes\/detail/ }, status: 503, count: 1 });
  await expect(list()).rejects.toMatchObject({ status: 503 });
});
