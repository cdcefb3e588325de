// The simulated Cinder's volumes: what they show, lists, creation and deletion.
import { describe, expect, test } from 'vitest';
import { openCloud, watch } from './support.ts';

const ADMIN_ONLY = [
  'migration_status',
  'os-vol-mig-status-attr:migstat',
  'os-vol-mig-status-attr:name_id',
  'os-vol-host-attr:host',
];

// A filter with `~` is met by a part of the text.
test.each<readonly [string, readonly string[]]>([
  ['migration_status~=ing', ['data1', 'data2', 'free1']],
  ['migration_status~=mig', ['data1']],
  ['migration_status~=success', ['free2']],
  ['migration_status~=none', []],
  ['migration_status=ing', []],
  ['name~=data', ['data1', 'data2']],
  ['name~=ree1', ['free1']],
  ['name~=nothing', []],
  ['name~=data&migration_status~=completing', ['data2']],
])('an admin lists volumes with the filter %s', async (filter, names) => {
  await using open = await openCloud();
  open.cloud.setVolume(open.id('data1'), { migrationStatus: 'migrating' });
  open.cloud.setVolume(open.id('data2'), { migrationStatus: 'completing' });
  open.cloud.setVolume(open.id('free1'), { migrationStatus: 'starting' });
  open.cloud.setVolume(open.id('free2'), { migrationStatus: 'success' });
  const { status, body } = await open.volume('admin', 'GET', `/volumes/detail?all_tenants=1&${filter}`);
  const found: string[] = body.volumes.map(({ name }: { name: string }) => name);
  expect([status, found.toSorted()]).toEqual([200, names]);
});

describe('what a volume shows', () => {
  test('the four attributes of a move are for admins, and so is the server’s host', async () => {
    await using open = await openCloud();
    const admin = (await open.volume('admin', 'GET', `/volumes/${open.id('data1')}`)).body.volume;
    const owner = (await open.volume('alice', 'GET', `/volumes/${open.id('data1')}`)).body.volume;
    expect(ADMIN_ONLY.map((key) => [key in admin, key in owner])).toEqual(
      ADMIN_ONLY.map(() => [true, false]),
    );
    expect([admin.attachments[0].host_name, owner.attachments[0].host_name]).toEqual(['compute1', null]);
  });

  test.each([
    ['3.12', []],
    ['3.13', ['group_id']],
    ['3.48', ['group_id', 'shared_targets', 'service_uuid']],
    ['3.63', ['group_id', 'shared_targets', 'service_uuid', 'volume_type_id']],
    ['3.65', ['group_id', 'shared_targets', 'service_uuid', 'volume_type_id', 'consumes_quota']],
  ])('microversion %s adds %j', async (version, keys) => {
    await using open = await openCloud();
    const old = Object.keys(
      (await open.volume('alice', 'GET', `/volumes/${open.id('free1')}`, undefined, '3.0')).body.volume,
    );
    const now = Object.keys(
      (await open.volume('alice', 'GET', `/volumes/${open.id('free1')}`, undefined, version)).body.volume,
    );
    expect(now.filter((key) => !old.includes(key)).sort()).toEqual([...keys].sort());
  });

  test('the read-only flag is among the metadata of the volume, not of /metadata', async () => {
    await using open = await openCloud();
    const path = `/volumes/${open.id('free1')}`;
    await open.volume('alice', 'POST', `${path}/metadata`, { metadata: { a: '1', b: '2' } });
    await open.volume('alice', 'DELETE', `${path}/metadata/b`);
    await open.volume('alice', 'POST', `${path}/action`, { 'os-update_readonly_flag': { readonly: true } });
    expect((await open.volume('alice', 'GET', path)).body.volume.metadata).toEqual({
      a: '1',
      readonly: 'True',
    });
    expect((await open.volume('alice', 'GET', `${path}/metadata`)).body.metadata).toEqual({ a: '1' });
  });

  test('bootable and image metadata, set and shown', async () => {
    await using open = await openCloud();
    const path = `/volumes/${open.id('free1')}`;
    await open.volume('alice', 'POST', `${path}/action`, { 'os-set_bootable': { bootable: true } });
    await open.volume('alice', 'POST', `${path}/action`, {
      'os-set_image_metadata': { metadata: { hw_disk_bus: 'scsi' } },
    });
    const { volume } = (await open.volume('alice', 'GET', path)).body;
    expect([volume.bootable, volume.volume_image_metadata]).toEqual(['true', { hw_disk_bus: 'scsi' }]);
  });
});

