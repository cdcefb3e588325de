// The space of the simulated pools: what they report and when, what a move books, what happens when one is full.
import { describe, expect, test } from 'vitest';
import { defaultWorld, type PoolSeed, type SimulatedCloudServerOptions } from '../../src/simulator/index.ts';
import { type OpenCloud, openCloud } from './support.ts';

const MINUTE_MS = 60_000;
const A = 'node3@a#a';
const B = 'node3@b#b';

/** Two pools of their own backends, with a type each, beside those of the default world. */
function twoPools(a: Partial<PoolSeed> = {}, b: Partial<PoolSeed> = {}, assisted = false) {
  const seed = defaultWorld();
  seed.pools.push(
    { name: A, capabilities: { volume_backend_name: 'a' }, assistedMigration: assisted, ...a },
    { name: B, capabilities: { volume_backend_name: 'b' }, assistedMigration: assisted, ...b },
  );
  seed.types.push(
    { name: 'a', extraSpecs: { volume_backend_name: 'a' } },
    { name: 'b', extraSpecs: { volume_backend_name: 'b' } },
    { name: 'any' },
  );
  return seed;
}

const open = (seed = twoPools(), options: SimulatedCloudServerOptions = {}) =>
  openCloud({ seed, ...options });

async function figures(cloud: OpenCloud, pool: string): Promise<Record<string, unknown>> {
  const { body } = await cloud.volume('admin', 'GET', `/scheduler-stats/get_pools?detail=true`);
  return body.pools.find(({ name }: { name: string }) => name === pool)?.capabilities;
}

const place = ({ cloud }: OpenCloud, count: number, sizeGib: number, type = 'any', host = A): string[] =>
  Array.from({ length: count }, (_, index) => `${type}${index}`).map(
    (name) => cloud.addVolume({ name, project: 'demo', user: 'alice', type, host, sizeGib }).id,
  );

const act = (cloud: OpenCloud, id: string, body: unknown) =>
  cloud.volume('admin', 'POST', `/volumes/${id}/action`, body);
const migrate = (host: string, force = false) => ({ 'os-migrate_volume': { host, force_host_copy: force } });
const retype = (type: string) => ({ 'os-retype': { new_type: type, migration_policy: 'on-demand' } });

describe('get_pools shows', () => {
  test('what a pool has, in the words of its driver', async () => {
    const capacity = {
      total: 500,
      reservedPercentage: 10,
      thin: true,
      maxOverSubscriptionRatio: '2.0',
    } as const;
    await using cloud = await open(
      twoPools({ capacity }, { capacity: { total: 'infinite', free: 'unknown' } }),
    );
    expect(await figures(cloud, A)).toMatchObject({
      ...{ total_capacity_gb: 500, free_capacity_gb: 500, reserved_percentage: 10, allocated_capacity_gb: 0 },
      ...{ thin_provisioning_support: true, max_over_subscription_ratio: '2.0' },
    });
    expect(await figures(cloud, B)).toMatchObject({
      total_capacity_gb: 'infinite',
      free_capacity_gb: 'unknown',
    });
    expect(await figures(cloud, A)).not.toHaveProperty('provisioned_capacity_gb');
  });

  test('neither total nor free of a driver that reports none', async () => {
    await using cloud = await open(twoPools({ capacity: { total: null, free: null } }));
    const shown = await figures(cloud, A);
    expect(shown).not.toHaveProperty('total_capacity_gb');
    expect(shown).not.toHaveProperty('free_capacity_gb');
    await act(cloud, place(cloud, 1, 1, 'any', B)[0] ?? '', migrate(A));
    cloud.clock.runAll();
    expect(cloud.cloud.state.volumes.get(cloud.id('any0'))?.migrationStatus).toBe('error');
  });

  test('physical use apart from the sizes of the volumes, and what is provisioned', async () => {
    const capacity = { total: 100, otherUsedGib: 10, writtenFraction: 0.25 };
    const counted = { provisioned: 'counted', otherProvisionedGib: 7 } as const;
    await using cloud = await open(twoPools({ capacity: { ...capacity, ...counted } }));
    place(cloud, 3, 20);
    expect(await figures(cloud, A)).toMatchObject({
      ...{ free_capacity_gb: 75, provisioned_capacity_gb: 67, allocated_capacity_gb: 60 },
    });
  });

  test('backend_state down, and still lists the pool', async () => {
    await using cloud = await open(twoPools({ backendState: 'down' }));
    expect(await figures(cloud, A)).toMatchObject({ backend_state: 'down' });
  });

  test('figures of the last report, however they change in between', async () => {
    await using cloud = await open(twoPools(), { statsPollMs: MINUTE_MS });
    const [id = ''] = place(cloud, 1, 100);
    expect(await figures(cloud, A)).toMatchObject({ free_capacity_gb: 1000 });
    cloud.clock.advance(MINUTE_MS - 1);
    expect(await figures(cloud, A)).toMatchObject({ free_capacity_gb: 1000 });
    cloud.clock.advance(1);
    expect(await figures(cloud, A)).toMatchObject({ free_capacity_gb: 900 });
    await act(cloud, id, migrate(B));
    cloud.clock.advance(MINUTE_MS / 2);
    expect(cloud.cloud.state.volumes.get(id)?.host).toBe(B);
    expect([await figures(cloud, A), await figures(cloud, B)]).toMatchObject([
      { free_capacity_gb: 900 },
      { free_capacity_gb: 1000 },
    ]);
  });

  test('the figures of the moment at which the report was due, if nobody asked then', async () => {
    await using cloud = await open(twoPools(), { statsPollMs: MINUTE_MS });
    place(cloud, 1, 100, 'a');
    cloud.clock.advance(2.5 * MINUTE_MS);
    place(cloud, 1, 50, 'any');
    expect(await figures(cloud, A)).toMatchObject({ free_capacity_gb: 900 });
    expect((await figures(cloud, A))['timestamp']).toBe('2026-01-01T00:02:00.000000');
  });
});

