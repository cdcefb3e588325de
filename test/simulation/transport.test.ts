// The transport without sockets keeps the promises of the one with sockets.
import { describe, expect, test } from 'vitest';
import { TransportError, type WireRequest } from '../../services/index.ts';
import { createVirtualClock } from '../../src/simulator/index.ts';
import type { Reply } from '../../src/testing/simulation/network.ts';
import { createSimulatedTransport } from '../../src/testing/simulation/transport.ts';
import { idle, servicesClock } from '../../src/testing/simulation/virtualTime.ts';

const request = (changes: Partial<WireRequest> = {}): WireRequest => ({
  service: 'volume',
  method: 'GET',
  url: 'http://cloud.test/volume/v3/p/volumes/v',
  headers: {},
  requestId: 'req-1',
  call: 'GET /volumes/v',
  repeatable: true,
  ...changes,
});

const answered = (status: number): Extract<Reply, { readonly answer: unknown }> => ({
  answer: { status, requestId: null, contentType: '', subjectToken: null, text: '' },
});

/** Sends a request that gets these replies, the last one repeatedly. */
async function sent(replies: readonly Reply[], changes: Partial<WireRequest> = {}, signal?: AbortSignal) {
  const time = createVirtualClock(0);
  let count = 0;
  const travel = async (): Promise<Reply> => {
    count += 1;
    return replies[Math.min(count, replies.length) - 1] ?? answered(500);
  };
  const transport = createSimulatedTransport(travel, servicesClock(time));
  const end = transport(request(changes), signal).then(
    ({ status }) => status,
    (error: unknown) => {
      if (!(error instanceof TransportError)) throw error;
      return { code: error.code, uncertain: error.uncertain };
    },
  );
  await idle(3);
  while (time.step()) await idle(3);
  return { end: await end, count, ms: time.now() };
}

const CHANGING: Partial<WireRequest> = { method: 'POST', repeatable: false };
const REFUSED: Reply = { failure: 'ECONNREFUSED' };
const RESET: Reply = { failure: 'ECONNRESET' };
const TIMED_OUT: Reply = { failure: 'ETIMEDOUT' };

describe('a read', () => {
  test.each([
    429, 502, 503, 504,
  ])('is repeated five times on %i, and the last response is returned', async (status) => {
    expect(await sent([answered(status)])).toEqual({ end: status, count: 6, ms: 25_000 });
  });
  test('is repeated once on 500', async () => {
    expect(await sent([answered(500)])).toEqual({ end: 500, count: 2, ms: 1_000 });
    expect(await sent([answered(500), answered(200)])).toEqual({ end: 200, count: 2, ms: 1_000 });
  });
  test.each([200, 404])('is not repeated on %i', async (status) => {
    expect(await sent([answered(status)])).toEqual({ end: status, count: 1, ms: 0 });
  });
  test('that gets through at last has got through', async () => {
    expect(await sent([RESET, REFUSED, answered(200)])).toEqual({ end: 200, count: 3, ms: 3_000 });
  });
  test('that never gets through is lost, and changes nothing', async () => {
    const end = { code: 'ConnectionFailed', uncertain: false };
    expect(await sent([RESET])).toMatchObject({ end, count: 6 });
  });
  test('during which nothing is shown to the user is repeated twice, and not after a minute without a response', async () => {
    expect(await sent([RESET], { isFirst: true })).toMatchObject({ count: 3 });
    const end = { code: 'TimedOut', uncertain: false };
    expect(await sent([TIMED_OUT], { isFirst: true })).toMatchObject({ end, count: 1 });
  });
});

describe('a changing call', () => {
  test.each([
    ['that was lost is uncertain', RESET, { code: 'ConnectionFailed', uncertain: true }],
    ['without an answer in time is uncertain', TIMED_OUT, { code: 'TimedOut', uncertain: true }],
    ['that was never sent is certain', REFUSED, { code: 'ConnectionFailed', uncertain: false }],
    ['that was answered 503 has its answer', answered(503), 503],
  ])('%s, and is never sent again', async (_, reply, end) => {
    expect(await sent([reply], CHANGING)).toEqual({ end, count: 1, ms: 0 });
  });
  test.each([
    ['429', answered(429)],
    ['503 with Retry-After', { answer: { ...answered(503).answer, retryAfterMs: 2_000 } }],
  ])('that gets %s did nothing, and is sent again', async (_, reply) => {
    expect(await sent([reply, answered(202)], CHANGING)).toMatchObject({ end: 202, count: 2 });
  });
  test('that is cancelled when it is under way is uncertain', async () => {
    const cancel = new AbortController();
    const time = createVirtualClock(0);
    const transport = createSimulatedTransport(() => new Promise(() => {}), servicesClock(time));
    const end = transport(request(CHANGING), cancel.signal);
    cancel.abort();
    await expect(end).rejects.toMatchObject({ code: 'Aborted', uncertain: true });
  });
  test('that is cancelled while it is checked is not sent', async () => {
    const cancel = new AbortController();
    const beforeSend = async (): Promise<void> => cancel.abort();
    const end = { code: 'Aborted', uncertain: false };
    expect(await sent([RESET], { ...CHANGING, beforeSend }, cancel.signal)).toEqual({ end, count: 0, ms: 0 });
  });
  test('that is cancelled before is not sent', async () => {
    const end = { code: 'Aborted', uncertain: false };
    expect(await sent([RESET], CHANGING, AbortSignal.abort())).toEqual({ end, count: 0, ms: 0 });
  });
});
