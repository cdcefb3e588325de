// Polling: its pace, its doubts, its limits and its end.
import { afterEach, expect, test } from 'vitest';
import type { WatchEvent } from '../../machines/ports.ts';
import {
  AuthenticationError,
  createWatches,
  ServiceError,
  TransportError,
  toFault,
  UnexpectedAnswerError,
} from '../../services/index.ts';
import { type Doubt, poll } from '../../services/poll.ts';
import { notFound, startTestCloud, type TestCloud, testClock, wireVolume } from './testCloud.ts';

type Reading = string | Error;

const PACE = { pollMinMs: 250, pollMaxMs: 10_000 };

/** Polls readings given in order (the last one forever), with a clock of its own. */
async function watch(
  readings: readonly Reading[],
  limits: { stallAfterMs?: number; deadlineMs?: number } = {},
  stopAt?: string,
  doubts?: Readonly<Record<string, Doubt>>,
  most = Number.POSITIVE_INFINITY,
) {
  const clock = testClock();
  const start = clock.now();
  const stop = new AbortController();
  const events: unknown[] = [];
  const readAt: number[] = [];
  await poll<string>({
    read: async () => {
      const reading = readings[Math.min(readAt.length, readings.length - 1)];
      readAt.push(clock.now() - start);
      if (reading instanceof Error) throw reading;
      if (reading === stopAt || readAt.length >= most) stop.abort();
      return reading ?? '';
    },
    ...(doubts === undefined ? {} : { doubt: (reading: string) => doubts[reading] ?? null }),
    changed: (reading) => events.push(reading),
    send: (event: WatchEvent) => events.push(event),
    limits: { stallAfterMs: 1e9, deadlineMs: 60_000, ...limits },
    pace: PACE,
    clock,
    signal: stop.signal,
  });
  return { events, readAt, sleeps: clock.sleeps };
}

const deadline = (afterMs: number, lastFault: unknown = null) => ({
  type: 'watch.deadline',
  afterMs,
  lastFault,
});
const refused = (status: number, code = 'Forbidden') => new ServiceError({ code, message: 'no', status });
const denied = (code: string) => new AuthenticationError({ code, message: 'no', status: 401 });
const LOST = new TransportError({ code: 'ConnectionFailed', message: 'x' });
const PROXY = refused(404, 'UnexpectedAnswer');
const PAGE = new UnexpectedAnswerError({ code: 'UnexpectedAnswer', message: 'a page' });

test('the first reading is at once, the next after a twelfth of the elapsed time, between a quarter and ten seconds', async () => {
  const { readAt } = await watch(['a'], { deadlineMs: 1_000_000 });
  const gaps = readAt.slice(1).map((at, index) => at - (readAt[index] ?? 0));
  expect(readAt[0]).toBe(0);
  expect(gaps.slice(0, 12)).toEqual(Array(12).fill(250));
  for (const [index, gap] of gaps.slice(0, -1).entries()) {
    expect(gap).toBeCloseTo(Math.min(Math.max((readAt[index] ?? 0) / 12, 250), 10_000), 3);
  }
  expect(Math.max(...gaps)).toBe(10_000);
});

test.each([
  [
    'what is seen is sent at first and when it changes',
    ['a', 'a', 'b', 'b', 'a'],
    ['a', 'b', 'a', deadline(60_000)],
  ],
  [
    'passing faults are waited out',
    ['a', LOST, refused(503), refused(500), refused(429), refused(401), refused(502), PROXY, PAGE, LOST, 'b'],
    ['a', 'b', deadline(60_000)],
  ],
  [
    'faults without end are waited out until the deadline, which tells of the last one',
    ['a', LOST],
    ['a', deadline(60_000, toFault(LOST))],
  ],
  ['a fault that is over is not told of', [LOST, 'a'], ['a', deadline(60_000)]],
  [
    'a refusal is sent when it came five times running, and for a minute',
    [refused(403)],
    [{ type: 'watch.failed', fault: expect.objectContaining({ code: 'Forbidden' }) }],
  ],
  [
    'refusals that are not running are waited out',
    [refused(403), refused(403), refused(403), refused(403), 'a', refused(403), 'b'],
    ['a', 'b', deadline(60_000)],
  ],
  [
    'a token that cannot be renewed is a refusal',
    [denied('TokenExpired')],
    [{ type: 'watch.failed', fault: expect.objectContaining({ code: 'TokenExpired' }) }],
  ],
  [
    'a sign-in that is refused, as after a change of the password, is a refusal',
    [denied('Unauthorized')],
    [{ type: 'watch.failed', fault: expect.objectContaining({ code: 'Unauthorized' }) }],
  ],
] as [string, Reading[], unknown[]][])('%s', async (_clause, readings, expected) => {
  expect((await watch(readings)).events).toEqual(expected);
});

