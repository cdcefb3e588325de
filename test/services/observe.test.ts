import { afterEach, expect, test } from 'vitest';
import type { WatchEvent } from '../../machines/ports.ts';
import { createObservers, ServiceError, TransportError } from '../../services/index.ts';
import { observe } from '../../services/observe.ts';
import { notFound, startTestCloud, type TestCloud, testClock, wireVolume } from './testCloud.ts';

type Reading = string | Error;

const PACE = { pollMinMs: 250, pollMaxMs: 10_000 };

/** Observes readings given in order (the last one for ever), by a clock of its own. */
async function watch(
  readings: readonly Reading[],
  limits: { stallAfterMs?: number; deadlineMs?: number } = {},
  stopAt?: string,
) {
  const clock = testClock();
  const start = clock.now();
  const stop = new AbortController();
  const events: unknown[] = [];
  const readAt: number[] = [];
  await observe<string>({
    read: async () => {
      const reading = readings[Math.min(readAt.length, readings.length - 1)];
      readAt.push(clock.now() - start);
      if (reading instanceof Error) throw reading;
      if (reading === stopAt) stop.abort();
      return reading ?? '';
    },
    changed: (reading) => events.push(reading),
    send: (event: WatchEvent) => events.push(event),
    limits: { stallAfterMs: 1e9, deadlineMs: 60_000, ...limits },
    pace: PACE,
    clock,
    signal: stop.signal,
  });
  return { events, readAt, sleeps: clock.sleeps };
}

const deadline = (afterMs: number) => ({ type: 'watch.deadline', afterMs });
const refused = (status: number, code = 'Forbidden') => new ServiceError({ code, message: 'no', status });
const LOST = new TransportError({ code: 'ConnectionFailed', message: 'x' });

test('the first reading is at once, the next after a twelfth of the time gone by, between a quarter and ten seconds', async () => {
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
    ['a', LOST, refused(503), refused(500), refused(429), refused(401), refused(502), LOST, 'b'],
    ['a', 'b', deadline(60_000)],
  ],
  ['faults without end are waited out until the deadline', [LOST], [deadline(60_000)]],
  [
    'a refusal is sent when it came five times running',
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
    [refused(401, 'TokenExpired')],
    [{ type: 'watch.failed', fault: expect.objectContaining({ code: 'TokenExpired' }) }],
  ],
] as [string, Reading[], unknown[]][])('%s', async (_clause, readings, expected) => {
  expect((await watch(readings)).events).toEqual(expected);
});

test('a stall is sent each time that nothing changed for so long', async () => {
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

test('at the deadline there is a last reading, and after it nothing', async () => {
  const { readAt, events } = await watch(['a'], { deadlineMs: 1_100 });
  expect(readAt).toEqual([0, 250, 500, 750, 1_000, 1_100]);
  expect(events).toEqual(['a', deadline(1_100)]);
});

test('nothing is sent and no timer is left after the signal aborts', async () => {
  const { events, sleeps } = await watch(['a', 'b', 'c'], {}, 'b');
  expect(events).toEqual(['a']);
  expect(sleeps).toHaveLength(1);
});

let cloud: TestCloud;
afterEach(() => cloud?.close());

test('a volume is watched until it is gone, which is null', async () => {
  const volume = (status: string) => ({
    body: { volume: wireVolume({ status, updated_at: Math.random() }) },
  });
  cloud = await startTestCloud({
    'GET volume /volumes/v1': [
      volume('available'),
      volume('available'),
      volume('deleting'),
      notFound('gone'),
    ],
  });
  const observers = createObservers(await cloud.connect(), { pollMinMs: 5 });
  const seen: unknown[] = [];
  await new Promise<void>((resolve) => {
    const stop = new AbortController();
    observers.watchVolume(
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
  const observers = createObservers(await cloud.connect(), { pollMinMs: 5 });
  const event = await new Promise((resolve) => {
    const stop = new AbortController();
    const limits = { stallAfterMs: 1e6, deadlineMs: 1e6 };
    observers.watchSourceCopies(
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
