// cinder-volume that is down, dies or starts again, and what becomes of the moves meanwhile.
import { describe, expect, test } from 'vitest';
import { moveSpans, type SimulatedCloudServerOptions } from '../../src/simulator/index.ts';
import { type OpenCloud, openCloud } from './support.ts';

const HOUR_MS = 3_600_000;
const HOME = 'node1@alpha';
const NODE = 'node2@alpha#alpha';
const TIER = 'node2@tier9#alpha';

const act = (open: OpenCloud, name: string, body: unknown) =>
  open.volume('admin', 'POST', `/volumes/${open.id(name)}/action`, body);
const migrate = (host: string, more = {}) => ({ 'os-migrate_volume': { host, ...more } });
const copy = migrate(TIER, { force_host_copy: true });
const toBeta = { 'os-retype': { new_type: 'beta', migration_policy: 'on-demand' } };
const volume = (open: OpenCloud, name: string) => open.cloud.state.volumes.get(open.id(name));
const targets = (open: OpenCloud) =>
  [...open.cloud.state.volumes.values()].filter(({ migrationStatus }) =>
    migrationStatus?.startsWith('target:'),
  );

async function service(open: OpenCloud, host: string) {
  const { body } = await open.volume('admin', 'GET', `/os-services?host=${encodeURIComponent(host)}`);
  return body.services[0];
}

const pools = async (open: OpenCloud): Promise<string[]> => {
  const { body } = await open.volume('admin', 'GET', '/scheduler-stats/get_pools');
  return body.pools.map(({ name }: { name: string }) => name);
};

describe('os-services shows', () => {
  test('backend_state null of a service that is disabled or down, and no pool of it', async () => {
    await using open = await openCloud();
    expect(await service(open, HOME)).toMatchObject({ status: 'enabled', state: 'up', backend_state: 'up' });
    open.cloud.setService(HOME, { up: false });
    expect(await service(open, HOME)).toMatchObject({
      status: 'enabled',
      state: 'down',
      backend_state: null,
    });
    expect(await pools(open)).not.toContain(`${HOME}#alpha`);
    open.cloud.setService(HOME, { up: true, enabled: false, disabledReason: 'cordon' });
    expect(await service(open, HOME)).toMatchObject({
      ...{ status: 'disabled', state: 'up', backend_state: null, disabled_reason: 'cordon' },
    });
    expect(await pools(open)).not.toContain(`${HOME}#alpha`);
  });

  test('backend_state down of one whose driver has failed, and its pool in get_pools', async () => {
    await using open = await openCloud();
    open.cloud.setPool(NODE, { backendState: 'down' });
    expect(await service(open, 'node2@alpha')).toMatchObject({ state: 'up', backend_state: 'down' });
    expect(await pools(open)).toContain(NODE);
  });

  test('a dead service as up for service_down_time, with the time at which it was last seen', async () => {
    await using open = await openCloud({ serviceDownMs: 60_000 });
    open.clock.advance(5000);
    open.cloud.killService(HOME);
    open.clock.advance(59_999);
    expect(await service(open, HOME)).toMatchObject({
      state: 'up',
      updated_at: '2026-01-01T00:00:05.000000',
    });
    expect(await pools(open)).toContain(`${HOME}#alpha`);
    open.clock.advance(1);
    expect(await service(open, HOME)).toMatchObject({
      state: 'down',
      updated_at: '2026-01-01T00:00:05.000000',
    });
    open.cloud.startService(HOME);
    expect(await service(open, HOME)).toMatchObject({
      state: 'up',
      updated_at: '2026-01-01T00:01:05.000000',
    });
  });

  test('a service as up that was started again in time', async () => {
    await using open = await openCloud({ serviceDownMs: 60_000 });
    open.cloud.killService(HOME);
    open.clock.advance(50_000);
    open.cloud.startService(HOME);
    open.cloud.killService(HOME);
    open.clock.advance(50_000);
    expect(await service(open, HOME)).toMatchObject({ state: 'up' });
  });
});

