// Requests over HTTP: headers, repetitions, microversions, errors, pages, secrets.
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { serviceWords } from '../../../services/http/answers.ts';
import {
  type Clock,
  type CloudError,
  createPorts,
  Secret,
  systemClock,
  toFault,
  VERSION,
} from '../../../services/index.ts';
import {
  PASSWORD,
  type Route,
  type Seen,
  signal,
  startTestCloud,
  type TestCloud,
  TOKEN,
} from '../testCloud.ts';

let cloud: TestCloud;
afterEach(() => cloud?.close());

const start = async (routes: Record<string, Route>, settings = {}) => {
  cloud = await startTestCloud(routes, settings);
  return cloud;
};

// For a busy machine.
const PATIENCE = { timeout: 120_000, interval: 5 };
const CALL = 'GET volume /volumes/v1';
const READ = { service: 'volume', method: 'GET', path: '/volumes/v1', expected: [200] } as const;
const CHANGE = {
  service: 'volume',
  method: 'POST',
  path: '/volumes/v1/action',
  action: 'os-x',
  body: {},
  expected: [202],
} as const;
const CHANGED = 'POST volume /volumes/v1/action';

const failure = async (act: Promise<unknown>) =>
  await act.then(
    () => expect.unreachable(),
    (error: unknown) => error as CloudError,
  );

test('every request carries the run, the user agent, the token and the microversion', async () => {
  await start({ [CALL]: {}, 'GET compute /servers/s1': {} });
  const connected = await cloud.connect({ runId: 'ABCDEF00-0000-4000-8000-000000000001' });
  await connected.request(READ);
  await connected.request({ ...READ, service: 'compute', path: '/servers/s1' });
  const common = {
    'x-openstack-request-id': 'req-abcdef00-0000-4000-8000-000000000001',
    'user-agent': `volume-migrate/${VERSION}`,
  };
  expect(cloud.seen.map(({ headers }) => headers)).toMatchObject([
    common,
    { ...common, 'x-auth-token': `${TOKEN}-1`, 'openstack-api-version': 'volume 3.70' },
    { ...common, 'x-auth-token': `${TOKEN}-1`, 'openstack-api-version': 'compute 2.60' },
  ]);
});

test('one sign-in serves many runs, each with its own ID', async () => {
  await start({
    [CALL]: ({ headers }) => (headers['x-auth-token'] === `${TOKEN}-1` ? { status: 401 } : {}),
    'GET volume of p2 /volumes/v1': {},
  });
  const connected = await cloud.connect({ runId: 'ABCDEF00-0000-4000-8000-000000000000' });
  const runs = ['1', '2', '3'].map((end) => connected.forRun(`ABCDEF00-0000-4000-8000-00000000000${end}`));
  await Promise.all(runs.map((run) => run.request(READ)));
  const [run] = runs;
  const user = { id: 'u2', password: new Secret(PASSWORD), projectId: 'p2' };
  await (await run?.signInAs(user))?.request(READ);
  const ids = (wanted: string) =>
    cloud.seen
      .filter(({ call }) => call === wanted)
      .map(({ headers }) => String(headers['x-openstack-request-id']).slice(-1));
  // The first sign-in, the one renewal for all, and that of the user.
  expect(ids('POST identity /auth/tokens')).toEqual(['0', '0', '1']);
  expect(ids(CALL).toSorted()).toEqual(['1', '1', '2', '2', '3', '3']);
  expect(ids('GET volume of p2 /volumes/v1')).toEqual(['1']);
  expect(runs.map(({ runId }) => runId.at(-1))).toEqual(['1', '2', '3']);
  expect(connected.runId.at(-1)).toBe('0');
});

test('the user agent names the version of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(VERSION).toBe(version);
});

test.each([429, 502, 503, 504])('a read is repeated after a %i, when Retry-After says so', async (status) => {
  await start({ [CALL]: [{ status, headers: { 'retry-after': '1' } }, {}] });
  const begin = performance.now();
  await (await cloud.connect({ retryLimit: 2 })).request(READ);
  expect(cloud.calls()).toHaveLength(2);
  expect(performance.now() - begin).toBeGreaterThanOrEqual(950);
});