test.each([
  ['a refusal', refused(403), 13, 5_000],
  ['a refused sign-in, so that the account is not locked,', denied('Unauthorized'), 5, 15_000],
])('%s is not read often, and for a minute', async (_name, error, times, gap) => {
  const { readAt } = await watch([...Array(5).fill('a'), error], { deadlineMs: 1e9 });
  expect(readAt.slice(5)).toEqual(Array.from({ length: times }, (_, index) => 1_250 + index * gap));
});

test.each([
  ['no answer', LOST],
  ["a proxy's page", PROXY],
])('%s among refusals restarts the count', async (_name, passing) => {
  const no = denied('Unauthorized');
  const { events } = await watch([no, no, passing, no, no, no, no, 'a'], { deadlineMs: 120_000 });
  expect(events).toEqual(['a', deadline(120_000)]);
});

test.each([
  ['no time at all', 0],
  ['no number', Number.NaN],
  ['less than nothing', -1],
])('a stall after %s is ignored, and causes no busy loop', async (_name, stallAfterMs) => {
  const { events, readAt } = await watch(['a'], { stallAfterMs, deadlineMs: 1_000 });
  expect(events).toEqual(['a', deadline(1_000)]);
  expect(readAt).toEqual([0, 250, 500, 750, 1_000]);
});

test('a stall is reported at most as often as the readings', async () => {
  const { readAt } = await watch(['a'], { stallAfterMs: 1, deadlineMs: 1_000 });
  expect(readAt).toEqual([0, 250, 500, 750, 1_000]);
});

test('a deadline of zero is one reading, one that is not a number is ignored', async () => {
  expect((await watch(['a'], { deadlineMs: 0 })).events).toEqual(['a', deadline(0)]);
  const { readAt } = await watch([...Array(200).fill('a'), 'stop'], { deadlineMs: Number.NaN }, 'stop');
  expect(readAt).toHaveLength(201);
  expect(readAt.at(-1)).toBeGreaterThan(200 * 250);
});

const GONE = 'gone';
const THREE_TIMES = { [GONE]: { readings: 3, forMs: 0 } };
const confirming = (readings: readonly Reading[]) =>
  watch(readings, { deadlineMs: 10_000 }, undefined, THREE_TIMES);

test.each([
  ['one', [GONE, 'a'], ['a']],
  ['two', ['a', GONE, GONE, 'a'], ['a']],
  ['two and one', ['a', GONE, GONE, 'a', GONE, 'b'], ['a', 'b']],
  ['three', ['a', GONE], ['a', GONE]],
  ['three at first', [GONE], [GONE]],
  ['three, with a fault between,', ['a', GONE, LOST, GONE, GONE, 'b'], ['a', GONE, 'b']],
])('of what one reading does not prove, %s in a row', async (_name, readings, seen) => {
  expect((await confirming(readings)).events).toEqual([...seen, deadline(10_000)]);
});

test('an unconfirmed reading is repeated soon, however long the watch has lasted', async () => {
  const readings = [...Array(60).fill('a'), GONE];
  const { readAt } = await watch(readings, { deadlineMs: 1e9 }, undefined, THREE_TIMES, 64);
  const gaps = readAt.slice(59, 64).map((at, index) => at - (readAt[58 + index] ?? 0));
  expect(gaps[0]).toBeGreaterThan(1_000);
  expect(gaps.slice(2, 4)).toEqual([250, 250]);
});

const OLD = 'old';
const FOR_SECONDS = { [OLD]: { readings: 3, forMs: 2_000 } };

test.each([
  ['comes for less is not sent', [...Array(8).fill(OLD), 'a'], ['a', deadline(10_000)]],
  ['comes for so long is sent', [...Array(9).fill(OLD), 'a'], [OLD, 'a', deadline(10_000)]],
  [
    'comes by turns with another one never lasts so long',
    ['a', ...Array(20).fill([OLD, 'b']).flat()],
    ['a', 'b', deadline(10_000)],
  ],
] as [
  string,
  Reading[],
  unknown[],
][])('a reading that is in doubt for two seconds and %s', async (_clause, readings, events) => {
  expect((await watch(readings, { deadlineMs: 10_000 }, undefined, FOR_SECONDS)).events).toEqual(events);
});