describe('a source that is down', () => {
  test.each([
    ['migrate', migrate(NODE), { status: 'available', migrationStatus: 'starting' }],
    [
      'a locked migrate',
      migrate(NODE, { lock_volume: true }),
      { status: 'maintenance', migrationStatus: 'starting' },
    ],
    ['retype', toBeta, { status: 'retyping', migrationStatus: null }],
  ])('%s is accepted, stands still without a timeout, and is done when the source is back', async (_, body, standing) => {
    await using open = await openCloud();
    open.cloud.setService(HOME, { up: false });
    expect((await act(open, 'free1', body)).status).toBe(202);
    open.clock.advance(10 * HOUR_MS);
    expect(volume(open, 'free1')).toMatchObject({ ...standing, host: `${HOME}#alpha` });
    expect((await open.volume('admin', 'DELETE', `/volumes/${open.id('free1')}`)).status).toBe(400);
    open.cloud.setService(HOME, { up: true });
    open.clock.runAll();
    expect(volume(open, 'free1')).toMatchObject({ status: 'available', migrationStatus: 'success' });
    expect(volume(open, 'free1')?.host).not.toBe(`${HOME}#alpha`);
  });

  test('os-reset_status does not cancel what waits', async () => {
    await using open = await openCloud();
    open.cloud.setService(HOME, { up: false });
    await act(open, 'free1', migrate(NODE));
    open.clock.advance(HOUR_MS);
    await act(open, 'free1', { 'os-reset_status': { migration_status: 'none' } });
    expect(volume(open, 'free1')?.migrationStatus).toBeNull();
    open.cloud.setService(HOME, { up: true });
    open.clock.runAll();
    expect(volume(open, 'free1')).toMatchObject({ migrationStatus: 'success', host: NODE });
  });

  test('a deletion waits too', async () => {
    await using open = await openCloud();
    open.cloud.setService(HOME, { up: false });
    await open.volume('admin', 'DELETE', `/volumes/${open.id('free1')}`);
    open.clock.advance(HOUR_MS);
    expect(volume(open, 'free1')?.status).toBe('deleting');
    open.cloud.setService(HOME, { up: true });
    open.clock.runAll();
    expect(volume(open, 'free1')).toBeUndefined();
  });
});

describe('a source that is killed in the middle of a copy', () => {
  const slow: SimulatedCloudServerOptions = { gibPerSecond: 0.001 };
  const cases: [
    clause: string,
    name: string,
    body: unknown,
    options: SimulatedCloudServerOptions,
    count: number,
  ][] = [
    ['by the driver', 'free1', migrate(NODE), slow, 0],
    ['by Cinder', 'free1', copy, slow, 1],
    ['by Cinder, with shared bandwidth', 'free1', copy, { ...slow, copyRates: {} }, 1],
    ['before Nova is asked, in use', 'data1', migrate(TIER), { createPollMs: 1000, stageMs: 10 }, 1],
  ];
  test.each(
    cases,
  )('%s: it stays in migrating with its target, also after the start', async (_, name, body, options, count) => {
    await using open = await openCloud(options);
    await act(open, name, body);
    open.clock.advance(500);
    expect(volume(open, name)?.migrationStatus).toBe('migrating');
    open.cloud.killService(HOME);
    open.clock.advance(HOUR_MS);
    open.cloud.startService(HOME);
    open.clock.runAll();
    expect(volume(open, name)).toMatchObject({ migrationStatus: 'migrating', host: `${HOME}#alpha` });
    expect(targets(open).map(({ status }) => status)).toEqual(Array(count).fill('available'));
    expect((await act(open, name, body)).status).toBe(400);
    expect(moveSpans(open.cloud.moves)).toMatchObject([{ endedAt: null, freedAt: null }]);
  });

  test('a deletion under way is repeated at the start', async () => {
    await using open = await openCloud({ stageMs: { delete: 60_000 } });
    await open.volume('admin', 'DELETE', `/volumes/${open.id('free1')}`);
    open.clock.advance(1000);
    open.cloud.killService(HOME);
    open.clock.advance(HOUR_MS);
    expect(volume(open, 'free1')?.status).toBe('deleting');
    open.cloud.startService(HOME);
    open.clock.runAll();
    expect(volume(open, 'free1')).toBeUndefined();
  });

  test('a creation under way ends in error', async () => {
    await using open = await openCloud({ stageMs: { create: 60_000 } });
    const { body } = await open.volume('alice', 'POST', '/volumes', {
      volume: { size: 1, volume_type: 'alpha' },
    });
    open.clock.advance(1000);
    const row = open.cloud.state.volumes.get(body.volume.id);
    const backend = row?.host?.split('#')[0] ?? '';
    open.cloud.killService(backend);
    open.clock.advance(HOUR_MS);
    expect(row?.status).toBe('creating');
    open.cloud.startService(backend);
    open.clock.runAll();
    expect(row?.status).toBe('error');
  });
});

