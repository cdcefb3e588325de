// The specification "Volume migrate action", clause by clause. The titles are its sentences.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  actions,
  type MigrateVolumeParameters,
  migrateVolume,
  type Outcome,
  parseParameters,
} from '../../src/index.ts';
import { type SimulatedCloudServer, startSimulatedCloud } from '../../src/simulator/index.ts';

let running: SimulatedCloudServer;
let cloud: SimulatedCloudServer['cloud'];

beforeAll(async () => {
  running = await startSimulatedCloud({ stageMs: 5 });
  cloud = running.cloud;
});
afterAll(async () => await running.stop());
beforeEach(() => void cloud.requests.splice(0));

let made = 0;

/** A volume of the project demo. */
function detached(type = 'alpha'): string {
  made += 1;
  return cloud.addVolume({ name: `v${made}`, type, project: 'demo', user: 'alice' }).id;
}

/** One that is attached to the server vm1. */
function attached(type = 'alpha'): string {
  const id = detached(type);
  cloud.attach(vm1(), id);
  return id;
}

const vm1 = (): string => cloud.world.servers['vm1'] ?? '';

const run = (parameters: MigrateVolumeParameters): Promise<Outcome> =>
  migrateVolume(parameters, { cloud: running.cloudsYaml.clouds.simulated, pollMinMs: 5 });

/** The changing requests to the cloud, without the sign-ins. */
const changes = (): string[] =>
  cloud.requests
    .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/auth/tokens'))
    .map(({ method, path, body }) => `${method} ${actionOf(path, body)}`);

const actionOf = (path: string, body: unknown): string =>
  path.endsWith('/action')
    ? (Object.keys(body as object)[0] ?? '')
    : path
        .replace(/[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}/g, '{id}')
        .replace(/^\/v[0-9.]+(\/\{id\}(?=\/volumes))?/, '');

const refused = (outcome: Outcome, message: string) => {
  expect(outcome).toMatchObject({
    status: 'FAILED',
    operation: null,
    error: { name: 'Invalid', message },
    leftovers: [],
  });
  expect(changes()).toEqual([]);
};

describe('Schema', () => {
  test('resource_id, migration_type, destination_node, destination_type', () => {
    const { properties } = actions.volume_migrate.schema as { properties: object };
    expect(Object.keys(properties)).toEqual(
      expect.arrayContaining(['resource_id', 'migration_type', 'destination_node', 'destination_type']),
    );
  });

  test('resource_id should be a UUID', () => {
    expect(() => parseParameters({ resource_id: 'EFEF' })).toThrow(
      'resource_id: expected the UUID of a volume',
    );
  });

  test('Default migration_type is swap', () => {
    expect(parseParameters({ resource_id: '8e8493b6-aa55-4727-8e84-8786e2dddc6c' }).migrationType).toBe(
      'swap',
    );
  });

  test('The action is registered as volume_migrate', () => {
    expect(actions.volume_migrate.name).toBe('volume_migrate');
  });
});

