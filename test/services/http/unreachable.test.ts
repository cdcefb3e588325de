// An unreachable cloud: the error names it, where its address comes from, and what to do.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createHttps } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcp,
  connect as dial,
  type Server,
  type Socket,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { TlsSettings } from '../../../services/http/tls.ts';
import { createTransport } from '../../../services/http/transport.ts';
import { remedies } from '../../../services/http/unreachable.ts';
import { type CloudError, type ConnectOptions, connect, loadCloudConfig } from '../../../services/index.ts';
import { configFor, startTestCloud, type TestCloud } from '../testCloud.ts';

const TLS = {
  cert: readFileSync(join(import.meta.dirname, 'tls/certificate.pem')),
  key: readFileSync(join(import.meta.dirname, 'tls/key.pem')),
};

const servers: Server[] = [];
const sockets = new Set<Socket>();
let cloud: TestCloud | undefined;
let folder: string | undefined;
afterEach(async () => {
  await cloud?.close();
  cloud = undefined;
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  if (folder !== undefined) await rm(folder, { recursive: true });
  folder = undefined;
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

// Signs in with a clouds.yaml; returns the error and the file.
async function failing(authUrl: string, options: ConnectOptions = {}) {
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-unreachable-'));
  const file = join(folder, 'clouds.yaml');
  const entry = configFor('http://unused.invalid');
  const auth = { ...(entry['auth'] as object), auth_url: authUrl };
  await writeFile(file, stringify({ clouds: { lab: { ...entry, auth } } }));
  const config = await loadCloudConfig({ cloud: 'lab', files: [file], env: {} });
  const error: CloudError = await connect(config, { retryLimit: 0, env: {}, ...options }).catch((one) => one);
  return { error, from: `auth_url is ${authUrl}/v3, from ${file}, cloud lab` };
}

test('a refused connection', async () => {
  const { error, from } = await failing('http://127.0.0.1:1');
  expect(error).toMatchObject({ name: 'TransportError', code: 'ConnectionFailed' });
  expect(error.reasons).toEqual([
    'nothing listens at 127.0.0.1:1: check the address and its port, and that the service runs',
    from,
  ]);
});

test('an unknown host', async () => {
  const { error, from } = await failing('https://keystone.invalid:5000');
  expect(error.reasons).toEqual([
    'the host name keystone.invalid is unknown here: check its spelling, the name server and the VPN',
    from,
  ]);
});

test('a certificate of an unknown authority: cacert', async () => {
  const address = await listening(createHttps(TLS, (_request, response) => response.end()));
  const { error, from } = await failing(`https://${address}`);
  expect(error).toMatchObject({ code: 'TlsFailed', uncertain: false });
  expect(error.reasons).toEqual([
    "the certificate comes from an authority that is not trusted here: set cacert (OS_CACERT) to a file with the authority's certificate",
    from,
  ]);
});

test('https to a service without TLS: http', async () => {
  const address = await listening(createServer((_request, response) => response.end()));
  const { error, from } = await failing(`https://${address}`);
  expect(error.message).not.toMatch(/\s$/);
  expect(error.reasons).toEqual([
    `${address} does not speak TLS: the address should probably begin with http://`,
    from,
  ]);
});

test('http to a service with TLS: https', async () => {
  const address = await listening(createHttps(TLS, (_request, response) => response.end()));
  const { error, from } = await failing(`http://${address}`);
  expect(error.reasons).toEqual([
    `${address} may expect TLS: if so, the address should begin with https://`,
    from,
  ]);
});

test('http to a web server that expects TLS, and says so: https', async () => {
  const words = '<html><h1>400 Bad Request</h1>The plain HTTP request was sent to HTTPS port</html>';
  const address = await listening(createServer((_request, response) => response.writeHead(400).end(words)));
  const { error, from } = await failing(`http://${address}`);
  expect(error.reasons).toEqual(['the service expects TLS: its address should begin with https://', from]);
});

test('a sign-in without a response ends at its limit, is not repeated, and says meanwhile what it is waiting for', async () => {
  let connections = 0;
  const address = await listening(
    createTcp(() => {
      connections += 1;
    }),
  );
  const waiting: string[] = [];
  const clock = {
    now: Date.now,
    monotonic: () => performance.now(),
    // Two seconds pass at once.
    sleep: async () => await new Promise<void>((resolve) => setImmediate(resolve)),
  };
  const onWaiting = (what: string): void => void waiting.push(what);
  const limits = { signInTimeoutMs: 200, retryLimit: 5, clock, onWaiting };
  const { error, from } = await failing(`http://${address}`, limits);
  expect(error).toMatchObject({ code: 'TimedOut', message: expect.stringContaining('200ms') });
  expect(error.reasons.at(-1)).toBe(from);
  expect(connections).toBe(1);
  expect(waiting).toEqual([
    `waiting for Keystone to respond to the sign-in at http://${address}/v3 (${join(folder ?? '', 'clouds.yaml')}, cloud lab)`,
  ]);
});

test('a sign-in with a quick response says nothing', async () => {
  cloud = await startTestCloud();
  const waiting: string[] = [];
  await cloud.connect({ onWaiting: (what) => void waiting.push(what) });
  expect(waiting).toEqual([]);
});

const READ = { service: 'volume', method: 'GET', path: '/volumes/v1', expected: [200] } as const;

test.each([
  [
    'an override',
    { volume_endpoint_override: 'http://127.0.0.1:1/v3/p1' },
    'the volume endpoint http://127.0.0.1:1/v3/p1 is from the endpoint override in the configuration',
  ],
  [
    'the catalog',
    {},
    "the volume endpoint http://127.0.0.1:1/v3/p1 is from Keystone's catalog (interface public, region RegionOne)",
  ],
])('an endpoint that refuses the connection is reported with where it comes from: %s', async (_, config, origin) => {
  const place = { interface: 'public', region: 'RegionOne' };
  const catalog = (url: string) => [
    { type: 'volumev3', endpoints: [{ ...place, url: 'http://127.0.0.1:1/v3/p1' }] },
    { type: 'compute', endpoints: [{ ...place, url }] },
  ];
  cloud = await startTestCloud({}, { catalog });
  const error: CloudError = await (await cloud.connect({}, config)).request(READ).catch((one) => one);
  expect(error.reasons.at(-1)).toBe(origin);
});

const UNTRUSTING = { verify: true, cacert: null, clientCertificate: null };
const TRUSTING = { ...UNTRUSTING, verify: false };

const send = async (address: string, tls: TlsSettings, method: 'GET' | 'POST' = 'POST') => {
  const transport = createTransport({ tls, userAgent: 'test', retryLimit: 0, env: {} });
  const request = { service: 'volume', method, url: `https://${address}/volumes`, headers: {} } as const;
  const own = { requestId: 'req-1', call: `${method} /volumes`, repeatable: method === 'GET' };
  const body = method === 'POST' ? { body: { volume: { size: 1 } } } : {};
  return await transport({ ...request, ...own, ...body }).catch((error: CloudError) => error);
};

// Between client and service: once the service has the whole request, every byte that it sends is damaged.
async function startDamaging(): Promise<{ address: string; bodies: string[] }> {
  const bodies: string[] = [];
  const service = await listening(
    createHttps(TLS, async (request, response) => {
      const body = await text(request);
      bodies.push(body);
      response.writeHead(202).end('{}');
    }),
  );
  const address = await listening(
    createTcp((client) => {
      const upstream = dial(Number(service.split(':')[1]), '127.0.0.1');
      for (const socket of [client, upstream]) sockets.add(socket.on('error', () => client.destroy()));
      client.pipe(upstream);
      upstream.on('data', (chunk: Buffer) =>
        client.write(bodies.length === 0 ? chunk : chunk.map((byte, at) => (at < 8 ? byte : byte ^ 0xff))),
      );
    }),
  );
  return { address, bodies };
}

test.each([
  ['POST', true],
  ['GET', false],
] as const)('a response that is damaged within TLS: the %s has been sent', async (method, uncertain) => {
  const { address, bodies } = await startDamaging();
  expect(await send(address, TRUSTING, method)).toMatchObject({
    code: 'ConnectionFailed',
    uncertain,
    reasons: [],
  });
  expect(bodies).toEqual([method === 'POST' ? '{"volume":{"size":1}}' : '']);
});

test('a certificate that is not trusted: a changing request was certainly not sent', async () => {
  const { address, bodies } = await startDamaging();
  expect(await send(address, UNTRUSTING)).toMatchObject({ code: 'TlsFailed', uncertain: false });
  expect(bodies).toEqual([]);
});

// With TLS 1.3 it says so only when the client's side of the handshake is done.
test('a service that rejects the client certificate is not called again', async () => {
  const wanting = { ...TLS, minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: true } as const;
  const seen: string[] = [];
  const address = await listening(createHttps(wanting, (request) => seen.push(request.url ?? '')));
  expect(await send(address, TRUSTING, 'GET')).toMatchObject({ code: 'TlsFailed' });
  expect(seen).toEqual([]);
});

test.each([
  ['CERT_HAS_EXPIRED', /check this machine's clock/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /for another name than cloud.test/],
  ['ERR_TLS_HANDSHAKE', /cacert/],
  ['ENETUNREACH', /whether a proxy is needed/],
])('%s has a remedy', (code, remedy) => {
  expect(remedies({ code, url: new URL('https://cloud.test'), proxy: null }).join()).toMatch(remedy);
});