test('a Retry-After that is too long is not waited for', async () => {
  await start({ [CALL]: { status: 503, headers: { 'retry-after': '3600' } } });
  await expect((await cloud.connect({ retryLimit: 2 })).request(READ)).rejects.toMatchObject({
    code: 'ServiceUnavailable',
  });
  expect(cloud.calls()).toHaveLength(1);
});

test('a read is repeated after a broken connection, up to its limit', async () => {
  await start({ [CALL]: { lost: true } });
  await expect((await cloud.connect({ retryLimit: 1 })).request(READ)).rejects.toMatchObject({
    name: 'TransportError',
    code: 'ConnectionFailed',
    uncertain: false,
  });
  expect(cloud.calls()).toHaveLength(2);
});

test.each([
  ['a broken connection', { lost: true }, 'ConnectionFailed', true],
  ['a 503 without Retry-After', { status: 503 }, 'ServiceUnavailable', true],
  ['a 504', { status: 504 }, 'ServiceUnavailable', true],
  ['a 500', { status: 500 }, 'ServerError', true],
  ['a redirect', { status: 308, headers: { location: '/elsewhere' } }, 'UnexpectedAnswer', false],
])('a changing call is not repeated after %s', async (_name, reply, code, uncertain) => {
  await start({ [CHANGED]: reply });
  await expect((await cloud.connect({ retryLimit: 3 })).request(CHANGE)).rejects.toMatchObject({
    code,
    uncertain,
  });
  expect(cloud.calls()).toHaveLength(1);
});

test('a call whose connection is refused was never sent, so its effect is certain', async () => {
  await start({}, {});
  const connected = await cloud.connect({}, { volume_endpoint_override: 'http://127.0.0.1:1/v3/p1' });
  const error = await failure(connected.request(CHANGE));
  expect(error).toMatchObject({ code: 'ConnectionFailed', uncertain: false });
  expect(error.message).toMatch(
    /^POST \/volumes\/v1\/action os-x: no response from 127\.0\.0\.1:1: .*ECONNREFUSED/,
  );
});

test('no response in time is TimedOut, and uncertain for a changing call', async () => {
  await start({});
  const connected = await cloud.connect({ timeoutMs: 2_000 });
  cloud.routes[CHANGED] = { delayMs: 60_000 };
  await expect(connected.request(CHANGE)).rejects.toMatchObject({ code: 'TimedOut', uncertain: true });
});

test('a cancelled call is Aborted; one that was cancelled before it was sent did nothing', async () => {
  await start({ [CHANGED]: {} });
  const connected = await cloud.connect();
  await expect(connected.request(CHANGE, AbortSignal.abort())).rejects.toMatchObject({
    code: 'Aborted',
    uncertain: false,
  });
  expect(cloud.calls()).toEqual([]);
});

test('cancelling ends the wait for a repetition at once', async () => {
  await start({ [CALL]: { status: 503, headers: { 'retry-after': '30' } } });
  const waiting = Promise.withResolvers<void>();
  // Ends only if it is cancelled.
  const sleep: Clock['sleep'] = async (_, signal) => {
    waiting.resolve();
    await systemClock.sleep(3_600_000, signal);
  };
  const connected = await cloud.connect({ clock: { ...systemClock, sleep }, retryLimit: 2 });
  const aborting = new AbortController();
  const call = connected.request(READ, aborting.signal);
  const refused = expect(call).rejects.toMatchObject({ code: 'Aborted', uncertain: false });
  await waiting.promise;
  aborting.abort();
  await refused;
  expect(cloud.calls()).toHaveLength(1);
});

test('a changing call that is cancelled on its way is uncertain', async () => {
  await start({ [CHANGED]: { delayMs: 60_000, status: 202 } });
  const aborting = new AbortController();
  const call = (await cloud.connect()).request(CHANGE, aborting.signal);
  const refused = expect(call).rejects.toMatchObject({ code: 'Aborted', uncertain: true });
  await expect.poll(() => cloud.calls(), PATIENCE).toHaveLength(1);
  aborting.abort();
  await refused;
});

const NOT_ACCEPTABLE = {
  status: 406,
  body: { computeFault: { code: 406, message: 'Version 3.70 is not supported by the API.' } },
};
const versions = (max: string, min = '3.0') => ({
  status: 300,
  body: { versions: [{ id: 'v3.0', version: max, min_version: min }] },
});
const below =
  (best: string): Route =>
  ({ headers }) =>
    headers['openstack-api-version'] === `volume ${best}` ? {} : NOT_ACCEPTABLE;

