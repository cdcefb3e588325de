// The traps of waiting, over HTTP: what a cloud shows on the way, limits, failing reads, lost responses.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type MigrateVolumeOptions,
  type MigrateVolumeParameters,
  migrateVolume,
  type Outcome,
} from '../../src/index.ts';
import {
  type SimulatedCloudOptions,
  type SimulatedCloudServer,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';

let running: SimulatedCloudServer;
let id: string;
let data: string | null;

async function open(options: SimulatedCloudOptions = {}): Promise<void> {
  await running?.stop();
  running = await startSimulatedCloud({ stageMs: 20, ...options });
  id = running.cloud.addVolume({ name: 'waited-for', type: 'alpha', project: 'demo', user: 'alice' }).id;
  data = running.cloud.data(id);
}

beforeEach(async () => await open());
afterEach(async () => await running.stop());

const attach = (): void => void running.cloud.attach(running.cloud.world.servers['vm1'] ?? '', id);

const run = (
  parameters: Omit<MigrateVolumeParameters, 'resource_id'>,
  options: MigrateVolumeOptions = {},
): Promise<Outcome> =>
  migrateVolume(
    { resource_id: id, ...parameters },
    { cloud: running.cloudsYaml.clouds.simulated, pollMinMs: 5, ...options },
  );

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

describe('what a cloud shows on the way is not an end', () => {
  test('null between completing and success, seen for long', async () => {
    await open({ stageMs: { window: 150 } });
    running.cloud.setVolume(id, { host: 'node2@tier9#alpha' });
    const outcome = await run(toType);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', to: { type: 'beta', host: 'node1@beta#beta' } });
    expect(running.cloud.state.volumes.get(id)).toMatchObject({
      migrationStatus: 'success',
      status: 'available',
    });
  });

  test.each(['success', 'error'])('an old %s, when a retype fails', async (migrationStatus) => {
    running.cloud.setVolume(id, { migrationStatus });
    const noPool = () => {
      for (const backend of ['node1@beta', 'node2@beta']) running.cloud.setService(backend, { up: false });
    };
    const outcome = await run(toType, when('requestingRetype', noPool));
    expect(outcome).toMatchObject({
      status: 'FAILED',
      error: { code: 'RetypeFailed' },
      to: { type: 'alpha' },
    });
  });

  test.each(['success', 'error'])('an old %s, when a retype moves nothing', async (migrationStatus) => {
    running.cloud.setVolume(id, { migrationStatus });
    expect(await run({ migration_type: 'cold', destination_type: 'alpha-gold' })).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  test('in-use with success and no attachments for a moment', async () => {
    await open({ stageMs: { window: 150 } });
    attach();
    expect(await run(byRetype)).toMatchObject({ status: 'SUCCEEDED', operation: 'retype' });
    expect(running.cloud.state.volumes.get(id)?.status).toBe('in-use');
  });

  test('the new volume of a swap in-use before the old one is available', async () => {
    await open({ stageMs: { window: 150, step: 100 } });
    attach();
    const outcome = await run(byAttachment);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', leftovers: [] });
    const refused = running.cloud.requests.filter(
      ({ method, status }) => method === 'DELETE' && status === 400,
    );
    expect(refused).toEqual([]);
  });

  test('an attachment that Cinder has lost permanently: reported, and nothing is touched', async () => {
    await open({ attachmentRace: 'lost' });
    attach();
    const outcome = await run(byRetype, { limits: { settleMs: 300 } });
    expect(outcome).toMatchObject({
      status: 'FAILED',
      operation: 'retype',
      error: { code: 'AttachmentLost' },
      to: { type: 'beta' },
    });
    expect(running.cloud.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });
});

describe('a server with another swap that Nova does not end', () => {
  // Nova does not say which volume an action concerns.
  const addSwap = (agoMs: number): void => {
    const server = running.cloud.state.servers.get(running.cloud.world.servers['vm1'] ?? '');
    const startTime = Date.now() - agoMs;
    server?.actions.push({
      ...{ action: 'swap_volume', requestId: 'req-other', userId: 'nova', projectId: 'service' },
      ...{ startTime, updatedAt: startTime, message: null, events: [] },
    });
  };

  test('from this moment: the guest that is left on the destination is still reported', async () => {
    await open({});
    attach();
    for (const host of ['node1@beta', 'node2@beta'])
      running.cloud.faults.set(host, 'update_migrated_volume', { raise: 'planted' });
    addSwap(0);
    const outcome = await run(byRetype, { limits: { settleMs: 1_200, deadlineMs: 60_000 } });
    expect(outcome).toMatchObject({ status: 'FAILED', error: { code: 'GuestUsesDestination' } });
    expect(outcome.warnings.join()).not.toContain('Nova is still copying');
  });

  test('from an hour ago: a retype that fails is over, and Nova does not copy', async () => {
    await open({});
    attach();
    running.cloud.faults.set('nova', 'swap_volume', { raise: 'planted' });
    addSwap(3_600_000);
    const outcome = await run(byRetype, { limits: { deadlineMs: 6_000 } });
    expect(outcome).toMatchObject({ status: 'FAILED', error: { code: 'RetypeFailed' } });
    expect(JSON.stringify(outcome)).not.toContain('Nova is still copying');
  });
});

describe('limits', () => {
  const slow = (): void => running.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 60_000 });

  test('a stall is reported, and the wait continues', async () => {
    running.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 3_000 });
    const outcome = await run(toNode, { limits: { stallAfterMs: 150, deadlineMs: 60_000 } });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(outcome.warnings).toContainEqual(expect.stringMatching(/^no change for /));
  });

  test('the deadline ends the wait: the run says that Cinder may continue', async () => {
    slow();
    const outcome = await run(toNode, { limits: { deadlineMs: 200 } });
    expect(outcome).toMatchObject({
      status: 'FAILED',
      operation: 'migrate',
      error: { name: 'DeadlinePassed', code: 'MigrationNotSeenToEnd' },
      leftovers: [{ kind: 'migration', id }],
    });
  });

  test('the deadline of a swap: both volumes stay and are named, the temporary user is deleted', async () => {
    attach();
    running.cloud.faults.set('nova', 'swap_volume', { delayMs: 60_000 });
    const outcome = await run(byAttachment, { limits: { deadlineMs: 5_000 } });
    expect(outcome).toMatchObject({
      status: 'FAILED',
      operation: 'swap',
      volumeId: id,
      error: { code: 'SwapNotProven' },
    });
    expect(outcome.leftovers.map((left) => left.kind)).toEqual(['volume', 'volume']);
    expect(
      running.cloud.requests.filter(({ method, path }) => method === 'DELETE' && path.includes('/volumes/')),
    ).toEqual([]);
    expect(
      [...running.cloud.state.users.values()].filter(({ name }) => name.startsWith('volume-migrate-')),
    ).toEqual([]);
  });

  test('a source copy that Cinder cannot delete does not fail the move: it is named', async () => {
    id = running.cloud.addVolume({
      name: 'by-copy',
      type: 'alpha',
      project: 'demo',
      user: 'alice',
      host: 'node2@tier9#alpha',
    }).id;
    running.cloud.faults.set('node2@tier9', 'delete_volume', { raise: 'planted' });
    const outcome = await run(toNode, { limits: { settleMs: 300 } });
    expect(outcome).toMatchObject({
      status: 'SUCCEEDED',
      to: { host: 'node2@alpha#alpha' },
      leftovers: [{ kind: 'volume', why: expect.stringContaining('status error_deleting') }],
    });
  });
});

