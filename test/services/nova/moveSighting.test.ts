// Cinder and Nova while they complete the move of an attached volume: how Nova's actions are read, and when they count.
import { afterEach, describe, expect, test } from 'vitest';
import { stateOf } from '../../../machines/context.ts';
import type { MoveSighting } from '../../../machines/types.ts';
import { volumeSchema } from '../../../services/cinder/schemas.ts';
import { createWatches } from '../../../services/index.ts';
import { lookAtMove } from '../../../services/nova/moveSighting.ts';
import {
  type Reply,
  type Route,
  startTestCloud,
  type TestCloud,
  testClock,
  wireVolume,
} from '../testCloud.ts';

let cloud: TestCloud;
afterEach(() => cloud?.close());

const VOLUME = 'GET volume /volumes/v1';
const ROWS = 'GET volume /volumes/detail';
const ACTIONS = 'GET compute /servers/s1/os-instance-actions';
const HTTP_DATE = 'Sat, 21 Nov 2026 22:00:00 GMT';
const SINCE = '2026-11-21T22:00:00Z';
const MOVE = { volumeId: 'v1', projectId: 'p2', serverId: 's1', since: SINCE };

const volume = (changes: Record<string, unknown> = {}): Reply => ({
  body: { volume: wireVolume({ status: 'in-use', ...changes }) },
});
const actionsOf = (starts: readonly string[]) =>
  starts.map((start, index) => ({ action: 'swap_volume', request_id: `req-${index}`, start_time: start }));
const actions = (starts: readonly string[], date: string | null = HTTP_DATE): Reply => ({
  // Node dates its responses itself; a text that is not a date disables that.
  headers: { date: date ?? 'none' },
  body: { instanceActions: actionsOf(starts) },
});
const ended = (result: string | null): Reply => ({
  body: { instanceAction: { message: null, events: [{ event: 'compute_swap_volume', result }] } },
});

async function swapOf(routes: Record<string, Route>, skewMs = 0): Promise<MoveSighting['swap']> {
  cloud = await startTestCloud({ [VOLUME]: volume(), [ROWS]: { body: { volumes: [] } }, ...routes });
  const clock = testClock();
  clock.advance(skewMs);
  const since = new Date(Date.parse(SINCE) + skewMs).toISOString();
  return (await lookAtMove(await cloud.connect({ clock }), { ...MOVE, since }, clock)).swap;
}

const AFTER = '2026-11-21T22:00:03.000000';
const BEFORE = '2026-11-21T21:50:00.000000';

describe('of several swaps of a server', () => {
  const results = (...each: (string | null)[]): Record<string, Route> => ({
    [ACTIONS]: actions(each.map(() => AFTER)),
    ...Object.fromEntries(each.map((result, index) => [`${ACTIONS}/req-${index}`, ended(result)])),
  });
  test.each<readonly [string, (string | null)[], MoveSighting['swap']]>([
    ['the newest runs', [null, 'Error'], 'running'],
    ['an older one runs', ['Error', null], 'running'],
    ['one has succeeded', ['Error', 'Success', 'Error'], 'Success'],
    ['all have failed', ['Error', 'Error'], 'Error'],
    ['there is none', [], 'none'],
  ])('%s', async (_, each, swap) => {
    expect(await swapOf(results(...each))).toBe(swap);
  });
});

describe('a swap that began before the run, and never ended,', () => {
  const old = { [ACTIONS]: actions([BEFORE]), [`${ACTIONS}/req-0`]: ended(null) };
  test('is not part of it', async () => {
    expect(await swapOf(old)).toBe('none');
  });
  test.each([
    -3_600_000, 3_600_000,
  ])("by Nova's clock, whatever the local one shows (%i ms)", async (skewMs) => {
    expect(await swapOf(old, skewMs)).toBe('none');
    await cloud.close();
    expect(await swapOf({ ...old, [ACTIONS]: actions([AFTER]) }, skewMs)).toBe('running');
  });
  test('counts if Nova does not date its responses', async () => {
    expect(await swapOf({ ...old, [ACTIONS]: actions([BEFORE], null) })).toBe('running');
  });
  test('is not part of it, and what has failed since is', async () => {
    const both = { ...old, [ACTIONS]: actions([AFTER, BEFORE]), [`${ACTIONS}/req-1`]: ended(null) };
    expect(await swapOf({ ...both, [`${ACTIONS}/req-0`]: ended('Error') })).toBe('Error');
  });
});

describe('a failure that Nova may not show correctly yet', () => {
  const failed = volume({ migration_status: 'error', updated_at: '2026-11-21T22:00:05.000000' });
  const before = volumeSchema.parse(wireVolume({ status: 'in-use' }));

  async function seen(routes: Record<string, Route>): Promise<MoveSighting['swap'][]> {
    cloud = await startTestCloud({ [VOLUME]: failed, [ROWS]: { body: { volumes: [] } }, ...routes });
    const clock = testClock();
    const watches = createWatches(await cloud.connect({ clock }), { clock });
    const swaps: MoveSighting['swap'][] = [];
    const stop = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    watches.watchMove(
      {
        ...MOVE,
        before: stateOf(before) as NonNullable<ReturnType<typeof stateOf>>,
        known: null,
        limits: { stallAfterMs: 60_000, deadlineMs: 60_000 },
      },
      (event) => {
        if (event.type === 'move.seen') swaps.push(event.move.swap);
        else resolve();
      },
      stop.signal,
    );
    await promise;
    stop.abort();
    return swaps;
  }

  test('is not accepted if Nova shows a running swap a moment later', async () => {
    const routes = {
      [ACTIONS]: [actions([]), actions([]), actions([AFTER])],
      [`${ACTIONS}/req-0`]: ended(null),
    };
    expect(await seen(routes)).toEqual(['running']);
  });
  test('nor if an older failure is shown until then', async () => {
    const routes = {
      [ACTIONS]: [actions([AFTER]), actions([AFTER, AFTER])],
      [`${ACTIONS}/req-0`]: [ended('Error'), ended(null)],
      [`${ACTIONS}/req-1`]: ended('Error'),
    };
    expect(await seen(routes)).toEqual(['running']);
  });
  test('is accepted after some seconds', async () => {
    expect(await seen({ [ACTIONS]: actions([]) })).toEqual(['none']);
  });
});
