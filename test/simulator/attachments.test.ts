// Cinder's attachment rows: what is listed, reserved and removed, and what a second row does to a move.
import { describe, expect, test } from 'vitest';
import { type OpenCloud, openCloud } from './support.ts';

const rowsOf = async (open: OpenCloud, name: string, query = '') => {
  const path = `/attachments?volume_id=${open.id(name)}&all_tenants=1${query}`;
  return (await open.volume('admin', 'GET', path)).body.attachments;
};
const reserve = (open: OpenCloud, name: string, server = 'vm1', more = {}) =>
  open.volume('alice', 'POST', '/attachments', {
    attachment: { volume_uuid: open.id(name), instance_uuid: open.id(server), ...more },
  });
const retype = (open: OpenCloud, name: string) =>
  open.volume('admin', 'POST', `/volumes/${open.id(name)}/action`, {
    'os-retype': { new_type: 'beta', migration_policy: 'on-demand' },
  });
const show = async (open: OpenCloud, name: string) =>
  (await open.volume('admin', 'GET', `/volumes/${open.id(name)}`)).body.volume;
const swapsOf = (open: OpenCloud) =>
  [...open.cloud.state.servers.values()]
    .flatMap(({ actions }) => actions)
    .filter(({ action }) => action === 'swap_volume');

describe('attachment rows', () => {
  test('a second reservation by the owner leaves the volume in-use with one attachment', async () => {
    await using open = await openCloud();
    const made = await reserve(open, 'data1');
    expect(made.body.attachment).toEqual({
      id: expect.any(String),
      status: 'reserved',
      instance: open.id('vm1'),
      volume_id: open.id('data1'),
      attached_at: '',
      detached_at: '',
      attach_mode: 'null',
      connection_info: {},
    });
    expect(await show(open, 'data1')).toMatchObject({ status: 'in-use', attachments: [{}] });
    const statuses = (await rowsOf(open, 'data1')).map(({ status }: { status: string }) => status);
    expect(statuses.sort()).toEqual(['attached', 'reserved']);
  });

  test('another server cannot reserve a volume that is in use', async () => {
    await using open = await openCloud();
    const refused = await reserve(open, 'data1', 'vm2');
    expect(refused.status).toBe(400);
    expect(refused.body.badRequest.message).toBe(
      `Invalid volume: Volume ${open.id('data1')} status must be available or downloading to reserve, ` +
        'but the current status is in-use.',
    );
  });

  test('an available volume becomes reserved, and available again when its last row is deleted', async () => {
    await using open = await openCloud();
    const first = (await reserve(open, 'free1')).body.attachment.id;
    expect((await show(open, 'free1')).status).toBe('reserved');
    const second = (await reserve(open, 'free1')).body.attachment.id;
    const gone = await open.volume('alice', 'DELETE', `/attachments/${first}`);
    expect(gone.body.attachments).toEqual([
      { id: second, status: 'reserved', instance: open.id('vm1'), volume_id: open.id('free1') },
    ]);
    expect((await show(open, 'free1')).status).toBe('reserved');
    await open.volume('alice', 'DELETE', `/attachments/${second}`);
    expect((await show(open, 'free1')).status).toBe('available');
  });

  test('pages have a limit, start after a marker and have no links', async () => {
    await using open = await openCloud();
    const reserved = open.cloud.addReservedAttachment('data1');
    expect(await rowsOf(open, 'data1', '&limit=1')).toMatchObject([{ id: reserved }]);
    expect(await rowsOf(open, 'data1', `&limit=1&marker=${reserved}`)).toMatchObject([
      { status: 'attached' },
    ]);
    expect(await rowsOf(open, 'data1', '&limit=0')).toEqual([]);
  });

  test('an unknown filter gives an admin an empty list and a member a 400', async () => {
    await using open = await openCloud();
    expect(await rowsOf(open, 'data1', '&nonsense=1')).toEqual([]);
    const refused = await open.volume('alice', 'GET', '/attachments?nonsense=1');
    expect(refused.body.badRequest.message).toBe('Invalid filters nonsense are found in query options.');
  });

  test('the attachment that Nova uses cannot be deleted, a second row of the server can', async () => {
    await using open = await openCloud();
    const reserved = open.cloud.addReservedAttachment('data1');
    const [{ id }] = (await rowsOf(open, 'data1')).filter(
      ({ status }: { status: string }) => status === 'attached',
    );
    const refused = await open.volume('admin', 'DELETE', `/attachments/${id}`);
    expect(refused.status).toBe(409);
    expect(refused.body.conflictingRequest.message).toBe(
      `ConflictNovaUsingAttachment: Detach volume from instance ${open.id('vm1')} using the Compute API`,
    );
    expect((await open.volume('bob', 'DELETE', `/attachments/${reserved}`)).status).toBe(403);
    expect((await open.volume('admin', 'DELETE', `/attachments/${reserved}`)).status).toBe(200);
    expect((await show(open, 'data1')).status).toBe('in-use');
  });
});

