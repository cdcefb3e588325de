// Every request goes through the proxy that the environment names, including changing ones.
import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as send,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect as dial, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { proxyFor } from '../../../services/http/proxies.ts';
import { type CloudError, toFault } from '../../../services/index.ts';
import { type Route, startTestCloud, type TestCloud } from '../testCloud.ts';

const CERTIFICATE = join(import.meta.dirname, 'tls/certificate.pem');

let cloud: TestCloud;
const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  await cloud?.close();
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

interface SeenByProxy {
  /** `POST http://…` with its full address, or `CONNECT host:port`. */
  readonly line: string;
  readonly authorization: string | undefined;
}

// A proxy like Squid: http requests with their full address, https through CONNECT.
async function startProxy(how: 'works' | 'refuses' | 'stays silent' = 'works') {
  const seen: SeenByProxy[] = [];
  const note = ({ method, url, headers }: IncomingMessage) =>
    seen.push({ line: `${method} ${url}`, authorization: headers['proxy-authorization'] });
  const server = createServer((request, response) => {
    note(request);
    forward(request, response);
  });
  server.on('connect', (request, socket: Socket) => {
    note(request);
    if (how === 'stays silent') return;
    if (how === 'refuses') return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const [host = '', port] = (request.url ?? '').split(':');
    const upstream = dial(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const each of [upstream, socket]) each.on('error', () => socket.destroy());
  });
  const port = await listening(server);
  return { address: `127.0.0.1:${port}`, seen, lines: () => seen.map(({ line }) => line) };
}

