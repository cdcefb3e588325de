// The traps of waiting, over HTTP: what a cloud shows on the way, limits, failing reads, lost responses.
import { describe, expect, test } from 'vitest';
import {
  type MigrateVolumeOptions,
  type MigrateVolumeParameters,
  migrateVolume,
  type Outcome,
} from '../../src/index.ts';
import {
  type SimulatedCloud,
  type SimulatedCloudOptions,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';

interface Place extends AsyncDisposable {
  readonly cloud: SimulatedCloud;
  /** The volume to move. */
  readonly id: string;
  readonly attach: () => void;
  readonly run: (
    parameters: Omit<MigrateVolumeParameters, 'resource_id'>,
    options?: MigrateVolumeOptions,
  ) => Promise<Outcome>;
}

/** A cloud with a volume, for one test: the tests wait at the same time. */
async function open(options: SimulatedCloudOptions = {}, host?: string): Promise<Place> {
  const running = await startSimulatedCloud({ stageMs: 20, ...options });
  const { cloud, cloudsYaml } = running;
  const seed = { name: 'waited-for', type: 'alpha', project: 'demo', user: 'alice' };
  const { id } = cloud.addVolume({ ...seed, ...(host !== undefined && { host }) });
  return {
    cloud,
    id,
    attach: () => void cloud.attach(cloud.world.servers['vm1'] ?? '', id),
    run: (parameters, given = {}) =>
      migrateVolume(
        { resource_id: id, ...parameters },
        { cloud: cloudsYaml.clouds.simulated, pollMinMs: 5, ...given },
      ),
    [Symbol.asyncDispose]: () => running.stop(),
  };
}

const toNode = { migration_type: 'cold', destination_node: 'node2@alpha#alpha' } as const;
const toType = { migration_type: 'cold', destination_type: 'beta' } as const;
const byAttachment = { destination_type: 'beta', swap_method: 'attachment' } as const;
const byRetype = { destination_type: 'beta', swap_method: 'retype' } as const;

/** Does something once, when the run reaches a state. */
function when(state: string, act: () => void): MigrateVolumeOptions {
  let done = false;
  return {
    onProgress: (progress) => {
      if (done || !progress.state.endsWith(state)) return;
      done = true;
      act();
    },
  };
}

describe.concurrent('what a cloud shows on the way is not an end', () => {
  test('null between completing and success, seen for long', async () => {
    await using place = await open({ stageMs: { window: 150 } });
    place.cloud.setVolume(place.id, { host: 'node2@tier9#alpha' });
    const outcome = await place.run(toType);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', to: { type: 'beta', host: 'node1@beta#beta' } });
    expect(place.cloud.state.volumes.get(place.id)).toMatchObject({
      migrationStatus: 'success',
      status: 'available',
    });
  });

  test.each(['success', 'error'])('an old %s, when a retype fails', async (migrationStatus) => {
    await using place = await open();
    place.cloud.setVolume(place.id, { migrationStatus });
    const noPool = () => {
      for (const backend of ['node1@beta', 'node2@beta']) place.cloud.setService(backend, { up: false });
    };
    const outcome = await place.run(toType, when('requestingRetype', noPool));
    expect(outcome).toMatchObject({
      status: 'FAILED',
      error: { code: 'RetypeFailed' },
      to: { type: 'alpha' },
    });
  });

  test.each(['success', 'error'])('an old %s, when a retype moves nothing', async (migrationStatus) => {
    await using place = await open();
    place.cloud.setVolume(place.id, { migrationStatus });
    expect(await place.run({ migration_type: 'cold', destination_type: 'alpha-gold' })).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  test('in-use with success and no attachments for a moment', async () => {
    await using place = await open({ stageMs: { window: 150 } });
    place.attach();
    expect(await place.run(byRetype)).toMatchObject({ status: 'SUCCEEDED', operation: 'retype' });
    expect(place.cloud.state.volumes.get(place.id)?.status).toBe('in-use');
  });

  test('the new volume of a swap in-use before the old one is available', async () => {
    await using place = await open({ stageMs: { window: 150, step: 100 } });
    place.attach();
    const outcome = await place.run(byAttachment);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    const refused = place.cloud.requests.filter(
      ({ method, status }) => method === 'DELETE' && status === 400,
    );
    expect(refused).toEqual([]);
  });

  test('an attachment that Cinder has lost permanently: reported, and nothing is touched', async () => {
    await using place = await open({ attachmentRace: 'lost' });
    place.attach();
    const outcome = await place.run(byRetype, { limits: { settleMs: 300 } });
    expect(outcome).toMatchObject({
      status: 'FAILED',
      operation: 'retype',
      error: { code: 'AttachmentLost' },
      to: { type: 'beta' },
    });
    expect(place.cloud.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });
});

describe.concurrent('a server with another swap that Nova does not end', () => {
  // Nova does not say which volume an action concerns.
  const addSwap = ({ cloud }: Place, agoMs: number): void => {
    const server = cloud.state.servers.get(cloud.world.servers['vm1'] ?? '');
    const startTime = Date.now() - agoMs;
    server?.actions.push({
      ...{ action: 'swap_volume', requestId: 'req-other', userId: 'nova', projectId: 'service' },
      ...{ startTime, updatedAt: startTime, message: null, events: [] },
    });
  };

  test('from this moment: the guest that is left on the destination is still reported', async () => {
    await using place = await open();
    place.attach();
    for (const host of ['node1@beta', 'node2@beta'])
      place.cloud.faults.set(host, 'update_migrated_volume', { raise: 'planted' });
    addSwap(place, 0);
    const outcome = await place.run(byRetype, { limits: { settleMs: 1_200, deadlineMs: 60_000 } });
    expect(outcome).toMatchObject({ status: 'FAILED', error: { code: 'GuestUsesDestination' } });
    expect(outcome.warnings.join()).not.toContain('Nova is still copying');
  });

  test('from an hour ago: a retype that fails is over, and Nova does not copy', async () => {
    await using place = await open();
    place.attach();
    place.cloud.faults.set('nova', 'swap_volume', { raise: 'planted' });
    addSwap(place, 3_600_000);
    const outcome = await place.run(byRetype, { limits: { deadlineMs: 120_000 } });
    expect(outcome).toMatchObject({ status: 'FAILED', error: { code: 'RetypeFailed' } });
    expect(JSON.stringify(outcome)).not.toContain('Nova is still copying');
  });
});

describe.concurrent('limits', () => {
  const slow = ({ cloud }: Place): void =>
    cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 60_000 });

  test('a stall is reported, and the wait continues', async () => {
    await using place = await open();
    place.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 3_000 });
    const outcome = await place.run(toNode, { limits: { stallAfterMs: 150, deadlineMs: 60_000 } });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(outcome.warnings).toContainEqual(expect.stringMatching(/^no change for /));
  });

  test('the deadline ends the wait: the run says that Cinder may continue', async () => {
    await using place = await open();
    slow(place);
    const outcome = await place.run(toNode, { limits: { deadlineMs: 200 } });
    expect(outcome).toMatchObject({
      status: 'FAILED',
      operation: 'migrate',
      error: { name: 'DeadlinePassed', code: 'MigrationNotSeenToEnd' },
      leftovers: [{ kind: 'migration', id: place.id }],
    });
  });

  test('the deadline of a swap: both volumes stay and are named, the temporary user is deleted', async () => {
    await using place = await open();
    place.attach();
    place.cloud.faults.set('nova', 'swap_volume', { delayMs: 60_000 });
    const outcome = await place.run(byAttachment, { limits: { deadlineMs: 20_000 } });
    expect(outcome).toMatchObject({
      status: 'FAILED',
      operation: 'swap',
      volumeId: place.id,
      error: { code: 'SwapNotProven' },
    });
    expect(outcome.leftovers.map((left) => left.kind)).toEqual(['volume', 'volume']);
    expect(
      place.cloud.requests.filter(({ method, path }) => method === 'DELETE' && path.includes('/volumes/')),
    ).toEqual([]);
    expect(
      [...place.cloud.state.users.values()].filter(({ name }) => name.startsWith('volume-migrate-')),
    ).toEqual([]);
  });

  test('a source copy that Cinder cannot delete does not fail the move: it is named', async () => {
    await using place = await open({}, 'node2@tier9#alpha');
    place.cloud.faults.set('node2@tier9', 'delete_volume', { raise: 'planted' });
    const outcome = await place.run(toNode, { limits: { settleMs: 300 } });
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      to: { host: 'node2@alpha#alpha' },
      leftovers: [{ kind: 'volume', why: expect.stringContaining('status error_deleting') }],
    });
  });
});