describe('a destination that is down but still counts as up', () => {
  test('a move by the driver succeeds: the destination is not needed', async () => {
    await using open = await openCloud();
    open.cloud.killService('node2@alpha');
    await act(open, 'free1', migrate(NODE));
    open.clock.advance(1000);
    expect(volume(open, 'free1')).toMatchObject({ migrationStatus: 'success', host: NODE });
  });

  test('a copy waits for the creation, and succeeds when the destination is back in time', async () => {
    await using open = await openCloud({ createPollMs: 1000 });
    open.cloud.killService('node2@tier9');
    await act(open, 'free1', copy);
    open.clock.advance(40_000);
    expect(targets(open).map(({ status }) => status)).toEqual(['creating']);
    open.cloud.startService('node2@tier9');
    open.clock.runAll();
    expect(volume(open, 'free1')).toMatchObject({ migrationStatus: 'success', host: TIER });
  });

  test('a copy gives up after the timeout', async () => {
    await using open = await openCloud({ createTimeoutMs: 60_000 });
    open.cloud.killService('node2@tier9');
    await act(open, 'free1', copy);
    open.clock.advance(61_000);
    expect(volume(open, 'free1')).toMatchObject({ status: 'available', migrationStatus: 'error' });
  });

  test('once it is seen as down, a migration is refused and a retype goes elsewhere', async () => {
    await using open = await openCloud();
    open.cloud.killService('node1@beta');
    open.clock.advance(60_000);
    const refused = await act(open, 'free1', migrate('node1@beta#beta'));
    expect([refused.status, refused.body.badRequest.message]).toEqual([
      400,
      "Invalid host: No available service named 'node1@beta#beta'",
    ]);
    await act(open, 'free1', toBeta);
    open.clock.runAll();
    expect(volume(open, 'free1')).toMatchObject({ migrationStatus: 'success', host: 'node2@beta#beta' });
  });
});

test('a restart counts the allocated capacity again', async () => {
  await using open = await openCloud();
  const allocated = async () => {
    const { body } = await open.volume('admin', 'GET', '/scheduler-stats/get_pools?detail=true');
    const { capabilities } = body.pools.find(({ name }: { name: string }) => name === `${HOME}#alpha`);
    return capabilities.allocated_capacity_gb;
  };
  const before = await allocated();
  await act(open, 'free1', copy);
  open.clock.runAll();
  expect(await allocated()).toBe(before);
  open.cloud.startService(HOME);
  expect(await allocated()).toBe(before - 1);
});

test('a service that does not answer at the end of a swap: both copies stay, the guest on the new one', async () => {
  await using open = await openCloud({ rpcTimeoutMs: 60_000 });
  open.cloud.faults.set('nova', 'swap_volume', { delayMs: 5000 });
  await act(open, 'data1', migrate(TIER));
  open.clock.advance(1000);
  open.cloud.killService(HOME);
  open.clock.advance(HOUR_MS);
  expect(moveSpans(open.cloud.moves)).toMatchObject([{ result: 'stuck' }]);
  const [target] = targets(open);
  expect(open.cloud.state.attachments.ofVolume(target?.id ?? '')).toMatchObject([{ status: 'attached' }]);
});

test.each([
  ['a volume in use is stuck', 'data1', migrate(TIER), 'stuck'],
  ['both copies of any other are left', 'free1', copy, 'error'],
])('a destination that dies before the last step of a move, which then times out: %s', async (_, name, body, result) => {
  await using open = await openCloud({ gibPerSecond: 0.001, serviceDownMs: 3600, rpcTimeoutMs: 60_000 });
  await act(open, name, body);
  open.clock.advance(2000);
  open.cloud.killService('node2@tier9');
  open.clock.runAll();
  expect(moveSpans(open.cloud.moves)).toMatchObject([{ result }]);
  expect([...open.cloud.state.volumes.values()].filter((row) => row.name === name)).toHaveLength(2);
});

test('the frozen service: migrate to it is refused, away from it works, a deletion on it is refused', async () => {
  await using open = await openCloud();
  const freeze = (host: string) => open.volume('admin', 'PUT', '/os-services/freeze', { host });
  await freeze('node2@alpha');
  expect((await act(open, 'free1', migrate(NODE))).status).toBe(400);
  await freeze(HOME);
  expect(await service(open, HOME)).toMatchObject({
    frozen: true,
    status: 'disabled',
    disabled_reason: 'frozen',
  });
  const deletion = await open.volume('admin', 'DELETE', `/volumes/${open.id('data1')}`);
  expect(deletion.body.badRequest.message).toContain('not allowed on frozen storage backends');
  await open.volume('admin', 'PUT', '/os-services/thaw', { host: 'node2@alpha' });
  await act(open, 'free1', migrate(NODE));
  open.clock.runAll();
  expect(volume(open, 'free1')).toMatchObject({ host: NODE, migrationStatus: 'success' });
});