function forward(request: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET', headers, url = '' } = request;
  const onward = send(url, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  request.pipe(onward);
}

const READ = { service: 'volume', method: 'GET', path: '/volumes/v1', expected: [200] } as const;
const ROUTES: Record<string, Route> = {
  'GET volume /volumes/v1': {},
  'POST volume /volumes/v1': {},
  'PUT volume /volumes/v1': {},
  'PATCH volume /volumes/v1': {},
  'DELETE volume /volumes/v1': {},
};
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

test.each([
  'HTTP_PROXY',
  'http_proxy',
  'ALL_PROXY',
  'all_proxy',
])('%s applies to the sign-in, to reads and to changing calls', async (variable) => {
  const proxy = await startProxy();
  cloud = await startTestCloud(ROUTES);
  const connected = await cloud.connect({ env: { [variable]: `http://${proxy.address}` } });
  for (const method of METHODS) await connected.request({ ...READ, method });
  const volume = `${cloud.url}/volume/v3/p1/volumes/v1`;
  expect(proxy.lines()).toEqual([
    `POST ${cloud.url}/identity/v3/auth/tokens`,
    ...METHODS.map((method) => `${method} ${volume}`),
  ]);
  expect(cloud.seen).toHaveLength(6);
});

// The test cloud behind TLS.
async function startTls(): Promise<string> {
  cloud = await startTestCloud(ROUTES, {
    catalog: (url) => [
      {
        type: 'volumev3',
        endpoints: [{ interface: 'public', region: 'RegionOne', url: `${url}/volume/v3/p1` }],
      },
      {
        type: 'compute',
        endpoints: [{ interface: 'public', region: 'RegionOne', url: `${url}/compute/v2.1` }],
      },
    ],
  });
  const to = new URL(cloud.url);
  const options = {
    cert: readFileSync(CERTIFICATE),
    key: readFileSync(join(import.meta.dirname, 'tls/key.pem')),
  };
  const server = createHttps(options, (request, response) => {
    forward(Object.assign(request, { url: `${to.origin}${request.url}` }), response);
  });
  return `https://127.0.0.1:${await listening(server)}`;
}

const secure = (url: string) => ({
  cacert: CERTIFICATE,
  auth: {
    auth_url: `${url}/identity/v3`,
    username: 'admin',
    password: 'canary',
    user_domain_id: 'default',
    project_name: 'admin',
    project_domain_id: 'default',
  },
  volume_endpoint_override: `${url}/volume/v3/p1`,
});

test.each([
  'HTTPS_PROXY',
  'https_proxy',
])('%s: https goes through a tunnel, and the certificate is checked as without', async (variable) => {
  const proxy = await startProxy();
  const url = await startTls();
  const env = { [variable]: proxy.address };
  const connected = await cloud.connect({ env }, secure(url));
  for (const method of METHODS) await connected.request({ ...READ, method });
  expect(new Set(proxy.lines())).toEqual(new Set([`CONNECT ${new URL(url).host}`]));
  const { cacert: _, ...untrusting } = secure(url);
  await expect(cloud.connect({ env }, untrusting)).rejects.toMatchObject({ code: 'TlsFailed' });
});

test('a proxy gets the user and password of its address; no error shows them', async () => {
  const proxy = await startProxy('refuses');
  const url = await startTls();
  const env = { HTTPS_PROXY: `http://user:canary-secret@${proxy.address}` };
  const error: CloudError = await cloud.connect({ env }, secure(url)).catch((one) => one);
  expect(proxy.seen[0]?.authorization).toBe(`Basic ${btoa('user:canary-secret')}`);
  expect(error).toMatchObject({ name: 'TransportError', uncertain: false });
  expect(error.reasons.join()).toContain(`through the proxy ${proxy.address} of HTTPS_PROXY`);
  expect(JSON.stringify(toFault(error))).not.toContain('canary');
});

test('a proxy that never opens its tunnel is given up, and the call was certainly not sent', async () => {
  const proxy = await startProxy('stays silent');
  const url = await startTls();
  const env = { HTTPS_PROXY: proxy.address };
  const connected = await cloud.connect(
    { env, connectTimeoutMs: 300 },
    { volume_endpoint_override: secure(url).volume_endpoint_override },
  );
  for (const method of METHODS)
    await expect(connected.request({ ...READ, method })).rejects.toMatchObject({
      name: 'TransportError',
      uncertain: false,
    });
});

test('a call that waits for a silent proxy can be cancelled', async () => {
  const proxy = await startProxy('stays silent');
  const url = await startTls();
  const env = { HTTPS_PROXY: proxy.address };
  const stop = new AbortController();
  const signing = cloud.connect({ env, signal: stop.signal }, secure(url));
  await expect.poll(() => proxy.seen.length).toBe(1);
  stop.abort();
  await expect(signing).rejects.toMatchObject({ code: 'Aborted' });
});

test('NO_PROXY is reached directly', async () => {
  const proxy = await startProxy();
  cloud = await startTestCloud(ROUTES);
  const env = { HTTP_PROXY: `http://${proxy.address}`, NO_PROXY: '127.0.0.0/8' };
  await (await cloud.connect({ env })).request(READ);
  expect(proxy.lines()).toEqual([]);
});

describe('which proxy', () => {
  const P = 'http://proxy.test:3128';
  const of = (address: string, env: Record<string, string>) => proxyFor(address, env)?.url.href ?? null;

  test.each([
    ['http://a.test/', { HTTP_PROXY: P }, `${P}/`],
    ['https://a.test/', { HTTP_PROXY: P }, null],
    ['https://a.test/', { HTTPS_PROXY: P }, `${P}/`],
    ['http://a.test/', { http_proxy: P, HTTP_PROXY: 'http://other.test' }, `${P}/`],
    ['http://a.test/', { http_proxy: '', HTTP_PROXY: P }, null],
    ['https://a.test/', { all_proxy: P }, `${P}/`],
    ['https://a.test/', { ALL_PROXY: 'http://other.test', HTTPS_PROXY: P }, `${P}/`],
    ['http://a.test/', { HTTP_PROXY: 'proxy.test:3128' }, `${P}/`],
    ['http://a.test/', {}, null],
  ])('%s with %j: %s', (address, env, proxy) => {
    expect(of(address, env)).toBe(proxy);
  });

  test.each([
    ['http://a.test/', '*'],
    ['http://a.test/', 'a.test'],
    ['http://a.test/', 'b.test, a.test'],
    ['http://a.test/', 'b.test a.test'],
    ['http://a.test/', 'A.TEST'],
    ['http://x.a.test/', 'a.test'],
    ['http://x.a.test/', '.a.test'],
    ['http://a.test/', '.a.test'],
    ['http://x.a.test/', '*.a.test'],
    ['http://a.test:5000/', 'a.test:5000'],
    ['http://a.test/', 'a.test:80'],
    ['http://10.1.2.3/', '10.1.2.3'],
    ['http://10.1.2.3/', '10.0.0.0/8'],
    ['http://10.1.2.3:5000/', '10.1.2.3:5000'],
    ['http://[fd00::1]/', 'fd00::1'],
    ['http://[fd00::1]/', '[fd00::1]'],
    ['http://[fd00::1]:5000/', '[fd00::1]:5000'],
    ['http://[fd00::1]/', 'fd00::/8'],
  ])('%s is not proxied with NO_PROXY=%s', (address, noProxy) => {
    expect(of(address, { HTTP_PROXY: P, NO_PROXY: noProxy })).toBeNull();
    expect(of(address, { HTTP_PROXY: P, no_proxy: noProxy, NO_PROXY: 'other.test' })).toBeNull();
  });

  test.each([
    ['http://nota.test/', 'a.test'],
    ['http://a.test/', 'x.a.test'],
    ['http://a.test:5000/', 'a.test:5001'],
    ['http://11.1.2.3/', '10.0.0.0/8'],
    ['http://10.1.2.3/', '10.0.0.0/99'],
    ['http://10.1.2.3/', '10.1.2'],
    ['http://a.test/', '10.0.0.0/8'],
    ['http://a.test/', ''],
  ])('%s is proxied with NO_PROXY=%s', (address, noProxy) => {
    expect(of(address, { HTTP_PROXY: P, NO_PROXY: noProxy })).toBe(`${P}/`);
  });

  test.each([
    'socks5://proxy.test:1080',
    'http://',
    'ftp://proxy.test',
  ])('%s is rejected by the name of its variable, without its text', async (value) => {
    cloud = await startTestCloud();
    await expect(cloud.connect({ env: { HTTP_PROXY: value } })).rejects.toMatchObject({
      code: 'Configuration',
      faults: [
        'HTTP_PROXY: expected the http or https address of a proxy; other kinds of proxy are not supported',
      ],
    });
  });
});
