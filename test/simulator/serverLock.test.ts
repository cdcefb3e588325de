// What others may do with a server and its volume while Nova swaps it.
import { describe, expect, test } from 'vitest';
import { moveSpans, type Release } from '../../src/simulator/index.ts';
import { type OpenCloud, openCloud } from './support.ts';

const TIER = 'node2@tier9#alpha';
const SWAP_MS = 3000;

const migrate = (open: OpenCloud, name: string) =>
  open.volume('admin', 'POST', `/volumes/${open.id(name)}/action`, { 'os-migrate_volume': { host: TIER } });
const server = (open: OpenCloud, body: unknown) =>
  open.compute('alice', 'POST', `/servers/${open.id('vm1')}/action`, body);
const detach = (open: OpenCloud) =>
  open.compute('alice', 'DELETE', `/servers/${open.id('vm1')}/os-volume_attachments/${open.id('data1')}`);
const attach = (open: OpenCloud, name: string) =>
  open.compute('alice', 'POST', `/servers/${open.id('vm1')}/os-volume_attachments`, {
    volumeAttachment: { volumeId: open.id(name) },
  });
const volume = (open: OpenCloud, name = 'data1') => open.cloud.state.volumes.get(open.id(name));
const vm = (open: OpenCloud) => open.cloud.state.servers.get(open.id('vm1'));
const reboot = { reboot: { type: 'HARD' } };

/** A cloud in the middle of Nova's copy of data1. */
async function duringSwap(release: Release = 'zed') {
  const open = await openCloud({ release });
  open.cloud.faults.set('nova', 'swap_volume', { delayMs: SWAP_MS });
  await migrate(open, 'data1');
  open.clock.advance(SWAP_MS / 2);
  expect(volume(open)).toMatchObject({ status: 'in-use', migrationStatus: 'migrating' });
  return open;
}

describe.each(['zed', '2025.1'] as const)('on %s, during a swap', (release) => {
  test.each([
    ['stop is accepted, waits, and is then done', { 'os-stop': null }, 'powering-off', 'stopped'],
    ['reboot is accepted, waits, and is then done', reboot, 'rebooting_hard', 'active'],
    ['pause is accepted, waits, and is then done', { pause: null }, 'pausing', 'paused'],
  ])('%s', async (_, body, task, state) => {
    await using open = await duringSwap(release);
    expect((await server(open, body)).status).toBe(202);
    open.clock.advance(SWAP_MS / 4);
    expect(vm(open)).toMatchObject({ taskState: task, vmState: 'active' });
    expect(volume(open)?.migrationStatus).toBe('migrating');
    open.clock.runAll();
    expect(vm(open)).toMatchObject({ taskState: null, vmState: state });
    expect(volume(open)).toMatchObject({ status: 'in-use', migrationStatus: 'success', host: TIER });
  });

  test('a detach of the moving volume waits: available, success, without attachment, intact', async () => {
    await using open = await duringSwap(release);
    const before = open.cloud.data(open.id('data1'));
    expect((await detach(open)).status).toBe(202);
    open.clock.runAll();
    expect(volume(open)).toMatchObject({ status: 'available', migrationStatus: 'success', host: TIER });
    expect(open.cloud.state.attachments.ofVolume(open.id('data1'))).toEqual([]);
    expect(open.cloud.data(open.id('data1'))).toBe(before);
  });

  test('a stop, then a reboot or an attach: 409 with the task that waits', async () => {
    await using open = await duringSwap(release);
    await server(open, { 'os-stop': null });
    const replies = [await server(open, reboot), await attach(open, 'free1')];
    const text = (action: string) =>
      `Cannot '${action}' instance ${open.id('vm1')} while it is in task_state powering-off`;
    expect(replies.map(({ status, body }) => [status, body.conflictingRequest.message])).toEqual([
      [409, text('reboot')],
      [409, text('attach_volume')],
    ]);
  });

  test('an attach of another volume waits', async () => {
    await using open = await duringSwap(release);
    expect((await attach(open, 'free1')).status).toBe(200);
    open.clock.advance(SWAP_MS / 4);
    expect(volume(open, 'free1')?.status).toBe('reserved');
    open.clock.runAll();
    expect(volume(open, 'free1')?.status).toBe('in-use');
  });

  test('a deletion of the server waits: the volume stays in-use on a server that is gone', async () => {
    await using open = await duringSwap(release);
    const path = `/servers/${open.id('vm1')}`;
    expect((await open.compute('alice', 'DELETE', path)).status).toBe(204);
    open.clock.advance(SWAP_MS / 4);
    expect((await open.compute('alice', 'GET', path)).status).toBe(200);
    open.clock.runAll();
    expect((await open.compute('alice', 'GET', path)).status).toBe(404);
    expect(volume(open)).toMatchObject({ status: 'in-use', migrationStatus: 'success', host: TIER });
    const [row] = open.cloud.state.attachments.ofVolume(open.id('data1'));
    expect(row).toMatchObject({ status: 'attached', serverId: open.id('vm1') });
    expect(volume(open, 'boot1')).toMatchObject({ status: 'available', attached: false });
  });
});