describe('a retype in use of a volume with a second, reserved row', () => {
  test('shows an error while Nova still copies, and Cinder deletes the row that Nova copies to', async () => {
    await using open = await openCloud();
    open.cloud.addReservedAttachment('data1');
    open.cloud.faults.set('nova', 'swap_volume', { delayMs: 5000 });
    const before = open.cloud.data(open.id('data1'));
    await retype(open, 'data1');
    open.clock.advance(1000);
    expect(await show(open, 'data1')).toMatchObject({ status: 'in-use', migration_status: 'error' });
    expect(swapsOf(open)).toMatchObject([{ message: null, events: [{ result: null }] }]);
    const rows = [...open.cloud.state.volumes.values()];
    expect(rows.filter(({ migrationStatus }) => migrationStatus?.startsWith('target:'))).toEqual([]);
    open.clock.runAll();
    expect(swapsOf(open)).toMatchObject([{ message: 'Error', events: [{ result: 'Error' }] }]);
    expect(await show(open, 'data1')).toMatchObject({ status: 'in-use', volume_type: 'alpha' });
    expect(open.cloud.data(open.id('data1'))).toBe(before);
  });

  test('succeeds after that error if Nova is done before Cinder deletes the target', async () => {
    await using open = await openCloud({ stageMs: { schedule: 300, step: 10, window: 10 } });
    open.cloud.addReservedAttachment('data1');
    await retype(open, 'data1');
    const seen: string[] = [];
    while (open.clock.step()) {
      const { status, migration_status: migration } = await show(open, 'data1');
      const state = `${status}/${migration}`;
      if (seen.at(-1) !== state) seen.push(state);
    }
    expect(seen.slice(seen.indexOf('in-use/error'))).toEqual([
      'in-use/error',
      'reserved/error',
      'reserved/completing',
      'in-use/null',
      'in-use/success',
    ]);
    expect(await show(open, 'data1')).toMatchObject({ volume_type: 'beta', attachments: [{}] });
    expect(await rowsOf(open, 'data1')).toMatchObject([{ status: 'attached' }]);
  });

  test('succeeds, and a second swap of Nova fails, if the second request comes before the first attaches', async () => {
    await using open = await openCloud();
    open.cloud.addReservedAttachment('data1');
    open.cloud.faults.set('node1@beta', 'initialize_connection', { delayMs: 200 });
    await retype(open, 'data1');
    open.clock.runAll();
    expect(await show(open, 'data1')).toMatchObject({ migration_status: 'success', volume_type: 'beta' });
    expect(swapsOf(open).map(({ message }) => message)).toEqual([null, 'Error']);
    expect(await rowsOf(open, 'data1')).toMatchObject([{ status: 'attached' }]);
  });

  test('a swap by attachment succeeds and leaves the source reserved', async () => {
    await using open = await openCloud();
    open.cloud.addReservedAttachment('data1');
    const path = `/servers/${open.id('vm1')}/os-volume_attachments/${open.id('data1')}`;
    await open.compute('admin', 'PUT', path, { volumeAttachment: { volumeId: open.id('free1') } });
    open.clock.runAll();
    expect(swapsOf(open)).toMatchObject([{ message: null, events: [{ result: 'Success' }] }]);
    expect((await show(open, 'data1')).status).toBe('reserved');
    expect((await show(open, 'free1')).status).toBe('in-use');
  });
});