describe('reads that fail now and then', () => {
  test('are tolerated', async () => {
    running.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 300 });
    const outcome = await run(
      toNode,
      when('watchingMigration', () => {
        const match = { method: 'GET', path: /\/volumes\// };
        running.cloud.faults.http({ match, count: 2, status: 503, headers: { 'Retry-After': '0' } });
        running.cloud.faults.http({ match, count: 1, dropConnection: 'before' });
        running.cloud.faults.http({ match, count: 1, status: 500, body: 'oops' });
      }),
    );
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', warnings: [] });
  });

  test('a token that expires during a long copy is renewed', async () => {
    running.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 300 });
    const outcome = await run(
      toNode,
      when('watchingMigration', () => running.cloud.expireTokens()),
    );
    expect(outcome.status).toBe('SUCCEEDED');
    expect(running.cloud.requests.filter(({ path }) => path.endsWith('/auth/tokens'))).toHaveLength(2);
  });

  test('the volume is deleted meanwhile', async () => {
    running.cloud.faults.set('node1@alpha', 'migrate_volume', { delayMs: 1_000 });
    const outcome = await run(
      toNode,
      when('watchingMigration', () => running.cloud.state.volumes.delete(id)),
    );
    expect(outcome).toMatchObject({ status: 'FAILED', error: { code: 'VolumeGone' } });
  });
});

describe('a response that is lost after the call had its effect', () => {
  const lose = (method: string, path: RegExp): void =>
    void running.cloud.faults.http({ match: { method, path }, count: 1, dropConnection: 'after' });
  const effects = (method: string, path: RegExp): number =>
    running.cloud.requests.filter((request) => request.method === method && path.test(request.path)).length;

  test('os-migrate_volume is not requested twice', async () => {
    lose('POST', /\/action$/);
    expect(await run(toNode)).toMatchObject({ status: 'SUCCEEDED', operation: 'migrate' });
    expect(effects('POST', /\/action$/)).toBe(1);
  });

  test('os-retype is not requested twice', async () => {
    lose('POST', /\/action$/);
    expect(await run(toType)).toMatchObject({ status: 'SUCCEEDED', operation: 'retype' });
    expect(effects('POST', /\/action$/)).toBe(1);
  });

  test.each([
    ['the user', 'POST', /\/users$/],
    ['the destination volume', 'POST', /\/volumes$/],
    ['the grant', 'PUT', /\/roles\//],
    ['the deletion of the user', 'DELETE', /\/users\//],
    ['the deletion of the source', 'DELETE', /\/volumes\/[^/]+$/],
  ])('%s: the swap continues, nothing exists twice', async (_, method, path) => {
    attach();
    const { volumes, users } = running.cloud.state;
    const before = { volumes: volumes.size, users: users.size };
    lose(method, path);
    const outcome = await run(byAttachment);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'swap', leftovers: [] });
    expect({ volumes: volumes.size, users: users.size }).toEqual(before);
    expect(running.cloud.data(outcome.volumeId)).toBe(data);
  });

  test('the swap itself: it is found among the instance actions, and requested once', async () => {
    attach();
    const swap = /\/os-volume_attachments\//;
    const outcome = await run(
      byAttachment,
      when('copyingAttributes', () => lose('PUT', swap)),
    );
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', operation: 'swap', leftovers: [] });
    // The question that changes nothing, and the swap.
    expect(effects('PUT', swap)).toBe(2);
  });
});