test('if a wait is shorter than its doubts, half of it is enough', async () => {
  const { events } = await watch([OLD], { deadlineMs: 1_000 }, undefined, FOR_SECONDS);
  expect(events).toEqual([OLD, deadline(1_000)]);
});

test('a stall is sent each time that nothing has changed for that long', async () => {
  const { events } = await watch(['a'], { stallAfterMs: 4_000, deadlineMs: 13_000 });
  expect(events).toEqual([
    'a',
    ...[4_000, 8_000, 12_000].map((forMs) => ({ type: 'watch.stalled', forMs })),
    deadline(13_000),
  ]);
});

test('a change ends a stall', async () => {
  const { events } = await watch([...Array(10).fill('a'), 'b'], { stallAfterMs: 2_000, deadlineMs: 5_000 });
  expect(events).toEqual([
    'a',
    { type: 'watch.stalled', forMs: 2_000 },
    'b',
    { type: 'watch.stalled', forMs: 2_000 },
    deadline(5_000),
  ]);
});

test('at the deadline there is a last reading, and nothing after it', async () => {
  const { readAt, events } = await watch(['a'], { deadlineMs: 1_100 });
  expect(readAt).toEqual([0, 250, 500, 750, 1_000, 1_100]);
  expect(events).toEqual(['a', deadline(1_100)]);
});

test('nothing is sent and no timer is left after the signal aborts', async () => {
  const { events, sleeps } = await watch(['a', 'b', 'c'], {}, 'b');
  expect(events).toEqual(['a']);
  expect(sleeps).toHaveLength(1);
});

