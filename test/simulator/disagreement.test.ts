// Cinder and Nova disagree about who uses a volume: what each of them then responds.
import { describe, expect, test } from 'vitest';
import { type OpenCloud, openCloud } from './support.ts';

const act = (open: OpenCloud, name: string, body: unknown, who: 'admin' | 'alice' = 'admin') =>
  open.volume(who, 'POST', `/volumes/${open.id(name)}/action`, body);
const show = async (open: OpenCloud, name: string) =>
  (await open.volume('admin', 'GET', `/volumes/${open.id(name)}`)).body.volume;
const inNova = (open: OpenCloud, name: string, server = 'vm1') =>
  open.compute('admin', 'GET', `/servers/${open.id(server)}/os-volume_attachments/${open.id(name)}`);
const reset = (states: object) => ({ 'os-reset_status': states });

/** The same situation by the API and by the handle. */
const detached: [string, (open: OpenCloud) => unknown][] = [
  [
    'os-reset_status',
    (open) => act(open, 'data1', reset({ status: 'available', attach_status: 'detached' })),
  ],
  ['detachInCinderOnly', (open) => open.cloud.detachInCinderOnly('data1')],
];

describe.each(detached)('a volume that is detached in Cinder while Nova has it, by %s', (_, make) => {
  test('is available without attachments, and still among the volumes of its server', async () => {
    await using open = await openCloud();
    await make(open);
    expect(await show(open, 'data1')).toMatchObject({ status: 'available', attachments: [] });
    expect((await inNova(open, 'data1')).status).toBe(200);
    const project = open.cloud.world.projects['demo'];
    const list = await open.compute('admin', 'GET', `/servers/detail?all_tenants=1&project_id=${project}`);
    const holder = list.body.servers.find(({ name }: { name: string }) => name === 'vm1');
    expect(holder['os-extended-volumes:volumes_attached']).toContainEqual(
      expect.objectContaining({ id: open.id('data1') }),
    );
  });

  test('is moved from under the server', async () => {
    await using open = await openCloud();
    await make(open);
    await act(open, 'data1', { 'os-migrate_volume': { host: 'node2@alpha#alpha', lock_volume: true } });
    open.clock.runAll();
    expect(await show(open, 'data1')).toMatchObject({ status: 'available', migration_status: 'success' });
    expect((await inNova(open, 'data1')).status).toBe(200);
  });
});

test('a reset of the status alone leaves the attachment, and shows it on an available volume', async () => {
  await using open = await openCloud();
  await act(open, 'data1', reset({ status: 'available' }));
  expect(await show(open, 'data1')).toMatchObject({ status: 'available', attachments: [{}] });
});

test('a reset to detached makes the volume available, whatever status it names', async () => {
  await using open = await openCloud();
  await act(open, 'data1', reset({ status: 'error', attach_status: 'detached' }));
  expect((await show(open, 'data1')).status).toBe('available');
});

test('a reset to in-use needs an attachment', async () => {
  await using open = await openCloud();
  const { status, body } = await act(open, 'free1', reset({ status: 'in-use' }));
  expect([status, body.badRequest.message]).toEqual([
    400,
    'Cannot reset-state to in-use because volume does not have any attachments.',
  ]);
});

/** The same situation by the API and by the handle. */
const unknown: [string, (open: OpenCloud) => unknown][] = [
  [
    'os-attach',
    (open) =>
      act(open, 'free1', {
        'os-attach': { instance_uuid: open.id('vm1'), mountpoint: '/dev/vdz', mode: 'ro' },
      }),
  ],
  ['attachInCinderOnly', (open) => void open.cloud.attachInCinderOnly('free1', 'vm1', 'ro')],
];

describe.each(unknown)('an attachment that Nova does not know, by %s', (_, make) => {
  test('shows in the volume and its admin metadata, and not in Nova', async () => {
    await using open = await openCloud();
    await make(open);
    expect(await show(open, 'free1')).toMatchObject({
      status: 'in-use',
      attachments: [{ server_id: open.id('vm1') }],
      metadata: { readonly: 'False', attached_mode: 'ro' },
    });
    expect((await inNova(open, 'free1')).status).toBe(404);
  });

  test('a swap of it is a 404 and leaves the source detaching', async () => {
    await using open = await openCloud();
    await make(open);
    const other = open.cloud.addVolume({ name: 'other', project: 'demo', user: 'alice' });
    const path = `/servers/${open.id('vm1')}/os-volume_attachments/${open.id('free1')}`;
    const { status, body } = await open.compute('admin', 'PUT', path, {
      volumeAttachment: { volumeId: other.id },
    });
    expect([status, body.itemNotFound.message]).toEqual([
      404,
      `No volume Block Device Mapping with id ${open.id('free1')}.`,
    ]);
    open.clock.runAll();
    expect((await show(open, 'free1')).status).toBe('detaching');
    expect(other).toMatchObject({ status: 'available' });
  });

  test('a retype of it ends in error, and the owner can detach it again', async () => {
    await using open = await openCloud();
    await make(open);
    await act(open, 'free1', { 'os-retype': { new_type: 'beta', migration_policy: 'on-demand' } });
    open.clock.runAll();
    expect(await show(open, 'free1')).toMatchObject({ status: 'in-use', migration_status: 'error' });
    await act(open, 'free1', { 'os-detach': {} }, 'alice');
    expect(await show(open, 'free1')).toMatchObject({
      status: 'available',
      metadata: { readonly: 'False' },
    });
  });
});