test('after a 406 the version document is requested once, and the highest common version is used from then on', async () => {
  await start({ [CALL]: below('3.59'), 'GET other /volume/v3/': versions('3.59') });
  const connected = await cloud.connect();
  await connected.request(READ);
  await connected.request(READ);
  expect(cloud.calls()).toEqual([CALL, 'GET other /volume/v3/', CALL, CALL]);
});

const said = (max: string) => ({
  status: 406,
  body: {
    computeFault: {
      message: `Version 3.70 is not supported by the API. Minimum is 3.0 and maximum is ${max}.`,
    },
  },
});

test('the words of a 406 contain the version, without the document', async () => {
  await start({
    [CALL]: ({ headers }) => (headers['openstack-api-version'] === 'volume 3.59' ? {} : said('3.59')),
  });
  await (await cloud.connect()).request(READ);
  expect(cloud.calls()).toEqual([CALL, CALL]);
});

const minor = (seen: Seen): number => Number(String(seen.headers['openstack-api-version']).split('.')[1]);

test.each([
  70, 66, 62, 55, 27,
])('behind one address a node may know 3.%i at most, and the document come from another', async (most) => {
  await start({
    [CALL]: (seen) => (minor(seen) <= most ? {} : NOT_ACCEPTABLE),
    'GET other /volume/v3/': versions('3.70'),
  });
  const connected = await cloud.connect();
  await connected.request(READ);
  const asked = cloud.seen.filter(({ call }) => call === CALL).map(minor);
  expect(asked.at(-1)).toBe(most);
  expect(asked).toEqual(asked.toSorted((left, right) => right - left));
  await connected.request(READ);
  expect(cloud.seen.filter(({ call }) => call === CALL)).toHaveLength(asked.length + 1);
});

test('two nodes that take turns are sent the highest version that both support', async () => {
  let turn = 0;
  await start({
    [CALL]: (seen) => {
      turn += 1;
      return turn % 2 === 1 && minor(seen) > 59 ? said('3.59') : {};
    },
  });
  const connected = await cloud.connect();
  for (let times = 0; times < 6; times += 1) await connected.request(READ);
  expect(cloud.seen.filter(({ call }) => call === CALL).map(minor)).toEqual([70, 59, 59, 59, 59, 59, 59]);
});

test('calls that are refused together lower the version once', async () => {
  await start({
    [CALL]: (seen) => (minor(seen) <= 66 ? {} : NOT_ACCEPTABLE),
    'GET other /volume/v3/': versions('3.70'),
  });
  const connected = await cloud.connect();
  await Promise.all(Array.from({ length: 8 }, () => connected.request(READ)));
  const asked = cloud.seen.filter(({ call }) => call === CALL).map(minor);
  expect(new Set(asked)).toEqual(new Set([70, 68, 66]));
});

test('a changing call that is refused by 406 did nothing, and is sent with the lower version', async () => {
  const changed = 'POST volume /volumes/v1/action';
  await start({ [changed]: (seen) => (minor(seen) <= 59 ? { status: 202 } : said('3.59')) });
  await (await cloud.connect()).request(CHANGE);
  expect(cloud.calls()).toEqual([changed, changed]);
});

test('no version is low enough: the error says what is needed, after the minimum was tried', async () => {
  await start({ [CALL]: NOT_ACCEPTABLE, 'GET other /volume/v3/': { status: 404, text: 'no document' } });
  await expect((await cloud.connect()).request(READ)).rejects.toMatchObject({
    code: 'MicroversionUnsupported',
    message: 'The volume service supports microversions unknown; a migration requires one from 3.27 to 3.70',
  });
  expect(
    cloud.seen
      .filter(({ call }) => call === CALL)
      .map(minor)
      .at(-1),
  ).toBe(27);
});

test("Nova's version document has another form", async () => {
  await start({
    'GET compute /servers/s1': ({ headers }) =>
      headers['openstack-api-version'] === 'compute 2.53' ? {} : NOT_ACCEPTABLE,
    'GET compute /': { body: { version: { id: 'v2.1', version: '2.53', min_version: '2.1' } } },
  });
  await (await cloud.connect()).request({ ...READ, service: 'compute', path: '/servers/s1' });
});