describe('If migration_type is "cold", this action verifies that volume is detached and has no snapshots', () => {
  test('If false, "Invalid state for cold migration": attached', async () => {
    refused(
      await run({ resource_id: attached(), migration_type: 'cold', destination_type: 'beta' }),
      'Invalid state for cold migration',
    );
  });

  test('If false, "Invalid state for cold migration": has snapshots', async () => {
    const id = detached();
    cloud.addSnapshot(id);
    cloud.addSnapshot(id);
    const outcome = await run({
      resource_id: id,
      migration_type: 'cold',
      destination_node: 'node2@alpha#alpha',
    });
    refused(outcome, 'Invalid state for cold migration');
    expect(outcome.error?.reasons).toEqual([
      expect.stringMatching(/^the volume has 2 snapshots \(.+, .+\): delete them first$/),
    ]);
  });

  test('If false: every reason at once, each with what to do about it', async () => {
    const id = attached();
    cloud.addSnapshot(id);
    cloud.setVolume(id, { migrationStatus: 'migrating' });
    const outcome = await run({
      resource_id: id,
      migration_type: 'cold',
      destination_node: 'node2@alpha#alpha',
    });
    refused(outcome, 'Invalid state for cold migration');
    expect(outcome.error?.reasons).toEqual([
      `the volume is attached to server ${vm1()}: detach it, or use migration_type migrate`,
      expect.stringMatching(/^the volume has 1 snapshot \(.+\): delete it first$/),
      "the volume's migration_status is migrating: another migration is in progress. Wait until it ends",
    ]);
  });

  test('If false: a volume made from a snapshot has none itself, and goes on', async () => {
    const id = detached();
    cloud.setVolume(id, { snapshotId: '8e8493b6-aa55-4727-8e84-8786e2dddc6c' });
    expect(
      await run({ resource_id: id, migration_type: 'cold', destination_node: 'node2@alpha#alpha' }),
    ).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('If true, the action continues', async () => {
    expect(
      await run({ resource_id: detached(), migration_type: 'cold', destination_node: 'node2@alpha#alpha' }),
    ).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('If destination_node is added, first check if volume type of source node and destination node are the same', () => {
  test('If true, this action migrates detached volume of resource_id to destination_node by calling Cinder migration API', async () => {
    const id = detached();
    const outcome = await run({
      resource_id: id,
      migration_type: 'cold',
      destination_node: 'node2@tier9#alpha',
    });
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'migrate',
      volumeId: id,
      to: { host: 'node2@tier9#alpha', type: 'alpha' },
    });
    expect(changes()).toEqual(['POST os-migrate_volume']);
  });

  test('If false, "Volume type must be same for migrating"', async () => {
    const outcome = await run({
      resource_id: detached(),
      migration_type: 'cold',
      destination_node: 'node1@beta#beta',
    });
    refused(outcome, 'Volume type must be same for migrating');
    expect(outcome.error?.reasons).toEqual([
      'volume type alpha requires volume_backend_name "alpha", but pool node1@beta#beta reports "beta"',
    ]);
  });
});

describe('If destination_type is added, first check if volume type of source node and destination node are different', () => {
  test('If true, this action migrates detached volume of resource_id to destination_type by calling Cinder retype API', async () => {
    const id = detached();
    const outcome = await run({ resource_id: id, migration_type: 'cold', destination_type: 'beta' });
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'retype',
      volumeId: id,
      to: { type: 'beta' },
    });
    expect(changes()).toEqual(['POST os-retype']);
  });

  test('If false, "Volume type must be different for retyping"', async () => {
    refused(
      await run({ resource_id: detached(), migration_type: 'cold', destination_type: 'alpha' }),
      'Volume type must be different for retyping',
    );
  });
});

describe('If migration_type is "swap" then destination_type is required', () => {
  test('If destination_type has not been provided, "destination type is required when migration type is swap"', async () => {
    refused(
      await run({ resource_id: attached(), migration_type: 'swap' }),
      'destination type is required when migration type is swap',
    );
  });
});

describe('Moreover, the action verifies that volume is attached and instance status is active, paused, or resized', () => {
  test.each([
    'active',
    'paused',
    'resized',
  ])('If true (%s), the action swaps attached volume of resource id', async (vmState) => {
    const id = attached();
    cloud.setServer(vm1(), { vmState });
    const outcome = await run({ resource_id: id, destination_type: 'beta' });
    cloud.setServer(vm1(), { vmState: 'active' });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'swap' });
  });

  test.each([
    'stopped',
    'error',
    'suspended',
    'shelved',
    'building',
    'rescued',
  ])('If false (%s), "Invalid state for swapping volume"', async (vmState) => {
    const id = attached();
    cloud.setServer(vm1(), { vmState });
    const outcome = await run({ resource_id: id, destination_type: 'beta' });
    cloud.setServer(vm1(), { vmState: 'active' });
    refused(outcome, 'Invalid state for swapping volume');
    expect(outcome.error?.reasons).toEqual([
      `server vm1 (${vm1()}): vm_state is ${vmState}; it must be active, paused or resized`,
    ]);
  });

  test('If false (a task under way), "Invalid state for swapping volume"', async () => {
    const id = attached();
    cloud.setServer(vm1(), { taskState: 'rebooting' });
    const outcome = await run({ resource_id: id, destination_type: 'beta' });
    cloud.setServer(vm1(), { taskState: null });
    refused(outcome, 'Invalid state for swapping volume');
  });

  test('If false (not attached), "Invalid state for swapping volume"', async () => {
    refused(
      await run({ resource_id: detached(), destination_type: 'beta' }),
      'Invalid state for swapping volume',
    );
  });

  test('If false (in-use, but Cinder has lost the attachment), "Invalid state for swapping volume"', async () => {
    const id = attached();
    cloud.loseAttachments(id);
    const outcome = await run({ resource_id: id, destination_type: 'beta' });
    refused(outcome, 'Invalid state for swapping volume');
    expect(outcome.error?.reasons[0]).toContain('Cinder has lost the record');
  });
});