describe.concurrent('reads that fail now and then', () => {
  test('are tolerated', async () => {
    await using place = await open();
    place.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 300 });
    const outcome = await place.run(
      toNode,
      when('watchingMigration', () => {
        const match = { method: 'GET', path: /\/volumes\// };
        place.cloud.faults.http({ match, count: 2, status: 503, headers: { 'Retry-After': '0' } });
        place.cloud.faults.http({ match, count: 1, dropConnection: 'before' });
        place.cloud.faults.http({ match, count: 1, status: 500, body: 'oops' });
      }),
    );
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', warnings: [] });
  });

  test('a token that expires during a long copy is renewed', async () => {
    await using place = await open();
    place.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 300 });
    const outcome = await place.run(
      toNode,
      when('watchingMigration', () => place.cloud.expireTokens()),
    );
    expect(outcome.status).toBe('SUCCEEDED');
    expect(place.cloud.requests.filter(({ path }) => path.endsWith('/auth/tokens'))).toHaveLength(2);
  });

  test('the volume is deleted meanwhile', async () => {
    await using place = await open();
    place.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 1_000 });
    const outcome = await place.run(
      toNode,
      when('watchingMigration', () => place.cloud.state.volumes.delete(place.id)),
    );
    expect(outcome).toMatchObject({ status: 'FAILED', error: { code: 'VolumeGone' } });
  });
});

