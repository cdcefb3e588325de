// A shelved server: what Nova lists, and what is left of its volumes' attachments in Cinder.
import { describe, expect, test } from 'vitest';
import { type OpenCloud, openCloud, type Who } from './support.ts';

const ask = async (open: OpenCloud, body: object, who: Who = 'alice') =>
  await open.compute(who, 'POST', `/servers/${open.id('vm1')}/action`, body);
const show = async (open: OpenCloud, name: string) =>
  (await open.volume('admin', 'GET', `/volumes/${open.id(name)}`)).body.volume;
const rowsOf = async (open: OpenCloud, name: string) =>
  (await open.volume('admin', 'GET', `/attachments/detail?volume_id=${open.id(name)}&all_tenants=1`)).body
    .attachments;
const serverOf = async (open: OpenCloud) =>
  (await open.compute('admin', 'GET', `/servers/${open.id('vm1')}`)).body.server;

const shelved = async (): Promise<OpenCloud> => {
  const open = await openCloud();
  expect((await ask(open, { shelve: null })).status).toBe(202);
  open.clock.runAll();
  return open;
};

describe('a shelved server', () => {
  test('is SHELVED_OFFLOADED in the end', async () => {
    await using open = await openCloud();
    await ask(open, { shelve: null });
    expect(await serverOf(open)).toMatchObject({ status: 'ACTIVE', 'OS-EXT-STS:task_state': 'shelving' });
    open.clock.runAll();
    expect(await serverOf(open)).toMatchObject({
      ...{ status: 'SHELVED_OFFLOADED', 'OS-EXT-STS:task_state': null, 'OS-EXT-STS:power_state': 4 },
    });
  });

  test('has its volumes reserved: one reserved row each, no attachment', async () => {
    await using open = await shelved();
    expect(await show(open, 'data1')).toMatchObject({ status: 'reserved', attachments: [] });
    expect(await rowsOf(open, 'data1')).toEqual([
      expect.objectContaining({ status: 'reserved', instance: open.id('vm1'), attach_mode: 'null' }),
    ]);
  });

  test('still lists its volumes, with the new rows', async () => {
    await using open = await openCloud();
    const path = `/servers/${open.id('vm1')}/os-volume_attachments`;
    const listed = async () =>
      (await open.compute('admin', 'GET', path, undefined, '2.89')).body.volumeAttachments.find(
        ({ volumeId }: { volumeId: string }) => volumeId === open.id('data1'),
      ).attachment_id;
    const volumesOf = async () => (await serverOf(open))['os-extended-volumes:volumes_attached'];
    const [old, before] = [await listed(), await volumesOf()];
    await ask(open, { shelve: null });
    open.clock.runAll();
    expect(await listed()).not.toBe(old);
    expect(await listed()).toBe((await rowsOf(open, 'data1'))[0].id);
    expect(await volumesOf()).toEqual(before);
  });

  test('reserves a volume again that is marked as free in Cinder', async () => {
    await using open = await openCloud();
    open.cloud.detachInCinderOnly('data1');
    await ask(open, { shelve: null });
    open.clock.runAll();
    expect(await show(open, 'data1')).toMatchObject({ status: 'reserved', attachments: [] });
    expect(await rowsOf(open, 'data1')).toHaveLength(1);
  });

  test('cannot be shelved again, nor while it is being shelved', async () => {
    await using open = await openCloud();
    await ask(open, { shelve: null });
    const now = await ask(open, { shelve: null });
    open.clock.runAll();
    const later = await ask(open, { shelve: null });
    expect([now, later].map(({ status, body }) => [status, body.conflictingRequest.message])).toEqual([
      [409, `Cannot 'shelve' instance ${open.id('vm1')} while it is in task_state shelving`],
      [409, `Cannot 'shelve' instance ${open.id('vm1')} while it is in vm_state shelved_offloaded`],
    ]);
  });

  test('is offloaded by an admin, and only where it is shelved', async () => {
    await using open = await openCloud();
    expect((await ask(open, { shelveOffload: null })).status).toBe(403);
    expect((await ask(open, { shelveOffload: null }, 'admin')).status).toBe(409);
    open.cloud.setServer(open.id('vm1'), { vmState: 'shelved', powerState: 4 });
    expect((await ask(open, { shelveOffload: null }, 'admin')).status).toBe(202);
    open.clock.runAll();
    expect((await serverOf(open)).status).toBe('SHELVED_OFFLOADED');
    expect((await show(open, 'data1')).status).toBe('reserved');
  });
});
