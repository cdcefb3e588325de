// Who has access: whoever knows the token, from this machine, from no page of another site.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryStore, type Inspector, startInspector } from '../../src/index.ts';
import { ask, at } from './asking.ts';

const PAGE =
  '<!doctype html><html><head><title>t</title><!--run--></head><body><script>1</script></body></html>';
const PATHS = ['/', '/api/runs', '/api/events', '/api/export?run=r', '/nowhere'];

let folder: string;
let inspector: Inspector;
let port: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'volume-migrate-access-'));
  await writeFile(join(folder, 'page.html'), PAGE);
  inspector = await startInspector({ store: createMemoryStore(), page: join(folder, 'page.html') });
  port = new URL(inspector.url).port;
});
afterAll(async () => {
  await inspector.close();
  await rm(folder, { recursive: true });
});

const address = (path: string): string => at(inspector.url, path);
const withToken = (path: string, token: string): string => {
  const url = new URL(path, inspector.url);
  url.searchParams.set('token', token);
  return url.href;
};

describe.each(PATHS)('%s', (path) => {
  test('is refused without a token', async () => {
    const { status, body } = await ask(new URL(path, inspector.url).href);
    expect({ status, body }).toEqual({ status: 403, body: 'forbidden: the token is missing or wrong\n' });
  });

  test('is refused with another token of the same length, a prefix of it, and a longer one', async () => {
    const token = new URL(inspector.url).searchParams.get('token') ?? '';
    const other = token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    for (const wrong of [other, token.slice(0, -1), `${token}A`, ''])
      expect((await ask(withToken(path, wrong))).status).toBe(403);
  });

  test('is refused to another origin that knows the token', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      `http://127.0.0.1:${Number(port) + 1}`,
      `https://localhost:${port}`,
    ]) {
      const { status, body } = await ask(address(path), { origin });
      expect({ status, body }).toEqual({
        status: 403,
        body: 'forbidden: requests from other origins are not allowed\n',
      });
    }
  });

  test('is refused under another name that resolves to this machine (DNS rebinding)', async () => {
    for (const host of [
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port}.evil.example`,
      `0.0.0.0:${port}`,
    ]) {
      const { status, body } = await ask(address(path), { host });
      expect({ status, body }).toEqual({
        status: 403,
        body: 'forbidden: this is not an address of the inspector\n',
      });
    }
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])('is refused to %s', async (method) => {
    const { status, headers } = await ask(address(path), {}, method);
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET' });
  });
});

test('its own pages may send requests, under either name of this machine', async () => {
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`])
    expect((await ask(address('/api/runs'), { host, origin: `http://${host}` })).status).toBe(200);
});

test('the token has 128 bits, and every inspector its own', async () => {
  const other = await startInspector({ store: createMemoryStore() });
  await other.close();
  const tokens = [inspector, other].map(({ url }) => new URL(url).searchParams.get('token') ?? '');
  expect(tokens.map((token) => Buffer.from(token, 'base64url').length)).toEqual([16, 16]);
  expect(new Set(tokens).size).toBe(2);
});

test('it listens on 127.0.0.1 only, not on every address of this machine', async () => {
  expect(new URL(inspector.url).hostname).toBe('127.0.0.1');
  await expect(ask(`http://127.0.0.2:${port}/`)).rejects.toThrow(/ECONNREFUSED|EADDRNOTAVAIL/);
});

test('nothing may be cached, framed, sniffed or sent to other sites, and the page runs only its own scripts', async () => {
  const { status, headers, body } = await ask(address('/'));
  expect({ status, body }).toEqual({ status: 200, body: PAGE });
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'content-type': 'text/html; charset=utf-8',
  });
  const policy = String(headers['content-security-policy']).split('; ');
  expect(policy).toEqual(
    expect.arrayContaining(["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"]),
  );
  // The digest of `1`.
  expect(policy).toContain("script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='");
});

test('refusals have the same headers', async () => {
  const { headers } = await ask(`http://127.0.0.1:${port}/`);
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
});

test('if the page was not built, the message says how to build it', async () => {
  const store = createMemoryStore();
  const pageless = await startInspector({ store, page: join(folder, 'absent.html') });
  const { status, body } = await ask(pageless.url);
  await pageless.close();
  expect({ status, body }).toEqual({
    status: 500,
    body: 'the inspector page is missing. To build it, run: npm run page\n',
  });
});

test('a port in use is reported', async () => {
  await expect(startInspector({ store: createMemoryStore(), port: Number(port) })).rejects.toThrow(
    'EADDRINUSE',
  );
});