test('two volumes of one server are copied one after the other, both with success', async () => {
  await using open = await openCloud();
  open.cloud.faults.set('nova', 'swap_volume', { delayMs: SWAP_MS });
  await migrate(open, 'data1');
  await migrate(open, 'boot1');
  open.clock.runAll();
  const [first, second] = moveSpans(open.cloud.moves);
  expect([first, second]).toMatchObject([{ result: 'success' }, { result: 'success' }]);
  expect((second?.endedAt ?? 0) - (first?.endedAt ?? 0)).toBeGreaterThanOrEqual(SWAP_MS);
});

test('a detach before Nova is asked leaves the volume in-use, in error and without attachment', async () => {
  await using open = await openCloud({ stageMs: { create: 5000 } });
  await migrate(open, 'data1');
  open.clock.advance(1000);
  expect((await detach(open)).status).toBe(202);
  open.clock.runAll();
  expect(volume(open)).toMatchObject({ status: 'in-use', migrationStatus: 'error', attached: false });
  expect(open.cloud.state.attachments.ofVolume(open.id('data1'))).toEqual([]);
  expect(vm(open)?.devices.map(({ volumeId }) => volumeId)).toEqual([open.id('boot1')]);
  expect((await attach(open, 'data1')).status).toBe(400);
  expect((await open.volume('alice', 'DELETE', `/volumes/${open.id('data1')}`)).status).toBe(400);
  const healed = await open.volume('admin', 'POST', `/volumes/${open.id('data1')}/action`, {
    'os-detach': {},
  });
  expect(healed.status).toBe(202);
  expect(volume(open)?.status).toBe('available');
});

test('the deletion of a server without a swap frees its volumes', async () => {
  await using open = await openCloud();
  await open.compute('alice', 'DELETE', `/servers/${open.id('vm1')}`);
  open.clock.runAll();
  expect([volume(open), volume(open, 'boot1')]).toMatchObject([
    { status: 'available' },
    { status: 'available' },
  ]);
});

test('a nova-compute that does not answer holds the move without a timeout, and ends it later', async () => {
  await using open = await openCloud();
  open.cloud.setCompute({ running: false });
  await migrate(open, 'data1');
  open.clock.advance(3_600_000);
  const target = [...open.cloud.state.volumes.values()].find(({ consumesQuota }) => !consumesQuota);
  expect([volume(open)?.migrationStatus, target?.status]).toEqual(['migrating', 'reserved']);
  open.cloud.setCompute({ running: true });
  open.clock.runAll();
  expect(volume(open)).toMatchObject({ migrationStatus: 'success', host: TIER });
});