describe.concurrent('a response that is lost after the call had its effect', () => {
  const lose = ({ cloud }: Place, method: string, path: RegExp): void =>
    void cloud.faults.http({ match: { method, path }, count: 1, dropConnection: 'after' });
  const effects = ({ cloud }: Place, method: string, path: RegExp): number =>
    cloud.requests.filter((request) => request.method === method && path.test(request.path)).length;

  test('os-migrate_volume is not requested twice', async () => {
    await using place = await open();
    lose(place, 'POST', /\/action$/);
    expect(await place.run(toNode)).toMatchObject({ status: 'SUCCEEDED', operation: 'migrate' });
    expect(effects(place, 'POST', /\/action$/)).toBe(1);
  });

  test('os-retype is not requested twice', async () => {
    await using place = await open();
    lose(place, 'POST', /\/action$/);
    expect(await place.run(toType)).toMatchObject({ status: 'SUCCEEDED', operation: 'retype' });
    expect(effects(place, 'POST', /\/action$/)).toBe(1);
  });

  test.each([
    ['the user', 'POST', /\/users$/],
    ['the destination volume', 'POST', /\/volumes$/],
    ['the grant', 'PUT', /\/roles\//],
    ['the deletion of the user', 'DELETE', /\/users\//],
    ['the deletion of the source', 'DELETE', /\/volumes\/[^/]+$/],
  ])('%s: the swap continues, nothing exists twice', async (_, method, path) => {
    await using place = await open();
    place.attach();
    const { volumes, users } = place.cloud.state;
    const data = place.cloud.data(place.id);
    const before = { volumes: volumes.size, users: users.size };
    lose(place, method, path);
    const outcome = await place.run(byAttachment);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'swap', leftovers: [] });
    expect({ volumes: volumes.size, users: users.size }).toEqual(before);
    expect(place.cloud.data(outcome.volumeId)).toBe(data);
  });

  test('the swap itself: it is found among the instance actions, and requested once', async () => {
    await using place = await open();
    place.attach();
    const swap = /\/os-volume_attachments\//;
    const outcome = await place.run(
      byAttachment,
      when('copyingAttributes', () => lose(place, 'PUT', swap)),
    );
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'swap', leftovers: [] });
    // The question that changes nothing, and the swap.
    expect(effects(place, 'PUT', swap)).toBe(2);
  });
});