test('a service that is older than the stated minimum is rejected with the ranges', async () => {
  await start({ [CALL]: NOT_ACCEPTABLE, 'GET other /volume/v3/': versions('3.15') });
  await expect((await cloud.connect()).request(READ)).rejects.toMatchObject({
    code: 'MicroversionUnsupported',
    message:
      'The volume service supports microversions 3.0 to 3.15; a migration requires one from 3.27 to 3.70',
  });
});

test.each([
  ['Cinder and Nova', '{"badRequest": {"code": 400, "message": "Invalid volume: x"}}', 'Invalid volume: x'],
  [
    'Keystone',
    '{"error": {"code": 409, "message": "Duplicate entry", "title": "Conflict"}}',
    'Duplicate entry',
  ],
  ['a middleware', '{"message": "plain"}', 'plain'],
  ['plain text', 'upstream connect error', 'upstream connect error'],
  [
    'HTML',
    '<html><head><title>x</title></head><body><h1>502 Bad Gateway</h1>\n<hr>nginx</body></html>',
    '502 Bad Gateway nginx',
  ],
  ['nothing', '', 'no reason given'],
  ['JSON without a message', '{"a": [1]}', 'no reason given'],
])("a service's own words are found in the form of %s", (_name, text, words) => {
  expect(serviceWords({ text, contentType: '' })).toBe(words);
});

const item = (message: string) => ({ x: { message } });

test.each([
  [400, item('m'), 'BadRequest'],
  [403, item('m'), 'Forbidden'],
  [404, item('m'), 'NotFound'],
  [404, undefined, 'UnexpectedAnswer'],
  [409, item('m'), 'Conflict'],
  [413, item('m'), 'OverQuota'],
  [418, item('m'), 'UnexpectedAnswer'],
  [301, undefined, 'UnexpectedAnswer'],
])('status %i with %j is code %s', async (status, body, code) => {
  await start({ [CALL]: { status, body } });
  await expect((await cloud.connect()).request(READ)).rejects.toMatchObject({
    code,
    status,
    uncertain: false,
  });
});

test('a message contains the call, the expected and the actual status, the request ID, and the words', async () => {
  await start({
    [CHANGED]: { status: 400, body: { badRequest: { message: 'Volume status must be available' } } },
  });
  const error = await failure((await cloud.connect()).request(CHANGE));
  expect(error.message).toBe(
    'POST /volumes/v1/action os-x: expected 202, got 400 (req-2): Volume status must be available',
  );
  expect(error.requestId).toBe('req-2');
});

test.each([
  ['a missing part', {}, 'volume: expected object, got nothing'],
  [
    'another type',
    { volume: { id: 7, size: [] } },
    'volume.id: expected string, got number; volume.size: expected number or string, got array',
  ],
  ['no JSON', undefined, 'the whole body: expected object, got nothing'],
])('a response with %s is UnexpectedAnswer, with path and types but no values', async (_name, body, what) => {
  await start({ [CALL]: { body } });
  const schema = z.object({ volume: z.object({ id: z.string(), size: z.union([z.number(), z.string()]) }) });
  const error = await failure((await cloud.connect()).request({ ...READ, schema }));
  expect(error).toMatchObject({ name: 'UnexpectedAnswerError', code: 'UnexpectedAnswer', uncertain: false });
  expect(error.message).toContain(`GET /volumes/v1: the response body does not match the API: ${what}`);
});

const page = (names: string[], next?: string) => ({
  body: {
    volume_types: names.map((name) => ({ id: `id-${name}`, name })),
    ...(next ? { volume_type_links: [{ rel: 'next', href: next }] } : {}),
  },
});

test('pages are followed by the query of their link, and never to another host', async () => {
  await start({
    'GET volume /types': [
      page(['a'], 'http://elsewhere.invalid/v3/x/types?is_public=None&marker=id-a'),
      page(['b']),
    ],
  });
  const ports = createPorts(await cloud.connect());
  await expect(ports.getVolumeType({ nameOrId: 'b' }, signal)).resolves.toMatchObject({ id: 'id-b' });
  expect(cloud.seen.slice(1).map(({ query }) => query)).toEqual([
    { is_public: 'None' },
    { is_public: 'None', marker: 'id-a' },
  ]);
});

