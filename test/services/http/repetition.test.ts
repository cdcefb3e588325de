// Which requests are sent again, when, and what is proven before that.
import { afterEach, describe, expect, test } from 'vitest';
import { volumeSchema } from '../../../services/cinder/schemas.ts';
import { type Clock, type CloudError, createPorts, systemClock, toFault } from '../../../services/index.ts';
import {
  type Reply,
  type Route,
  signal,
  startTestCloud,
  type TestCloud,
  testClock,
  wireVolume,
} from '../testCloud.ts';

let cloud: TestCloud;
afterEach(() => cloud?.close());

async function start(routes: Record<string, Route>) {
  cloud = await startTestCloud(routes);
  const clock = testClock();
  const connected = await cloud.connect({ clock, retryLimit: 5 });
  return { connected, clock, ports: createPorts(connected, { clock }) };
}

const PATH = '/volumes/v1/action';
const CALL = `POST volume ${PATH}`;
const CHANGE = { service: 'volume', method: 'POST', path: PATH, body: {}, expected: [202] } as const;
const READ = { service: 'volume', method: 'GET', path: '/volumes/v1', expected: [200] } as const;
const READ_CALL = 'GET volume /volumes/v1';
const RECORDS_CALL = 'GET volume /attachments';

const LIMITED = { overLimit: { code: 413, message: 'This request was rate-limited.', retryAfter: '7' } };
const wait = (seconds: string) => ({ 'retry-after': seconds });

const NOT_DONE: readonly (readonly [string, Reply, number])[] = [
  ['429 with Retry-After', { status: 429, headers: wait('7') }, 7_000],
  ['429 without Retry-After', { status: 429 }, 1_000],
  ['503 with Retry-After', { status: 503, headers: wait('7') }, 7_000],
  ['the 413 of a rate limiter', { status: 413, headers: wait('7'), body: LIMITED }, 7_000],
  ['such a 413 without the header', { status: 413, body: LIMITED }, 1_000],
  [
    'a 413 of a proxy that says when to come again',
    { status: 413, headers: wait('7'), text: 'slow down' },
    7_000,
  ],
];

test.each(
  NOT_DONE,
)('after %s a changing call is sent again, as late as the service says', async (_, reply, ms) => {
  const { connected, clock } = await start({ [CALL]: [reply, { status: 202 }] });
  await connected.request(CHANGE);
  expect(cloud.calls()).toEqual([CALL, CALL]);
  expect(clock.sleeps[0]).toBeGreaterThanOrEqual(ms);
  expect(clock.sleeps[0]).toBeLessThan(ms + 200);
});

test.each(
  NOT_DONE,
)('a service that says it repeatedly (%s) is called six times, and certainly did nothing', async (_, reply) => {
  const { connected } = await start({ [CALL]: reply });
  const error: CloudError = await connected.request(CHANGE).catch((one) => one);
  expect(error).toMatchObject({ uncertain: false, status: reply.status });
  expect(error.reasons).toContain('the request was sent 6 times, with pauses');
  expect(cloud.calls()).toHaveLength(6);
});

test('Retry-After may be a date, compared with the clock of the service', async () => {
  const date = 'Sat, 21 Nov 2026 22:00:00 GMT';
  const later = 'Sat, 21 Nov 2026 22:00:05 GMT';
  const { connected, clock } = await start({
    [CALL]: [{ status: 429, headers: { date, 'retry-after': later } }, { status: 202 }],
  });
  await connected.request(CHANGE);
  expect(clock.sleeps[0]).toBeGreaterThanOrEqual(5_000);
  expect(clock.sleeps[0]).toBeLessThan(5_200);
});

const QUOTA =
  'VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota.';

test.each<[string, Reply]>([
  [
    "Cinder's, with Retry-After 0",
    { headers: wait('0'), body: { overLimit: { code: 413, message: QUOTA, retryAfter: '0' } } },
  ],
  [
    "Cinder's, as a later release may say it",
    { headers: wait('30'), body: { overLimit: { code: 413, message: QUOTA } } },
  ],
  [
    "another limit of Cinder's",
    {
      headers: wait('0'),
      body: {
        overLimit: { code: 413, message: 'Maximum number of volumes allowed (10) exceeded', retryAfter: '0' },
      },
    },
  ],
  ['a request too large for a web server', { text: '<html><h1>413 Request Entity Too Large</h1></html>' }],
])('a 413 that waiting does not fix is not repeated: %s', async (_, reply) => {
  const { connected, clock } = await start({ [CALL]: { status: 413, ...reply } });
  await expect(connected.request(CHANGE)).rejects.toMatchObject({ code: 'OverQuota', uncertain: false });
  expect(cloud.calls()).toEqual([CALL]);
  expect(clock.sleeps).toEqual([]);
});

test('a read is sent again after one 500, but not after two', async () => {
  const { connected } = await start({ [READ_CALL]: [{ status: 500 }, {}] });
  await connected.request(READ);
  expect(cloud.calls()).toHaveLength(2);
  cloud.routes[READ_CALL] = { status: 500 };
  await expect(connected.request(READ)).rejects.toMatchObject({ code: 'ServerError' });
  expect(cloud.calls()).toHaveLength(4);
});

