// How long moves take in the simulated cloud: shared bandwidth, the polled creation, noise, and the deletion.
import { describe, expect, test } from 'vitest';
import {
  createVirtualClock,
  defaultWorld,
  type MoveSpan,
  moveSpans,
  type SimulatedCloudServerOptions,
} from '../../src/simulator/index.ts';
import { createBandwidth } from '../../src/simulator/volume/bandwidth.ts';
import { type OpenCloud, openCloud } from './support.ts';

const HOME = 'node1@alpha#alpha';
const NODE = 'node2@alpha#alpha';
const TIER = 'node2@tier9#alpha';

const act = (open: OpenCloud, id: string, body: unknown) =>
  open.volume('admin', 'POST', `/volumes/${id}/action`, body);
const copyTo = (host: string) => ({ 'os-migrate_volume': { host, force_host_copy: true } });

/** Volumes of 10 GiB in the home pool, and the durations of their moves in seconds. */
async function durations(
  options: SimulatedCloudServerOptions,
  destinations: readonly string[],
  meanwhile: (open: OpenCloud) => void = () => {},
): Promise<number[]> {
  await using open = await openCloud({ stageMs: 0, ...options });
  for (const [index, host] of destinations.entries()) {
    const own = { project: 'demo', user: 'alice', type: 'alpha', host: HOME, sizeGib: 10 };
    await act(open, open.cloud.addVolume({ ...own, name: `v${index}` }).id, copyTo(host));
  }
  meanwhile(open);
  open.clock.runAll();
  return moveSpans(open.cloud.moves).map(secondsOf);
}

const secondsOf = ({ startedAt, endedAt }: MoveSpan) => ((endedAt ?? Number.NaN) - startedAt) / 1000;

describe('copies', () => {
  const lines: [
    clause: string,
    options: SimulatedCloudServerOptions,
    destinations: string[],
    seconds: number[],
  ][] = [
    ['share nothing unless asked: each has its own speed', { gibPerSecond: 1 }, [NODE, NODE], [10, 10]],
    [
      'share the bandwidth of their source',
      { gibPerSecond: 1, copyRates: { pools: { [HOME]: 1 } } },
      [NODE, TIER],
      [20, 20],
    ],
    [
      'share the bandwidth of their destination',
      { gibPerSecond: 1, copyRates: { pools: { [NODE]: 0.5 } } },
      [NODE, NODE, TIER],
      [40, 40, 10],
    ],
    [
      'share the bandwidth of every pool that is not named',
      { gibPerSecond: 1, copyRates: { pools: { '*': 1 } } },
      [NODE, TIER],
      [20, 20],
    ],
    [
      'share the way from one pool to another',
      { gibPerSecond: 1, copyRates: { pairs: { [HOME]: { [TIER]: 0.2 } } } },
      [NODE, TIER, TIER],
      [10, 100, 100],
    ],
    [
      'are never faster than one copy can be',
      { gibPerSecond: 1, copyRates: { pools: { '*': 50 } } },
      [NODE],
      [10],
    ],
  ];
  test.each(lines)('%s', async (_, options, destinations, seconds) => {
    expect(await durations(options, destinations)).toEqual(seconds);
  });

  test('speed up when another ends, and slow down when another begins', () => {
    const clock = createVirtualClock(0);
    const bandwidth = createBandwidth(clock, 1, { pools: { a: 1 } });
    const ends: Record<string, number> = {};
    const copy = (name: string, sizeGib: number) =>
      bandwidth.copy(
        'a',
        name,
        sizeGib,
      )(() => {
        ends[name] = clock.now() / 1000;
      });
    copy('long', 30);
    clock.advance(10_000);
    copy('short', 5);
    clock.runAll();
    expect(ends).toEqual({ short: 20, long: 35 });
  });

  test('a cancelled copy gives its share back', () => {
    const clock = createVirtualClock(0);
    const bandwidth = createBandwidth(clock, 1, { pools: { a: 1 } });
    let end = 0;
    bandwidth.copy(
      'a',
      'b',
      10,
    )(() => {
      end = clock.now();
    });
    const cancel = bandwidth.copy(
      'a',
      'c',
      10,
    )(() => {
      throw new Error('cancelled');
    });
    clock.advance(10_000);
    cancel();
    clock.runAll();
    expect(end).toBe(15_000);
  });

  test('follow a pool that becomes slower, and stand still without bandwidth', async () => {
    const rates = { gibPerSecond: 1, copyRates: {} };
    const slowed = await durations(rates, [NODE], (open) => {
      open.clock.advance(5000);
      open.cloud.setCopyRate(NODE, 0.1);
    });
    expect(slowed).toEqual([55]);
    const stopped = await durations(rates, [NODE], (open) => {
      open.clock.advance(5000);
      open.cloud.setCopyRate(NODE, 0);
      open.clock.advance(100_000);
      open.cloud.setCopyRate(NODE, 1);
    });
    expect(stopped).toEqual([110]);
  });

  test('setCopyRate says what to do if copies share nothing', async () => {
    await using open = await openCloud();
    expect(() => open.cloud.setCopyRate(NODE, 1)).toThrow('copyRates: {}');
  });
});

