// However large or odd a response is, reading it takes bounded memory and time.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { serviceWords } from '../../../services/http/answers.ts';
import { MAX_LIST_BYTES, MAX_OBJECT_BYTES } from '../../../services/http/boundedBody.ts';
import { type CloudError, createPorts } from '../../../services/index.ts';
import { startTestCloud, type TestCloud } from '../testCloud.ts';

let cloud: TestCloud;
let server: Server | undefined;
afterEach(async () => {
  await cloud?.close();
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

interface Raw {
  readonly status?: number;
  readonly encoding?: string;
  /** What is sent; a function is sent repeatedly without end. */
  readonly body: Buffer | (() => Buffer);
}

// A volume service that responds so to each request. Returns how many bytes it has sent.
async function serving({ status = 200, encoding, body }: Raw) {
  let sent = 0;
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, encoding === undefined ? {} : { 'content-encoding': encoding });
    if (typeof body !== 'function') return response.end(body);
    const pump = (): void => {
      if (response.destroyed) return;
      const chunk = body();
      sent += chunk.length;
      if (response.write(chunk)) setImmediate(pump);
      else response.once('drain', pump);
    };
    return pump();
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  cloud = await startTestCloud();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3/p1`;
  return { connected: await cloud.connect({}, { volume_endpoint_override: url }), sent: () => sent };
}

const READ = {
  service: 'volume',
  method: 'GET',
  path: '/volumes/v1',
  expected: [200],
  schema: z.object({ text: z.string() }),
} as const;

const failure = async (act: Promise<unknown>): Promise<CloudError> =>
  await act.then(
    () => expect.unreachable(),
    (error: CloudError) => error,
  );

const ofSize = (bytes: number): Buffer => Buffer.from(JSON.stringify({ text: 'x'.repeat(bytes - 11) }));

describe('a response', () => {
  test('may be as large as its limit, and not larger', async () => {
    const { connected } = await serving({ body: ofSize(MAX_OBJECT_BYTES) });
    expect((await connected.request(READ)).body.text).toHaveLength(MAX_OBJECT_BYTES - 11);
    server?.close();
    const larger = await serving({ body: ofSize(MAX_OBJECT_BYTES + 1) });
    const error = await failure(larger.connected.request(READ));
    expect(error).toMatchObject({ code: 'UnexpectedAnswer', uncertain: false });
    expect(error.message).toBe('GET /volumes/v1: the response is larger than 4 MiB, so it was not read');
  });

  test('that does not end is not read to its end', async () => {
    const chunk = Buffer.alloc(65_536, 'x');
    const { connected, sent } = await serving({ body: () => chunk });
    await failure(connected.request(READ));
    expect(sent()).toBeLessThan(MAX_OBJECT_BYTES * 8);
  });

  test('of a list may be larger, up to 32 MiB', async () => {
    const { connected } = await serving({ body: ofSize(MAX_OBJECT_BYTES + 1) });
    expect((await connected.request({ ...READ, isList: true })).body.text).toHaveLength(
      MAX_OBJECT_BYTES - 10,
    );
    server?.close();
    const larger = await serving({ body: ofSize(MAX_LIST_BYTES + 1) });
    const error = await failure(larger.connected.request({ ...READ, isList: true }));
    expect(error.message).toBe('GET /volumes/v1: the response is larger than 32 MiB, so it was not read');
  });

  test('that is too large keeps its status', async () => {
    const { connected } = await serving({ status: 503, body: ofSize(MAX_OBJECT_BYTES + 1) });
    const error = await failure(connected.request(READ));
    expect(error).toMatchObject({ code: 'ServiceUnavailable', status: 503 });
    expect(error.message).toMatch(/got 503: its body is larger than 4 MiB, so it was not read$/);
  });

  test('whose body is not needed may be of any size', async () => {
    const { connected } = await serving({ status: 202, body: ofSize(MAX_OBJECT_BYTES + 1) });
    const call = { service: 'volume', method: 'POST', path: '/volumes/v1/action', expected: [202] } as const;
    expect(await connected.request(call)).toMatchObject({ status: 202 });
  });
});

describe('compression', () => {
  const small = Buffer.from('{"text": "volume"}');
  test.each([
    ['gzip', gzipSync(small)],
    ['x-gzip', gzipSync(small)],
    ['deflate', deflateSync(small)],
    ['deflate', deflateRawSync(small)],
    ['br', brotliCompressSync(small)],
    ['gzip, br', brotliCompressSync(gzipSync(small))],
    ['identity', small],
  ])('%s is undone', async (encoding, body) => {
    const { connected } = await serving({ encoding, body });
    expect((await connected.request(READ)).body).toEqual({ text: 'volume' });
  });

  const bomb = ofSize(64 * 1024 * 1024);
  test.each([
    ['gzip', gzipSync(bomb)],
    ['deflate', deflateSync(bomb)],
    ['br', brotliCompressSync(bomb)],
    ['gzip, gzip', gzipSync(gzipSync(bomb))],
  ])('the limit holds after %s', async (encoding, body) => {
    const { connected } = await serving({ encoding, body });
    expect(body.length).toBeLessThan(MAX_OBJECT_BYTES);
    const error = await failure(connected.request(READ));
    expect(error.message).toMatch(/the response is larger than 4 MiB/);
  });

  test.each([
    ['gzip', small],
    ['zip', small],
    ['gzip, gzip, gzip, gzip', small],
  ])('%s that cannot be decompressed is not a response', async (encoding, body) => {
    const { connected } = await serving({ encoding, body });
    expect(await failure(connected.request(READ))).toMatchObject({ code: 'ConnectionFailed' });
  });
});

test('links to a next page that never end are an error, not a list cut short', async () => {
  const rows = Array.from({ length: 50_000 }, (_, index) => ({ id: `${index}`, name: 'other' }));
  const pages = { turn: 0 };
  cloud = await startTestCloud({
    'GET volume /types': () => {
      pages.turn += 1;
      const links = [{ rel: 'next', href: `/types?marker=${pages.turn}` }];
      return { body: { volume_types: rows, volume_type_links: links } };
    },
  });
  const ports = createPorts(await cloud.connect());
  const error = await failure(ports.getVolumeType({ nameOrId: 'x' }, new AbortController().signal));
  expect(error.message).toMatch(/the list does not end after 500000 rows$/);
  expect(pages.turn).toBe(10);
});

test('a list with the same problem in every row has a short message', async () => {
  const rows = Array.from({ length: 10_000 }, () => ({ id: 7 }));
  cloud = await startTestCloud({ 'GET volume /types': { body: { volume_types: rows } } });
  const ports = createPorts(await cloud.connect());
  const error = await failure(ports.getVolumeType({ nameOrId: 'x' }, new AbortController().signal));
  expect(error.message).toMatch(/; and \d+ more$/);
  expect(error.message.length).toBeLessThan(1_200);
});

// With a pattern that searches from each start to the end of the text, each of these takes hours.
const MANY = 400_000;
test.each([
  ['opening angle brackets', '<'.repeat(MANY)],
  ['opening angle brackets with text', '<a '.repeat(MANY)],
  ['styles without an end', '<style>'.repeat(MANY)],
  ['scripts and heads without an end', '<script><head>'.repeat(MANY)],
  ['styles whose end is another', '<style></script>'.repeat(MANY)],
  ['white space', `<p>${' '.repeat(MANY)}x`],
  ['nested arrays', '['.repeat(MANY)],
  ['objects without a message', JSON.stringify(Array.from({ length: MANY }, () => ({})))],
])('the words of a service are found in linear time in %s', (_, text) => {
  expect(serviceWords({ text, contentType: 'text/html' }).length).toBeLessThanOrEqual(1_001);
});

test.each([
  ['<style>a{}</style>b<STYLE>c</STYLE>', 'b'],
  ['<head><title>t</title></head><style>never closed', 'never closed'],
  ['<script>x</script ><p>y</p>', 'x y'],
  ['a<b', 'a<b'],
])('the text of %j is %j', (text, words) => {
  expect(serviceWords({ text, contentType: 'text/html' })).toBe(words);
});