/** Polls with a clock that does what `sleeps` say, one after the other, instead of its first sleeps. */
async function watchThrough(
  sleeps: readonly ((time: { wall: number; monotonic: number }, ms: number) => void)[],
  limits = { stallAfterMs: 60_000, deadlineMs: 120_000 },
) {
  const time = { wall: 0, monotonic: 0 };
  const left = [...sleeps];
  const readings: number[] = [];
  const events: WatchEvent[] = [];
  await poll<string>({
    read: async () => {
      readings.push(time.monotonic);
      return 'a';
    },
    changed: () => {},
    send: (event) => events.push(event),
    limits,
    pace: PACE,
    clock: {
      now: () => time.wall,
      monotonic: () => time.monotonic,
      sleep: async (ms) => {
        time.wall += ms;
        time.monotonic += ms;
        left.shift()?.(time, ms);
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
    signal: new AbortController().signal,
  });
  return { events, readings };
}

const HOURS_MS = 8 * 3_600_000;

test.each([
  ['forward', HOURS_MS],
  ['back', -HOURS_MS],
])('a wall clock that is set %s ends no wait and causes no stall', async (_name, jumpMs) => {
  const set = (time: { wall: number }) => {
    time.wall += jumpMs;
  };
  const { events, readings } = await watchThrough([set, set]);
  expect(events).toEqual([{ type: 'watch.stalled', forMs: 60_000 }, deadline(120_000)]);
  expect(readings.at(-1)).toBe(120_000);
});

test('the night in which a laptop is closed, or a process is stopped, counts for at most half a minute', async () => {
  const night = (time: { wall: number; monotonic: number }) => {
    time.wall += HOURS_MS;
    time.monotonic += HOURS_MS;
  };
  const { events, readings } = await watchThrough([night]);
  expect(events).toEqual([{ type: 'watch.stalled', forMs: 60_000 }, deadline(120_000)]);
  expect(readings.length).toBeGreaterThan(10);
});

test('a clock that goes back does not make a wait longer', async () => {
  const back = (time: { monotonic: number }) => {
    time.monotonic -= 5_000;
  };
  const { events } = await watchThrough([back]);
  expect(events.at(-1)).toEqual(deadline(120_000));
});

let cloud: TestCloud;
afterEach(() => cloud?.close());

test('a volume is watched until it is gone, which is null', async () => {
  const volume = (status: string) => ({
    body: { volume: wireVolume({ status, user_id: String(Math.random()) }) },
  });
  cloud = await startTestCloud({
    'GET volume /volumes/v1': [
      volume('available'),
      volume('available'),
      volume('deleting'),
      notFound('gone'),
    ],
  });
  const watches = createWatches(await cloud.connect(), { pollMinMs: 5 });
  const seen: unknown[] = [];
  await new Promise<void>((resolve) => {
    const stop = new AbortController();
    watches.watchVolume(
      { volumeId: 'v1', limits: { stallAfterMs: 1e6, deadlineMs: 1e6 } },
      (event) => {
        if (event.type !== 'volume.seen') return;
        seen.push(event.volume?.status ?? null);
        if (event.volume !== null) return;
        stop.abort();
        resolve();
      },
      stop.signal,
    );
  });
  expect(seen).toEqual(['available', 'deleting', null]);
});

const there = (id: string) => ({ body: { volume: wireVolume({ id, status: 'in-use' }) } });
const LIMITS = { stallAfterMs: 1e6, deadlineMs: 1e6 };

test('one 404 does not mean that a volume is gone: reads may lag behind', async () => {
  const available = { body: { volume: wireVolume({ status: 'available' }) } };
  cloud = await startTestCloud({
    'GET volume /volumes/v1': [there('v1'), notFound('behind'), notFound('behind'), available],
  });
  const watches = createWatches(await cloud.connect(), { pollMinMs: 5 });
  const seen = await firstTwo((send, stop) =>
    watches.watchVolume({ volumeId: 'v1', limits: LIMITS }, send, stop),
  );
  expect(seen).toMatchObject([{ volume: { status: 'in-use' } }, { volume: { status: 'available' } }]);
});

test.each([
  ['one 404 of the source', { 'GET volume /volumes/v1': [there('v1'), notFound('behind'), there('v1')] }],
  [
    'one 404 of the destination',
    { 'GET volume /volumes/v2': [there('v2'), notFound('behind'), there('v2')] },
  ],
])('%s does not mean that it is gone in a swap', async (_name, routes) => {
  const action = (result: string | null) => ({
    body: { instanceAction: { events: [{ event: 'compute_swap_volume', result }] } },
  });
  cloud = await startTestCloud({
    'GET volume /volumes/v1': there('v1'),
    'GET volume /volumes/v2': there('v2'),
    'GET compute /servers/s1/os-instance-actions/req-9': [...Array(5).fill(action(null)), action('Success')],
    ...routes,
  });
  const watches = createWatches(await cloud.connect(), { pollMinMs: 5 });
  const swap = { serverId: 's1', sourceVolumeId: 'v1', destinationVolumeId: 'v2', requestId: 'req-9' };
  const seen = await firstTwo((send, stop) => watches.watchSwap({ swap, limits: LIMITS }, send, stop));
  const both = { source: { id: 'v1' }, destination: { id: 'v2' } };
  expect(seen).toMatchObject([{ swap: { ...both, result: null } }, { swap: { ...both, result: 'Success' } }]);
});

async function firstTwo(start: (send: (event: unknown) => void, stop: AbortSignal) => void) {
  const stop = new AbortController();
  const seen: unknown[] = [];
  await new Promise<void>((resolve) => {
    start((event) => {
      seen.push(event);
      if (seen.length === 2) resolve();
    }, stop.signal);
  });
  stop.abort();
  return seen;
}

test('the source copies are the rows that Cinder deletes after a move of this volume', async () => {
  const row = (id: string, changes = {}) =>
    wireVolume({
      id,
      status: 'deleting',
      migration_status: 'deleting',
      description: 'migration src for v1',
      ...changes,
    });
  cloud = await startTestCloud({
    'GET volume /volumes/detail': {
      body: {
        volumes: [
          row('c1'),
          row('c2', { description: 'migration src for v9' }),
          row('c3', { 'os-vol-tenant-attr:tenant_id': 'p9' }),
        ],
      },
    },
  });
  const watches = createWatches(await cloud.connect(), { pollMinMs: 5 });
  const event = await new Promise((resolve) => {
    const stop = new AbortController();
    const limits = { stallAfterMs: 1e6, deadlineMs: 1e6 };
    watches.watchSourceCopies(
      { volumeId: 'v1', projectId: 'p2', limits },
      (seen) => {
        stop.abort();
        resolve(seen);
      },
      stop.signal,
    );
  });
  expect(event).toEqual({ type: 'sourceCopies.seen', copies: [{ id: 'c1', status: 'deleting' }] });
  expect(cloud.seen[1]?.query).toEqual({ all_tenants: '1', migration_status: 'deleting' });
});
