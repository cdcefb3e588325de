// Redirects: followed within one host, reported otherwise.

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { CloudError } from '../../../services/index.ts';
import { configFor, type Route, SIGN_IN, startTestCloud, type TestCloud, TOKEN } from '../testCloud.ts';

const CERTIFICATE = join(import.meta.dirname, 'tls/certificate.pem');
const TLS = { cert: readFileSync(CERTIFICATE), key: readFileSync(join(import.meta.dirname, 'tls/key.pem')) };

let cloud: TestCloud;
const servers: Server[] = [];
afterEach(async () => {
  await cloud?.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const start = async (routes: Record<string, Route>) => {
  cloud = await startTestCloud(routes);
  return cloud;
};

// Responds so to everything; returns its port.
async function serve(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  secure = false,
): Promise<number> {
  const server = secure ? createHttps(TLS, listener) : createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return (server.address() as AddressInfo).port;
}

const READ = { service: 'volume', method: 'GET', path: '/volumes/v1', expected: [200] } as const;
const CALL = 'GET volume /volumes/v1';
const MOVED = 'GET volume /volumes/moved';

const redirect = (location: string, status = 302): Route => ({ status, headers: { location } });

test.each([
  301, 302, 303, 307, 308,
])('a read that gets a %i is sent to the new place, with the token', async (status) => {
  await start({ [CALL]: redirect('/volume/v3/p1/volumes/moved', status), [MOVED]: {} });
  await (await cloud.connect()).request(READ);
  expect(cloud.calls()).toEqual([CALL, MOVED]);
  expect(cloud.seen.at(-1)?.headers['x-auth-token']).toBe(`${TOKEN}-1`);
});

test.each([
  301, 302, 303, 307, 308,
])('a sign-in that gets a %i is sent to the new place unchanged', async (status) => {
  await start({ 'POST other /moved/auth/tokens': redirect('/identity/v3/auth/tokens', status) });
  const auth = { ...(configFor(cloud.url)['auth'] as object), auth_url: `${cloud.url}/old` };
  cloud.routes['POST other /old/v3/auth/tokens'] = redirect('/moved/auth/tokens', status);
  await cloud.connect({}, { auth });
  expect(cloud.seen.map(({ call }) => call)).toEqual([
    'POST other /old/v3/auth/tokens',
    'POST other /moved/auth/tokens',
    SIGN_IN,
  ]);
  expect(cloud.seen[2]?.body).toEqual(cloud.seen[0]?.body);
});

test('http is followed to https on the same host', async () => {
  let seen: string | undefined;
  const port = await serve((request, response) => {
    seen = String(request.headers['x-auth-token']);
    response.end('{}');
  }, true);
  await start({ [CALL]: redirect(`https://127.0.0.1:${port}/moved`) });
  await (await cloud.connect({}, { cacert: CERTIFICATE })).request(READ);
  expect(seen).toBe(`${TOKEN}-1`);
});

test.each([
  ['to another host', (port: number) => `http://localhost:${port}/x`],
  ['to another host, without a scheme', (port: number) => `//localhost:${port}/x`],
  ['with a user', (port: number) => `http://u:p@127.0.0.1:${port}/x`],
  ['to something that is no address', () => 'http://'],
  ['to another protocol', () => 'file:///etc/passwd'],
])('a redirect %s is not followed, so that the token is sent nowhere else; the message shows the target', async (_, to) => {
  let seen = 0;
  const port = await serve((_request, response) => {
    seen += 1;
    response.end('{}');
  });
  const location = to(port);
  await start({ [CALL]: redirect(location) });
  const error: CloudError = await (await cloud.connect()).request(READ).catch((one) => one);
  expect(error).toMatchObject({ status: 302, reasons: [expect.stringContaining(location)] });
  expect(seen).toBe(0);
});

test('https is never followed to http', async () => {
  let plain = 0;
  const to = await serve((_request, response) => {
    plain += 1;
    response.end('{}');
  });
  const from = await serve((_request, response) => {
    response.writeHead(302, { location: `http://127.0.0.1:${to}/x` }).end();
  }, true);
  await start({});
  const auth = { ...(configFor(cloud.url)['auth'] as object), auth_url: `https://127.0.0.1:${from}` };
  await expect(cloud.connect({}, { auth, cacert: CERTIFICATE })).rejects.toMatchObject({
    status: 302,
    reasons: [
      expect.stringContaining(`http://127.0.0.1:${to}/x`),
      expect.stringMatching(/^auth_url is https:/),
    ],
  });
  expect(plain).toBe(0);
});

test('redirects that form a loop end', async () => {
  await start({ [CALL]: redirect('/volume/v3/p1/volumes/v1') });
  await expect((await cloud.connect()).request(READ)).rejects.toMatchObject({ status: 302 });
  expect(cloud.calls()).toHaveLength(6);
});

test('a changing call is not redirected: it did nothing, and the message shows the target', async () => {
  const changed = 'DELETE volume /volumes/v1';
  await start({ [changed]: redirect('/volume/v3/p1/volumes/moved', 307) });
  const call = { ...READ, method: 'DELETE' } as const;
  await expect((await cloud.connect()).request(call)).rejects.toMatchObject({
    uncertain: false,
    reasons: [
      'the service redirects to /volume/v3/p1/volumes/moved: use that address in auth_url, the endpoint override, or the catalog',
    ],
  });
  expect(cloud.calls()).toEqual([changed]);
});

test('control characters in a Location are escaped, not sent to the terminal', async () => {
  await start({ [CALL]: redirect('http://elsewhere.invalid/\u009b31m\u0085') });
  const error: CloudError = await (await cloud.connect()).request(READ).catch((one) => one);
  expect(error.reasons[0]).toContain('http://elsewhere.invalid/\\u{9b}31m\\u{85}:');
});