describe('until the next report', () => {
  const stale = { statsPollMs: MINUTE_MS };
  const small = () => twoPools({}, { totalGib: 5 });

  test('any number of migrations is accepted into a pool: none books space', async () => {
    await using cloud = await open(small(), stale);
    const ids = place(cloud, 12, 1);
    for (const id of ids) await act(cloud, id, migrate(B));
    cloud.clock.advance(MINUTE_MS / 2);
    const hosts = ids.map((id) => cloud.cloud.state.volumes.get(id)?.host);
    expect(hosts).toEqual(Array(12).fill(B));
    expect(await figures(cloud, B)).toMatchObject({ free_capacity_gb: 5 });
  });

  test('retypes book at once: the scheduler refuses the rest silently, and their quota stays reserved', async () => {
    await using cloud = await open(small(), stale);
    const ids = place(cloud, 12, 1);
    for (const id of ids) await act(cloud, id, retype('b'));
    cloud.clock.advance(MINUTE_MS / 2);
    const rows = ids.map((id) => cloud.cloud.state.volumes.get(id));
    expect(rows.filter((row) => row?.host === B)).toHaveLength(5);
    expect(rows.filter((row) => row?.host === A && row.status === 'available')).toHaveLength(7);
    expect(rows.filter((row) => row?.migrationStatus === null)).toHaveLength(7);
    const { demo = '' } = cloud.cloud.world.projects;
    const { body } = await cloud.volume('admin', 'GET', `/os-quota-sets/${demo}?usage=True`);
    expect(body.quota_set['volumes_b']).toMatchObject({ in_use: 5, reserved: 7 });
    expect(body.quota_set['gigabytes_b']).toMatchObject({ in_use: 5, reserved: 7 });
  });

  test('what a failed move has booked is taken; the next report has it free again', async () => {
    await using cloud = await open(twoPools({}, { capacity: { total: 10, provisioned: 'counted' } }), stale);
    const [first = '', second = ''] = place(cloud, 2, 6);
    cloud.cloud.faults.set('node3@b', 'create_volume', { raise: 'no', count: 1 });
    await act(cloud, first, retype('b'));
    await act(cloud, second, retype('b'));
    cloud.clock.advance(MINUTE_MS);
    expect([first, second].map((id) => cloud.cloud.state.volumes.get(id)?.host)).toEqual([A, A]);
    await act(cloud, second, retype('b'));
    cloud.clock.advance(MINUTE_MS / 2);
    expect(cloud.cloud.state.volumes.get(second)?.host).toBe(B);
  });
});

