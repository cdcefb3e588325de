// Injected faults of the simulated cloud, its log of requests, and its end.
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  ConnectionDropped,
  createSimulatedCloud,
  type HttpFault,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';
import { openCloud } from './support.ts';

const create = { volume: { size: 1, name: 'new' } };
// For a busy machine.
const PATIENCE = { timeout: 120_000, interval: 5 };
const post = { method: 'POST', path: /\/volumes$/ };

describe('a fault of the connection', () => {
  const lines: [clause: string, fault: HttpFault, status: number | 'dropped', made: boolean][] = [
    ['lost before: nothing is done', { match: post, dropConnection: 'before' }, 'dropped', false],
    ['lost after: it is done', { match: post, dropConnection: 'after' }, 'dropped', true],
    [
      '503 in place of the service',
      { match: post, status: 503, headers: { 'Retry-After': '1' } },
      503,
      false,
    ],
    ['502 after the service has done it', { match: post, status: 502, applied: true }, 502, true],
    ['a body that is no JSON', { match: post, body: '<html>', applied: true }, 202, true],
    ['another service’s', { match: { service: 'compute' }, status: 500 }, 202, true],
    ['a later one’s', { match: post, skip: 1, status: 500 }, 202, true],
  ];
  test.each(lines)('%s', async (_, fault, status, made) => {
    await using open = await openCloud();
    open.cloud.faults.http({ count: 1, ...fault });
    const reply = await open.volume('alice', 'POST', '/volumes', create).catch(() => undefined);
    expect(reply?.status ?? 'dropped').toBe(status);
    const names = [...open.cloud.state.volumes.values()].map(({ name }) => name);
    expect(names.includes('new')).toBe(made);
  });

  test('is counted down, and can be removed', async () => {
    await using open = await openCloud();
    const statuses = async () => (await open.volume('alice', 'GET', '/volumes')).status;
    open.cloud.faults.http({ count: 1, status: 503 });
    const remove = open.cloud.faults.http({
      match: { path: /volumes/ },
      status: 500,
      headers: { 'Retry-After': '7' },
    });
    expect([await statuses(), await statuses()]).toEqual([503, 500]);
    remove();
    expect(await statuses()).toBe(200);
  });

  test('may delay only', async () => {
    await using open = await openCloud();
    open.cloud.faults.http({ delayMs: 5000 });
    const reply = open.volume('alice', 'GET', '/volumes');
    await expect.poll(() => open.clock.pending(), PATIENCE).toBeGreaterThan(0);
    open.clock.advance(5000);
    expect((await reply).status).toBe(200);
  });

  test('without a socket is an error with a code', async () => {
    const cloud = createSimulatedCloud();
    cloud.faults.http({ dropConnection: 'before' });
    await expect(cloud.handle({ method: 'GET', path: '/identity/v3' })).rejects.toThrow(ConnectionDropped);
  });
});

describe('an operation that is held', () => {
  test('waits however much time passes, and goes on when it is released', async () => {
    await using open = await openCloud();
    const release = open.cloud.faults.hold('node1@alpha', 'create_volume');
    const { body } = await open.volume('alice', 'POST', '/volumes', {
      volume: { ...create.volume, volume_type: 'alpha' },
    });
    const status = () => open.cloud.state.volumes.get(body.volume.id)?.status;
    open.clock.advance(60_000);
    expect(status()).toBe('creating');
    release();
    open.clock.advance(1_000);
    expect(status()).toBe('available');
  });
});

describe('the log of requests', () => {
  test('has user, project, status and the caller’s own request id, and no secret', async () => {
    await using open = await openCloud();
    const globalId = 'req-11111111-2222-3333-4444-555555555555';
    const identity = {
      methods: ['password'],
      password: { user: { name: 'alice', domain: { id: 'default' }, password: 'labuser' } },
    };
    await open.identity('nobody', 'POST', '/auth/tokens', { auth: { identity } });
    await open.identity(
      'admin',
      'POST',
      '/users',
      { user: { name: 'x', password: 'canary' } },
      { 'X-OpenStack-Request-ID': globalId },
    );
    const { requests, world } = open.cloud;
    expect(
      requests.map(({ service, method, path, status, user }) => [service, method, path, status, user]),
    ).toEqual([
      ['identity', 'POST', '/v3/auth/tokens', 201, null],
      ['identity', 'POST', '/v3/users', 201, 'admin'],
    ]);
    expect(requests[1]).toMatchObject({
      globalRequestId: globalId,
      projectId: world.projects['admin'],
      body: { user: { name: 'x', password: '[redacted]' } },
    });
    expect(JSON.stringify(requests)).not.toMatch(/labuser|canary|gAAAAA/);
  });

  test('is passed to onRequest as it grows', async () => {
    const paths: string[] = [];
    await using open = await openCloud({ onRequest: ({ path }) => paths.push(path) });
    await open.compute('alice', 'GET', '/servers');
    expect(paths).toEqual(['/v2.1/servers']);
  });
});

describe('stop', () => {
  test('closes open connections, frees the port and drops all work under way', async () => {
    const running = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap');
    const before = running();
    const server = await startSimulatedCloud({ stageMs: 60_000 });
    const { cloud, url } = server;
    const headers = { 'X-Auth-Token': cloud.token('alice', 'demo'), 'Content-Type': 'application/json' };
    const path = `${url}/volume/v3/${cloud.world.projects['demo']}/volumes`;
    await fetch(path, { method: 'POST', headers, body: JSON.stringify(create) });
    cloud.faults.http({ delayMs: 60_000 });
    const hanging = fetch(path, { headers }).then(
      () => 'answered',
      () => 'closed',
    );
    await expect.poll(() => cloud.waiting(), PATIENCE).toBe(2);
    await server.stop();
    expect(await hanging).toBe('closed');
    expect(cloud.waiting()).toBe(0);
    expect(running()).toEqual(before);
    const port = Number(new URL(url).port);
    const again = createServer();
    await new Promise<void>((resolve, reject) =>
      again.once('error', reject).listen(port, '127.0.0.1', resolve),
    );
    await new Promise((resolve) => again.close(resolve));
  });

  test('may be called twice', async () => {
    const server = await startSimulatedCloud();
    await server.stop();
    await expect(server.stop()).resolves.toBeUndefined();
  });
});