describe('the creation of the destination is noticed', () => {
  test.each([
    ['after 1 s', 100, 1],
    ['after 5 s', 1100, 5],
    ['after 14 s', 5001, 14],
    ['after 30 s', 14_001, 30],
    ['after 55 s', 31_000, 55],
  ])('%s', async (_, create, seconds) => {
    const stageMs = { schedule: 0, create, delete: 0, step: 0, window: 0 };
    expect(await durations({ createPollMs: 1000, stageMs, gibPerSecond: 10 }, [NODE])).toEqual([seconds + 1]);
  });

  test('never after the timeout: the move ends in error, and the second volume is deleted', async () => {
    const stageMs = { schedule: 0, create: 400_000, delete: 0, step: 0, window: 0 };
    await using open = await openCloud({ createPollMs: 1000, stageMs });
    await act(open, open.id('free1'), copyTo(NODE));
    open.clock.runAll();
    const [span] = moveSpans(open.cloud.moves);
    expect(span).toMatchObject({ result: 'error' });
    expect(span && secondsOf(span)).toBe(385);
    const rows = [...open.cloud.state.volumes.values()].filter(({ consumesQuota }) => !consumesQuota);
    expect(rows).toEqual([]);
  });
});

test('noise stays within its spread, and is the same for the same seed', async () => {
  const noisy = (seed: number) =>
    durations({ gibPerSecond: 1, noise: { seed, spread: 0.2 } }, Array(20).fill(NODE));
  const [first, again, other] = [await noisy(1), await noisy(1), await noisy(2)];
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  expect(Math.min(...first)).toBeGreaterThanOrEqual(8);
  expect(Math.max(...first)).toBeLessThanOrEqual(12);
  expect(new Set(first).size).toBeGreaterThan(10);
});

test('a deletion that overwrites the volume holds its space meanwhile', async () => {
  await using open = await openCloud({ stageMs: 0, gibPerSecond: 100, wipeGibPerSecond: 0.1 });
  const own = { project: 'demo', user: 'alice', type: 'alpha', host: HOME, sizeGib: 10 };
  const { id } = open.cloud.addVolume({ ...own, name: 'big' });
  const free = async () => {
    const { body } = await open.volume('admin', 'GET', '/scheduler-stats/get_pools?detail=true');
    return body.pools.find(({ name }: { name: string }) => name === HOME).capabilities.free_capacity_gb;
  };
  const before = await free();
  await act(open, id, copyTo(NODE));
  open.clock.advance(99_000);
  expect(open.cloud.state.volumes.get(id)).toMatchObject({ host: NODE, migrationStatus: 'success' });
  expect(await free()).toBe(before);
  open.clock.runAll();
  expect(await free()).toBe(before + 10);
  const [{ endedAt, freedAt } = { endedAt: 0, freedAt: 0 }] = moveSpans(open.cloud.moves);
  expect((freedAt ?? 0) - (endedAt ?? 0)).toBe(100_000);
});

test('a month of moves, 400 of 250 GiB through one slow pool, is played in seconds, twice alike', async () => {
  const play = async () => {
    const seed = defaultWorld();
    for (let index = 0; index < 400; index++)
      seed.volumes.push({
        name: `m${index}`,
        project: 'demo',
        user: 'alice',
        type: 'alpha',
        host: HOME,
        sizeGib: 250,
      });
    seed.pools = seed.pools.map((pool) => ({ ...pool, totalGib: 200_000 }));
    const options = {
      copyRates: { pools: { [HOME]: 0.04 } },
      createPollMs: 1000,
      noise: { seed: 7, spread: 0.1 },
    };
    await using open = await openCloud({ seed, ...options });
    for (let index = 0; index < 400; index++) await act(open, open.id(`m${index}`), copyTo(NODE));
    open.clock.runAll(Number.POSITIVE_INFINITY);
    const [first, last] = [open.cloud.moves[0], open.cloud.moves.at(-1)];
    const days = ((last?.at ?? 0) - (first?.at ?? 0)) / 86_400_000;
    return { days, ends: moveSpans(open.cloud.moves).map(secondsOf) };
  };
  const [{ days, ends }, again] = [await play(), await play()];
  expect(days).toBeGreaterThan(25);
  expect(ends.every((end) => end > 0)).toBe(true);
  expect(again.ends).toEqual(ends);
});