test('pages that form a loop are an error, because the list would look complete', async () => {
  await start({ 'GET volume /types': page(['a'], '/types?marker=a') });
  const ports = createPorts(await cloud.connect());
  await expect(ports.getVolumeType({ nameOrId: 'b' }, signal)).rejects.toMatchObject({
    code: 'UnexpectedAnswer',
    message: expect.stringMatching(/volume_type_links: the links to the next page form a loop$/),
  });
  expect(cloud.calls()).toHaveLength(2);
});

const echo = (text: string) => ({ status: 400, body: { error: { message: `'${text}' is too long` } } });

test.each<[string, Record<string, Route>]>([
  ['a refused sign-in that echoes the password', { 'POST identity /auth/tokens': echo(PASSWORD) }],
  ['an answer that breaks', { [CHANGED]: { lost: true } }],
  ['an answer that echoes the password', { [CHANGED]: echo(PASSWORD) }],
  ['an answer that echoes the token', { [CHANGED]: echo(`${TOKEN}-1`) }],
  ['an answer of another form', { [CHANGED]: { status: 202, body: { b: [TOKEN] } } }],
])('neither password nor token appears in the error of %s', async (_name, routes) => {
  await start(routes);
  const call = { ...CHANGE, schema: z.object({ b: z.string() }), body: { password: new Secret(PASSWORD) } };
  const error = await failure(cloud.connect().then((connected) => connected.request(call)));
  const shown = [
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error),
    String(error),
    error.stack,
    JSON.stringify(toFault(error)),
  ].join();
  expect(shown).not.toContain(PASSWORD);
  expect(shown).not.toContain(TOKEN);
});

const SECRET = `a"b\\c'd<e>&f/g h  \u00e9`;
const CUT = 1000;

test.each([
  ['as it is', SECRET],
  ['as JSON', JSON.stringify({ password: SECRET })],
  ['as JSON in JSON', JSON.stringify({ error: { message: JSON.stringify({ password: SECRET }) } })],
  ['as ASCII JSON', JSON.stringify({ password: SECRET }).replace('\u00e9', '\\u00e9')],
  ['as Python', `'a"b\\\\c\\'d<e>&f/g h  \u00e9'`],
  ['as HTML', '<p>a&quot;b\\c&#x27;d&lt;e&gt;&amp;f/g h  \u00e9</p>'],
  ['as HTML text', '<p>a"b\\c\'d&lt;e&gt;&amp;f/g h  \u00e9</p>'],
  ['as a part of an address', encodeURIComponent(SECRET)],
])('a secret that a service echoes is redacted: %s', (_name, text) => {
  for (const echoed of [text, `the proxy says ${text} and that was it`]) {
    const words = serviceWords({ text: echoed, contentType: '' }, [new Secret(SECRET)]);
    expect(words).not.toMatch(/b\\|c\\?['&]|f\/g|f%2Fg/);
  }
});

test('no prefix of a token is left where words are cut off', () => {
  const token = 'gAAAAAB-canary-0123456789-0123456789';
  for (let before = CUT - token.length - 1; before <= CUT; before += 1) {
    const text = JSON.stringify({ error: { message: 'x'.repeat(before) + token } });
    expect(serviceWords({ text, contentType: '' }, [new Secret(token)])).not.toContain('g');
  }
});

test('neither password nor token appears in a cloud that is printed', async () => {
  await start({});
  const connected = await cloud.connect();
  const shown = inspect(connected, { depth: 9, showHidden: true }) + JSON.stringify(connected);
  expect(shown).not.toContain(PASSWORD);
  expect(shown).not.toContain(TOKEN);
});

test('a Fault is plain data that survives a clone', async () => {
  await start({ [CALL]: { status: 404, body: item('gone') } });
  const ports = createPorts(await cloud.connect());
  const fault = await failure(ports.getVolume({ volumeId: 'v1' }, signal));
  expect(structuredClone(fault)).toEqual({
    name: 'ServiceError',
    code: 'VolumeNotFound',
    message: 'Volume v1 not found',
    reasons: [],
    status: 404,
    requestId: null,
    uncertain: false,
  });
});