describe('a list', () => {
  test('is paged by links, and the last full page links to an empty one', async () => {
    await using open = await openCloud();
    const names: string[][] = [];
    let next: string | undefined = '/volumes?limit=3';
    while (next) {
      const { body } = await open.volume('alice', 'GET', next);
      names.push(body.volumes.map(({ name }: { name: string }) => name));
      next = body.volumes_links?.[0].href.replace(/.*\/volumes/, '/volumes');
    }
    expect(names).toEqual([['free2', 'free1', 'data2'], ['data1', 'boot2', 'boot1'], []]);
  });

  test.each([
    ['/types?limit=1', 'volume_types', 'volume_type_links'],
    ['/snapshots?limit=1', 'snapshots', 'snapshots_links'],
  ])('%s has %s and %s', async (path, list, links) => {
    await using open = await openCloud();
    open.cloud.addSnapshot(open.id('free1'));
    const { body } = await open.volume('alice', 'GET', path);
    expect([body[list].length, body[links][0].rel]).toEqual([1, 'next']);
  });

  test.each([
    ['admin', '', []],
    ['admin', '?all_tenants=1&name=free1', ['free1']],
    ['admin', '?all_tenants=1&project_id={demo}&status=available', ['free2', 'free1']],
    ['admin', '?all_tenants=1&migration_status=success', ['data1']],
    ['admin', '?all_tenants=1&foo=bar', []],
    ['alice', '?status=available', ['free2', 'free1']],
    ['alice', "?metadata={'k':'v'}", ['free1']],
    ['bob', '?all_tenants=1', []],
  ] as const)('%s %s returns %j', async (who, query, names) => {
    await using open = await openCloud();
    open.cloud.setVolume(open.id('data1'), { migrationStatus: 'success' });
    open.cloud.setVolume(open.id('free1'), { metadata: { k: 'v' } });
    const { body } = await open.volume(
      who,
      'GET',
      `/volumes${query.replace('{demo}', open.cloud.world.projects['demo'] ?? '')}`,
    );
    expect(body.volumes.map(({ name }: { name: string }) => name)).toEqual(names);
  });

  test('of types includes the private ones only for an admin with is_public=None', async () => {
    await using open = await openCloud();
    open.cloud.addType({ name: 'secret', isPublic: false });
    const names = async (query: string) =>
      (await open.volume('admin', 'GET', `/types${query}`)).body.volume_types.map(
        ({ name }: { name: string }) => name,
      );
    expect(await names('')).not.toContain('secret');
    expect(await names('?is_public=None')).toContain('secret');
  });

  test('of pools omits services that are down or disabled', async () => {
    await using open = await openCloud();
    open.cloud.setService('node2@alpha', { up: false });
    open.cloud.setService('node2@beta', { enabled: false });
    const { body } = await open.volume('admin', 'GET', '/scheduler-stats/get_pools?detail=true');
    expect(body.pools.map(({ name }: { name: string }) => name)).toEqual([
      'node1@alpha#alpha',
      'node1@beta#beta',
      'node2@tier9#alpha',
    ]);
    expect(body.pools[0].capabilities).toMatchObject({
      volume_backend_name: 'alpha',
      total_capacity_gb: 2000,
    });
  });
});

describe('a new volume', () => {
  test('is creating, then available, in the token’s project', async () => {
    await using open = await openCloud();
    const made = await open.volume('alice', 'POST', '/volumes', {
      volume: { size: 2, name: 'new', volume_type: 'beta', metadata: { a: 'b' } },
    });
    const lines = await watch(open, { [made.body.volume.id]: 'new' });
    expect([made.status, made.body.volume.status]).toEqual([202, 'creating']);
    expect(lines).toEqual([
      'new: creating null @null type=beta attached=0 name_id=null',
      'new @node1@beta#beta',
      'new available',
    ]);
  });

  test.each([
    [
      'that no backend takes',
      'nowhere',
      'VOLUME_VOLUME_001_003',
      'schedule allocate volume:Could not find any available weighted backend.',
    ],
    [
      'whose driver fails',
      'beta',
      'VOLUME_VOLUME_008_012',
      'create volume from backend storage:Driver failed to create the volume.',
    ],
  ])('%s ends in error, and its owner gets a message', async (_, type, eventId, text) => {
    await using open = await openCloud();
    open.cloud.faults.set('*', 'create_volume', { raise: 'boom' });
    const { body } = await open.volume('alice', 'POST', '/volumes', {
      volume: { size: 1, volume_type: type },
    });
    open.clock.runAll();
    const shown = await open.volume('alice', 'GET', `/volumes/${body.volume.id}`);
    const { messages } = (await open.volume('alice', 'GET', `/messages?resource_uuid=${body.volume.id}`))
      .body;
    expect(shown.body.volume.status).toBe('error');
    expect(
      messages.map((one: Record<string, string>) => [one['event_id'], one['user_message']]),
    ).toContainEqual([eventId, text]);
  });

  test('whose driver fails once is tried again', async () => {
    await using open = await openCloud();
    open.cloud.faults.set('*', 'create_volume', { raise: 'boom', count: 1 });
    const { body } = await open.volume('alice', 'POST', '/volumes', { volume: { size: 1 } });
    open.clock.runAll();
    expect(open.cloud.state.volumes.get(body.volume.id)?.status).toBe('available');
  });

  test('passes through deleting, or stays in error_deleting', async () => {
    await using open = await openCloud();
    const id = open.id('free1');
    open.cloud.faults.set('node1@alpha', 'delete_volume', { raise: 'boom', count: 1 });
    const { status, headers } = await open.volume('alice', 'DELETE', `/volumes/${id}`);
    open.clock.runAll();
    expect([status, headers.get('content-type')]).toEqual([202, 'text/html; charset=UTF-8']);
    expect(open.cloud.state.volumes.get(id)?.status).toBe('error_deleting');
    await open.volume('admin', 'POST', `/volumes/${id}/action`, {
      'os-reset_status': { status: 'available' },
    });
    await open.volume('alice', 'DELETE', `/volumes/${id}`);
    expect((await open.volume('alice', 'GET', `/volumes/${id}`)).body.volume.status).toBe('deleting');
    open.clock.runAll();
    expect((await open.volume('alice', 'GET', `/volumes/${id}`)).status).toBe(404);
  });
});
