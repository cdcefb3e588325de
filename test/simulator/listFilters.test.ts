// The filters of Cinder's list of volumes, as both releases treat them.
import { describe, expect, test } from 'vitest';
import { type OpenCloud, openCloud } from './support.ts';

const BETA_TYPE = 'beta';

/** A cloud in which one volume moves by a copy and one in use is being retyped. */
async function moving() {
  const open = await openCloud({ gibPerSecond: 0.0001 });
  const act = (name: string, body: unknown) =>
    open.volume('admin', 'POST', `/volumes/${open.id(name)}/action`, body);
  await act('free1', { 'os-migrate_volume': { host: 'node2@tier9#alpha', force_host_copy: true } });
  await act('data1', { 'os-retype': { new_type: BETA_TYPE, migration_policy: 'on-demand' } });
  open.cloud.setVolume(open.id('free2'), { migrationStatus: 'success' });
  open.clock.advance(1000);
  return open;
}

async function names(open: OpenCloud, query: string, who: 'admin' | 'alice' = 'admin'): Promise<string[]> {
  const all = who === 'admin' ? 'all_tenants=1&' : '';
  const { status, body } = await open.volume(who, 'GET', `/volumes/detail?${all}${query}`);
  expect(status).toBe(200);
  return body.volumes
    .map(({ name, migration_status }: { name: string; migration_status?: string }) =>
      migration_status?.startsWith('target:') ? `target of ${name}` : name,
    )
    .sort();
}

const TARGETS = ['target of data1', 'target of free1'];
const EVERY = ['boot1', 'boot2', 'data1', 'data2', 'free1', 'free2'];

describe('for an admin', () => {
  const lines: [clause: string, query: string | ((open: OpenCloud) => string), found: string[]][] = [
    ['migration_status~=ing lists all that move', 'migration_status~=ing', ['data1', 'free1']],
    ['migration_status is exact', 'migration_status=migrat', []],
    [
      'migration_status=target:<id> is one temporary row',
      ({ id }) => `migration_status=target:${id('free1')}`,
      ['target of free1'],
    ],
    ['nothing finds a migration_status of null', 'migration_status=none', []],
    ['nothing finds it by an empty value', 'migration_status=', []],
    ['in: has no meaning', 'migration_status=in:migrating,success', []],
    ['status is exact', 'status=retyping', ['data1']],
    ['a filter given twice: the last one counts', 'status=available&status=retyping', ['data1']],
    [
      'host with its pool is one pool',
      'host=node1%40beta%23beta',
      ['boot2', 'data2', 'free2', 'target of data1'],
    ],
    [
      'host with its backend is all its pools',
      'host=node1%40beta',
      ['boot2', 'data2', 'free2', 'target of data1'],
    ],
    ['host alone is all its backends', 'host=node1', [...EVERY, 'target of data1'].sort()],
    ['host with a part of a pool’s name is nothing', 'host=node1%40beta%23be', []],
    ['host with a part of a backend’s name is nothing', 'host=node1%40be', []],
    ['consumes_quota=false lists the temporary rows', 'consumes_quota=false', TARGETS],
    ['consumes_quota=true lists the rest', 'consumes_quota=true', EVERY],
    ['attach_status', 'attach_status=attached', ['boot1', 'boot2', 'data1', 'data2']],
    [
      'volume_type_id',
      ({ cloud }) => `volume_type_id=${cloud.world.types['alpha']}&consumes_quota=true`,
      ['boot1', 'data1', 'free1'],
    ],
    ['user_id', ({ cloud }) => `user_id=${cloud.world.users['bob']}`, []],
    ['size', 'size=1&name=free2', ['free2']],
    ['size that none has', 'size=2', []],
    ['group_id', 'group_id=x', []],
    ['cluster_name', 'cluster_name=x', []],
    [
      'service_uuid',
      ({ cloud }) => `service_uuid=${cloud.state.backends.get('node1@beta')?.serviceUuid}`,
      ['boot2', 'data2', 'free2', 'target of data1'],
    ],
    ['updated_at=gt:', 'updated_at=gt:2025-12-31T00:00:00', [...EVERY, ...TARGETS].sort()],
    ['updated_at=gt: of a later time', 'updated_at=gt:2026-01-02T00:00:00', []],
    ['an unknown filter gives an empty list', 'nonsense=1', []],
    ['the name of a type is an unknown filter', 'volume_type=alpha', []],
    ['the name of the host’s field is an unknown filter', 'os-vol-host-attr:host=node1%40beta%23beta', []],
  ];
  test.each(lines)('%s', async (_, query, found) => {
    await using open = await moving();
    expect(await names(open, typeof query === 'string' ? query : query(open))).toEqual(found);
  });

  test('sort by updated_at and host, and by sort_key', async () => {
    await using open = await moving();
    const order = async (query: string) => {
      const { body } = await open.volume(
        'admin',
        'GET',
        `/volumes/detail?all_tenants=1&consumes_quota=true&${query}`,
      );
      return body.volumes.map((row: { name: string }) => row.name);
    };
    expect((await order('sort=updated_at:desc')).slice(0, 2).sort()).toEqual(['data1', 'free1']);
    const byHost = await order('sort=host:asc');
    expect(await order('sort_key=host&sort_dir=asc')).toEqual(byHost);
    expect(byHost.slice(0, 3).sort()).toEqual(['boot1', 'data1', 'free1']);
  });

  test('with_count counts all matches, whatever the limit; a larger limit is cut without a word', async () => {
    await using open = await openCloud({ osapiMaxLimit: 2 });
    const { body } = await open.volume('admin', 'GET', '/volumes?all_tenants=1&limit=1&with_count=true');
    expect([body.volumes.length, body.count]).toEqual([1, 6]);
    const cut = await open.volume('admin', 'GET', '/volumes?all_tenants=1&limit=5000');
    expect(cut.body.volumes).toHaveLength(2);
    expect(cut.body.volumes_links[0].rel).toBe('next');
  });

  test('pages follow each other to the end', async () => {
    await using open = await openCloud({ osapiMaxLimit: 4 });
    const found: string[] = [];
    for (let path: string | undefined = '/volumes?all_tenants=1'; path; ) {
      const { body }: { body: { volumes: { name: string }[]; volumes_links?: { href: string }[] } } =
        await open.volume('admin', 'GET', path);
      found.push(...body.volumes.map(({ name }) => name));
      path = body.volumes_links?.[0]?.href.replace(/.*(\/volumes\?)/, '$1');
    }
    expect(found.sort()).toEqual(EVERY);
  });
});

describe('for a member', () => {
  test('temporary rows are hidden', async () => {
    await using open = await moving();
    expect(await names(open, '', 'alice')).toEqual(EVERY);
  });

  test('migration_status filters, though it does not show', async () => {
    await using open = await moving();
    expect(await names(open, 'migration_status=migrating', 'alice')).toEqual(['data1', 'free1']);
  });

  test('project_id is a 400', async () => {
    await using open = await moving();
    const { status, body } = await open.volume('alice', 'GET', '/volumes?project_id=x');
    expect([status, body.badRequest.message]).toEqual([
      400,
      'Invalid filters project_id are found in query options.',
    ]);
  });
});
