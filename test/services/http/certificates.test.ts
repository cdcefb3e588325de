// Whom a connection trusts, and the client's own certificate, over real TLS.
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, loadCloudConfig } from '../../../services/index.ts';

const FILES = join(import.meta.dirname, 'certificates');
const file = (name: string) => join(FILES, name);
const folder = mkdtempSync(join(tmpdir(), 'certificates-'));

let server: Server;
let url: string;
const clients: string[] = [];

beforeAll(async () => {
  const tls = {
    ...{ cert: readFileSync(file('server.pem')), key: readFileSync(file('server.key')) },
    ...{ ca: readFileSync(file('ca.pem')), requestCert: true, rejectUnauthorized: false },
  };
  server = createServer(tls, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    clients.push(String(subject?.CN ?? 'nobody'));
    request.resume();
    response
      .writeHead(401, { 'content-type': 'application/json' })
      .end('{"error":{"message":"who are you"}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(
    join(folder, 'both.pem'),
    readFileSync(file('client.pem'), 'utf8') + readFileSync(file('client.key'), 'utf8'),
  );
  copyFileSync(file('ca.pem'), join(folder, 'ca.pem'));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** How the sign-in ends: `Unauthorized` if the server was trusted, because it responds 401 to everybody. */
async function signIn(entry: Record<string, unknown>, env: Record<string, string> = {}): Promise<string> {
  const auth = { auth_url: url, username: 'ann', password: 'pw', project_id: 'p' };
  const clouds = join(mkdtempSync(join(tmpdir(), 'clouds-')), 'clouds.yaml');
  writeFileSync(clouds, JSON.stringify({ clouds: { lab: { auth, ...entry } } }));
  const config = await loadCloudConfig({ files: [clouds], env });
  return await connect(config, { retryLimit: 0 }).then(
    () => 'signed in',
    (error: unknown) => (error as { code: string }).code,
  );
}

test.each([
  ['nothing', {}, {}, 'TlsFailed'],
  ['cacert', { cacert: file('ca.pem') }, {}, 'Unauthorized'],
  ['REQUESTS_CA_BUNDLE', {}, { REQUESTS_CA_BUNDLE: file('ca.pem') }, 'Unauthorized'],
  ['CURL_CA_BUNDLE', {}, { CURL_CA_BUNDLE: file('ca.pem') }, 'Unauthorized'],
  ['SSL_CERT_FILE', {}, { SSL_CERT_FILE: file('ca.pem') }, 'Unauthorized'],
  [
    'REQUESTS_CA_BUNDLE before SSL_CERT_FILE',
    {},
    { REQUESTS_CA_BUNDLE: file('ca.pem'), SSL_CERT_FILE: file('client.pem') },
    'Unauthorized',
  ],
  ['a folder by REQUESTS_CA_BUNDLE', {}, { REQUESTS_CA_BUNDLE: folder }, 'Unauthorized'],
  [
    'cacert before the variables',
    { cacert: file('client.pem') },
    { SSL_CERT_FILE: file('ca.pem') },
    'TlsFailed',
  ],
  ['verify: false', { verify: false }, {}, 'Unauthorized'],
  ['insecure: true', { insecure: true, cacert: file('client.pem') }, {}, 'Unauthorized'],
])('the server is trusted by %s', async (_name, entry, env, end) => {
  expect(await signIn(entry, env)).toBe(end);
});

test.each([
  ['cert and key', { cert: file('client.pem'), key: file('client.key') }],
  ['one file with both', { cert: join(folder, 'both.pem') }],
])("the client's own certificate: %s", async (_name, entry) => {
  clients.splice(0);
  expect(await signIn({ cacert: file('ca.pem'), ...entry })).toBe('Unauthorized');
  expect(clients).toEqual(['client']);
});

test('OS_CACERT, OS_CERT and OS_KEY', async () => {
  clients.splice(0);
  const env = {
    ...{ OS_AUTH_URL: url, OS_USERNAME: 'ann', OS_PASSWORD: 'pw', OS_PROJECT_ID: 'p' },
    ...{ OS_CACERT: file('ca.pem'), OS_CERT: file('client.pem'), OS_KEY: file('client.key') },
  };
  const config = await loadCloudConfig({ env, files: [] });
  await expect(connect(config, { retryLimit: 0 })).rejects.toMatchObject({ code: 'Unauthorized' });
  expect(clients).toEqual(['client']);
});

test.each([
  [
    'a certificate that is none',
    { cert: file('client.key') },
    /clouds\.lab\.cert: expected a certificate and its key/,
  ],
  [
    'a key of another certificate',
    { cert: file('client.pem'), key: file('server.key') },
    /clouds\.lab\.cert: expected a certificate that matches the key/,
  ],
  [
    'a key that cannot be read',
    { cert: file('client.pem'), key: '/nowhere.key' },
    /clouds\.lab\.key: the file \/nowhere\.key cannot be read/,
  ],
  [
    'a cacert that holds none',
    { cacert: file('client.key') },
    /clouds\.lab\.cacert: the file .* contains no certificate/,
  ],
  [
    'a cacert that is a folder',
    { cacert: folder },
    /clouds\.lab\.cacert: .* is a folder\. Give a PEM file instead/,
  ],
])('%s is rejected by name, before anything is sent', async (_name, entry, why) => {
  clients.splice(0);
  await expect(signIn(entry)).rejects.toThrow(why);
  expect(clients).toEqual([]);
});

test('a variable that names no certificates is rejected by its name', async () => {
  await expect(signIn({}, { SSL_CERT_FILE: '/nowhere.pem' })).rejects.toThrow(
    'SSL_CERT_FILE: /nowhere.pem cannot be read',
  );
  await expect(signIn({}, { REQUESTS_CA_BUNDLE: file('client.key') })).rejects.toThrow(
    'REQUESTS_CA_BUNDLE: ',
  );
});