test('a call that is cancelled while it waits to be sent again did nothing', async () => {
  cloud = await startTestCloud({ [CALL]: { status: 429, headers: wait('60') } });
  const cancel = new AbortController();
  const waiting = Promise.withResolvers<void>();
  const sleep: Clock['sleep'] = async (ms, signal) => {
    waiting.resolve();
    await systemClock.sleep(ms, signal);
  };
  const connected = await cloud.connect({ clock: { ...systemClock, sleep }, retryLimit: 5 });
  const call = connected.request(CHANGE, cancel.signal);
  await waiting.promise;
  cancel.abort();
  await expect(call).rejects.toMatchObject({ code: 'Aborted', uncertain: false });
});

const DELETION = { ...READ, method: 'DELETE', expected: [204] } as const;
const DELETE = 'DELETE volume /volumes/v1';

describe('a deletion, which cleans up', () => {
  test('is sent again more often than other calls', async () => {
    const busy: Reply = { status: 429, headers: wait('10') };
    const { connected } = await start({ [DELETE]: [...Array(12).fill(busy), { status: 204 }] });
    await connected.request(DELETION);
    expect(cloud.calls()).toHaveLength(13);
  });
  test('is given up after three minutes', async () => {
    const { connected, clock } = await start({ [DELETE]: { status: 429, headers: wait('0') } });
    await expect(connected.request(DELETION)).rejects.toMatchObject({
      code: 'RateLimited',
      uncertain: false,
    });
    const waited = clock.sleeps.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThan(160_000);
    expect(waited).toBeLessThanOrEqual(180_000);
  });
});

const BUSY: Reply = { status: 429, headers: wait('60') };
const shown = (changes: Record<string, unknown> = {}): Reply => ({ body: { volume: wireVolume(changes) } });
const SAME: Reply = { body: { metadata: { owner: 'alice' } } };
const METADATA = { 'GET volume /volumes/v1/metadata': SAME, 'GET volume /volumes/v2/metadata': SAME };
const BEFORE = volumeSchema.parse(wireVolume());

describe('what a call relies on is proven again before it is sent again', () => {
  test('a source volume that was used meanwhile is not deleted', async () => {
    const { ports } = await start({
      ...METADATA,
      [READ_CALL]: [shown(), shown(), shown({ updated_at: '2026-11-21T23:00:00.000000' })],
      [DELETE]: [BUSY, { status: 202 }],
    });
    const replaced = { source: BEFORE, before: BEFORE, destinationVolumeId: 'v2' };
    const fault = await ports.deleteSourceVolume(replaced, signal).catch(toFault);
    expect(fault).toMatchObject({ code: 'SourceChanged', uncertain: false });
    expect(cloud.calls().filter((call) => call === DELETE)).toHaveLength(1);
  });
  test('a destination volume that was attached meanwhile is not deleted', async () => {
    const own = { metadata: { 'volume-migrate:run': 'r1' } };
    const { ports } = await start({
      [READ_CALL]: [shown(own), shown({ ...own, status: 'in-use' })],
      [DELETE]: [BUSY, { status: 202 }],
    });
    const fault = await ports.deleteDestinationVolume({ runId: 'r1', volumeId: 'v1' }, signal).catch(toFault);
    expect(fault).toMatchObject({ code: 'DestinationInUse', reasons: ['its status is in-use'] });
    expect(cloud.calls().filter((call) => call === DELETE)).toHaveLength(1);
  });
  test.each([
    [
      'migration',
      'requestMigration',
      { before: BEFORE, destinationNode: 'node2@alpha#alpha', lockVolume: true },
    ],
    ['retype', 'requestRetype', { before: BEFORE, destinationType: 'beta' }],
  ] as const)('a volume that was attached meanwhile gets no %s', async (_, port, input) => {
    const { ports } = await start({
      [CALL]: [BUSY, { status: 202 }],
      [READ_CALL]: shown({ status: 'in-use' }),
    });
    const call = ports[port] as (given: object, stop: AbortSignal) => Promise<unknown>;
    expect(await call(input, signal).catch(toFault)).toMatchObject({
      code: 'VolumeChanged',
      message: 'Volume v1 was not moved: it changed before the request was sent',
      uncertain: false,
    });
    expect(cloud.calls().filter((one) => one === CALL)).toHaveLength(1);
  });
  test('an unchanged volume is migrated after the pause', async () => {
    const { ports } = await start({
      [CALL]: [BUSY, { status: 202 }],
      [READ_CALL]: shown(),
      [RECORDS_CALL]: { body: { attachments: [] } },
    });
    const input = { before: BEFORE, destinationNode: 'node2@alpha#alpha', lockVolume: true };
    expect(await ports.requestMigration(input, signal)).toBeNull();
    expect(cloud.calls()).toEqual([CALL, READ_CALL, RECORDS_CALL, CALL]);
  });
});