test('Cinder detaches nothing that Nova uses', async () => {
  await using open = await openCloud();
  const { status, body } = await act(open, 'data1', { 'os-detach': {} });
  expect([status, body.conflictingRequest.message]).toEqual([
    409,
    `ConflictNovaUsingAttachment: Detach volume from instance ${open.id('vm1')} using the Compute API`,
  ]);
});

describe('a move in use whose last step fails', () => {
  const stuck: [string, (open: OpenCloud) => unknown][] = [
    [
      'a fault',
      async (open) => {
        open.cloud.faults.set('node2@alpha', 'update_migrated_volume', { raise: 'planted' });
        await act(open, 'data1', { 'os-migrate_volume': { host: 'node2@alpha#alpha' } });
        open.clock.runAll();
      },
    ],
    ['stickInCompleting', (open) => void open.cloud.stickInCompleting('data1', 'node2@alpha#alpha')],
  ];
  test.each(
    stuck,
  )('leaves the source completing and the target with the attachment, by %s', async (_, make) => {
    await using open = await openCloud();
    const data = open.cloud.data(open.id('data1'));
    await make(open);
    expect(await show(open, 'data1')).toMatchObject({
      status: 'in-use',
      migration_status: 'completing',
      attachments: [],
      'os-vol-host-attr:host': 'node1@alpha#alpha',
    });
    const target = [...open.cloud.state.volumes.values()].find(
      ({ migrationStatus }) => migrationStatus === `target:${open.id('data1')}`,
    );
    expect(await show(open, target?.id ?? '')).toMatchObject({
      status: 'in-use',
      attachments: [{ server_id: open.id('vm1') }],
      'os-vol-host-attr:host': 'node2@alpha#alpha',
    });
    expect([open.cloud.data(open.id('data1')), open.cloud.data(target?.id ?? '')]).toEqual([data, data]);
    expect((await inNova(open, 'data1')).status).toBe(200);
    expect((await open.volume('admin', 'DELETE', `/volumes/${target?.id}`)).status).toBe(400);
  });
});

test('a detach before Nova is asked for the move ends it in error, in-use without attachments', async () => {
  await using open = await openCloud({ stageMs: { create: 5000 } });
  await act(open, 'data1', { 'os-migrate_volume': { host: 'node2@alpha#alpha' } });
  open.clock.advance(200);
  const path = `/servers/${open.id('vm1')}/os-volume_attachments/${open.id('data1')}`;
  expect((await open.compute('alice', 'DELETE', path)).status).toBe(202);
  open.clock.runAll();
  expect(await show(open, 'data1')).toMatchObject({
    status: 'in-use',
    migration_status: 'error',
    attachments: [],
  });
  expect((await inNova(open, 'data1')).status).toBe(404);
});

describe('Nova’s list of servers', () => {
  const namesOf = async (
    open: OpenCloud,
    query: string,
    who: 'admin' | 'alice' = 'admin',
    version = '2.60',
  ) => {
    const { status, body } = await open.compute(who, 'GET', `/servers/detail?${query}`, undefined, version);
    return status === 200 ? body.servers.map(({ name }: { name: string }) => name) : [status, body];
  };
  const ofDemo = (open: OpenCloud, more = '') =>
    `all_tenants=1&project_id=${open.cloud.world.projects['demo']}${more}`;

  test('is empty for an admin who names another project without all_tenants', async () => {
    await using open = await openCloud();
    expect(await namesOf(open, `project_id=${open.cloud.world.projects['demo']}`)).toEqual([]);
    expect(await namesOf(open, ofDemo(open))).toEqual(['vm2', 'vm1']);
  });

  test('has no filter by volume: ignored until 2.74, rejected from 2.75 on', async () => {
    await using open = await openCloud();
    const query = ofDemo(open, `&volume_id=${open.id('data1')}`);
    expect(await namesOf(open, query)).toEqual(['vm2', 'vm1']);
    expect(await namesOf(open, query, 'admin', '2.75')).toMatchObject([
      400,
      { badRequest: { message: "'volume_id' does not match any of the regexes: '^_'" } },
    ]);
  });

  test('finds one by uuid for an admin only, and locked ones from 2.73 on', async () => {
    await using open = await openCloud();
    open.cloud.setServer(open.id('vm1'), { locked: true });
    const uuid = `uuid=${open.id('vm1')}`;
    expect(await namesOf(open, ofDemo(open, `&${uuid}`))).toEqual(['vm1']);
    expect(await namesOf(open, uuid, 'alice')).toEqual(['vm2', 'vm1']);
    expect(await namesOf(open, ofDemo(open, '&locked=True'), 'admin', '2.73')).toEqual(['vm1']);
    expect(await namesOf(open, ofDemo(open, '&locked=True'))).toEqual(['vm2', 'vm1']);
  });
});