describe('This action proceeds the following steps', () => {
  test('create a temporary user, create destination volume, swap, delete source volume, delete the temporary user', async () => {
    const id = attached();
    const { projectId } = cloud.state.volumes.get(id) ?? {};
    const outcome = await run({ resource_id: id, destination_type: 'beta', swap_method: 'attachment' });
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      operation: 'swap',
      sourceVolumeId: id,
      leftovers: [],
    });
    expect(changes()).toEqual([
      'PUT /servers/{id}/os-volume_attachments/{id}', // the probe, which changes nothing
      'POST /users',
      'PUT /projects/{id}/users/{id}/roles/{id}',
      'POST /volumes',
      'PUT /servers/{id}/os-volume_attachments/{id}',
      'DELETE /volumes/{id}',
      'DELETE /volumes/{id}/metadata/volume-migrate%3Arun',
      'DELETE /users/{id}',
    ]);
    const created = cloud.requests.find(({ method, path }) => method === 'POST' && path.endsWith('/volumes'));
    expect(created?.user).toBe(`volume-migrate-${outcome.runId}`);
    expect(cloud.state.volumes.get(outcome.volumeId)).toMatchObject({ projectId, status: 'in-use' });
    expect(cloud.state.volumes.has(id)).toBe(false);
  });

  test('Temporary user password is determined randomly for each user', async () => {
    const passwords = new Set<string>();
    for (const _ of [1, 2]) {
      const id = attached();
      const outcome = await migrateVolume(
        { resource_id: id, destination_type: 'beta', swap_method: 'attachment' },
        {
          cloud: running.cloudsYaml.clouds.simulated,
          pollMinMs: 5,
          onProgress: ({ runId }) => {
            const user = [...cloud.state.users.values()].find(
              ({ name }) => name === `volume-migrate-${runId}`,
            );
            if (user?.password) passwords.add(user.password);
          },
        },
      );
      expect(outcome.status).toBe('SUCCEEDED');
    }
    expect(passwords.size).toBe(2);
    for (const password of passwords) {
      expect(password).toHaveLength(40);
      for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]) expect(password).toMatch(kind);
    }
  });

  test('creation of destination volume may exceed quota and result in error', async () => {
    const id = attached();
    cloud.setQuota('demo', { volumes_beta: 0 });
    // If the quota could not be read beforehand, Cinder itself reports it.
    const readable = cloud.faults.http({ match: { path: /\/os-quota-sets\// }, status: 403 });
    const outcome = await run({ resource_id: id, destination_type: 'beta', swap_method: 'attachment' });
    readable();
    cloud.setQuota('demo', { volumes_beta: -1 });
    expect(outcome).toMatchObject({
      status: 'FAILED',
      operation: null,
      error: { code: 'OverQuota' },
      leftovers: [],
    });
    expect(outcome.error?.message).toContain('VolumeLimitExceeded');
    expect([...cloud.state.users.values()].map(({ name }) => name)).not.toContain(
      `volume-migrate-${outcome.runId}`,
    );
  });
});

describe('A quota that is known to have no room for a second volume', () => {
  test.each(['attachment', 'auto'] as const)('is told before the first change: %s', async (swap_method) => {
    const id = attached();
    cloud.setQuota('demo', { volumes: 0 });
    const outcome = await run({ resource_id: id, destination_type: 'beta', swap_method });
    cloud.setQuota('demo', { volumes: -1 });
    const reason = expect.stringContaining('quota volumes is 0');
    if (swap_method === 'attachment') {
      expect(outcome).toMatchObject({ status: 'FAILED', operation: null, volumeId: id, leftovers: [] });
      expect(outcome.error).toMatchObject({
        code: 'SourceCannotBeReplaced',
        message: 'Invalid state for swapping volume',
        reasons: [reason],
      });
    } else {
      expect(outcome).toMatchObject({
        status: 'SUCCEEDED',
        operation: 'retype',
        volumeId: id,
        warnings: [reason],
      });
    }
  });
});

describe('The action execution diagram: the ways to ERROR that have no sentence', () => {
  test('neither cold nor swap', async () => {
    refused(
      await run({ resource_id: detached(), migration_type: 'live' }),
      "Migration of type 'live' is not supported.",
    );
  });

  test('cold, neither destination_node nor destination_type', async () => {
    refused(
      await run({ resource_id: detached(), migration_type: 'cold' }),
      'destination host or destination type is required when migration type is cold',
    );
  });

  test('cold, both: the node is asked first', async () => {
    const both = { destination_node: 'node2@alpha#alpha', destination_type: 'beta' };
    const outcome = await run({ resource_id: detached(), migration_type: 'cold', ...both });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'migrate', to: { type: 'alpha' } });
    expect(outcome.warnings).toEqual([
      'destination_type is ignored: a cold migration with destination_node moves the volume and keeps its type',
    ]);
  });
});