describe('allocated_capacity_gb after a move of 2 GiB', () => {
  const attachFails = ({ cloud }: OpenCloud) =>
    cloud.faults.set('node3@b', 'initialize_connection', { raise: 'no' });
  const createFails = ({ cloud }: OpenCloud) => cloud.faults.set('node3@b', 'create_volume', { raise: 'no' });
  const driverFails = ({ cloud }: OpenCloud) =>
    cloud.faults.set('node3@a', 'migrate_volume', { raise: 'no' });
  const lines: [
    clause: string,
    assisted: boolean,
    body: unknown,
    fault: ((open: OpenCloud) => void) | undefined,
    source: number,
    destination: number,
  ][] = [
    ['by the driver: neither changes', true, migrate(B), undefined, 0, 0],
    ['by the driver, in a retype: neither changes', true, retype('b'), undefined, 0, 0],
    ['by a copy: the destination grows, the source stays', false, migrate(B), undefined, 0, 2],
    ['by a copy that cannot be created: the destination grows', false, migrate(B), createFails, 0, 2],
    ['by a copy that cannot be attached: the destination grows', false, migrate(B), attachFails, 0, 2],
    ['by a driver that fails: neither changes', true, migrate(B), driverFails, 0, 0],
  ];
  test.each(lines)('%s', async (_, assisted, body, fault, source, destination) => {
    await using cloud = await open(twoPools({}, {}, assisted));
    const [id = ''] = place(cloud, 1, 2, 'a');
    cloud.cloud.setVolume(id, { typeId: cloud.cloud.world.types['any'] ?? null });
    fault?.(cloud);
    await act(cloud, id, body);
    cloud.clock.runAll();
    const allocated = async (pool: string) => (await figures(cloud, pool))['allocated_capacity_gb'];
    expect([await allocated(A), await allocated(B)]).toEqual([2 + source, destination]);
  });

  test('in-use: the destination grows, the source stays', async () => {
    const seed = twoPools();
    seed.volumes.push({ name: 'used', project: 'demo', user: 'alice', type: 'any', host: A, sizeGib: 2 });
    seed.servers.push({ name: 'vm3', project: 'demo', user: 'alice', volumes: ['used'] });
    await using cloud = await open(seed);
    await act(cloud, cloud.id('used'), migrate(B));
    cloud.clock.runAll();
    expect(await figures(cloud, A)).toMatchObject({ allocated_capacity_gb: 2, free_capacity_gb: 1000 });
    expect(await figures(cloud, B)).toMatchObject({ allocated_capacity_gb: 2, free_capacity_gb: 998 });
  });
});

describe('a pool whose data is larger than its space', () => {
  const full = (whenFull: 'accept' | 'refuse') =>
    twoPools({}, { capacity: { total: 5, free: 'unknown', whenFull } });

  test('refuses to create the destination: the move ends in error and leaves no second volume', async () => {
    await using cloud = await open(full('refuse'));
    const [fits = '', tooLarge = ''] = place(cloud, 2, 3);
    await act(cloud, fits, migrate(B));
    cloud.clock.runAll();
    await act(cloud, tooLarge, migrate(B));
    cloud.clock.runAll();
    const { volumes } = cloud.cloud.state;
    expect(volumes.get(fits)).toMatchObject({ host: B, migrationStatus: 'success' });
    expect(volumes.get(tooLarge)).toMatchObject({ host: A, migrationStatus: 'error', status: 'available' });
    expect([...volumes.values()].filter(({ consumesQuota }) => !consumesQuota)).toEqual([]);
  });

  test('accepts it with sparse files', async () => {
    await using cloud = await open(full('accept'));
    const ids = place(cloud, 2, 3);
    for (const id of ids) await act(cloud, id, migrate(B));
    cloud.clock.runAll();
    expect(ids.map((id) => cloud.cloud.state.volumes.get(id)?.host)).toEqual([B, B]);
  });

  test('has room again after setPool has given it more', async () => {
    await using cloud = await open(full('refuse'));
    const [id = ''] = place(cloud, 1, 8);
    cloud.cloud.setPool(B, { capacity: { total: 10 } });
    await act(cloud, id, migrate(B));
    cloud.clock.runAll();
    expect(cloud.cloud.state.volumes.get(id)).toMatchObject({ host: B });
    expect(cloud.cloud.state.pools.find(({ name }) => name === B)?.capabilities).toMatchObject({
      total_capacity_gb: 10,
    });
  });
});
