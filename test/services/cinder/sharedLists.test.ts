// The lists that several watches wait for: their order, their pauses and their end.
import { afterEach, describe, expect, test } from 'vitest';
import { SharedLists } from '../../../services/cinder/sharedLists.ts';
import { sharedVolumesOf, type WatchedVolume } from '../../../services/cinder/sharedVolumes.ts';
import { findVolume } from '../../../services/cinder/volumes.ts';
import { signal, testClock } from '../testCloud.ts';
import { startVirtualCloud, type VirtualCloud } from '../virtualCloud.ts';
import { MOVING } from './watchedVolumes.ts';

let world: VirtualCloud | undefined;
afterEach(() => world?.stop());

/** Requests `count` lists one after another; returns when each began. Each takes `tookMs`. */
async function beginnings(count: number, tookMs: number, volumes: number): Promise<number[]> {
  const clock = testClock();
  const start = clock.monotonic();
  const begun: number[] = [];
  const lists = new SharedLists(async () => {
    begun.push(clock.monotonic() - start);
    clock.advance(tookMs);
    return { requests: 2, volumes };
  }, clock);
  for (let each = 0; each < count; each += 1) await lists.after(lists.nextOrder());
  return begun;
}

describe('two lists', () => {
  test('are apart by what they cost', async () => {
    expect(await beginnings(3, 10, 1_000)).toEqual([0, 4_000, 8_000]);
  });

  test('of a slow cloud have a pause between them that is as long as each takes', async () => {
    expect(await beginnings(3, 20_000, 1_000)).toEqual([0, 40_000, 80_000]);
  });

  test('are apart also if the first one fails', async () => {
    const clock = testClock();
    const begun: number[] = [];
    const lists = new SharedLists(async () => {
      begun.push(clock.monotonic());
      clock.advance(3_000);
      throw new Error('planted');
    }, clock);
    for (let each = 0; each < 2; each += 1)
      await expect(lists.after(lists.nextOrder())).rejects.toThrow('planted');
    expect((begun[1] ?? 0) - (begun[0] ?? 0)).toBe(6_000);
  });
});

test('one list serves all that wait for it, and those with an older reading while it is under way', async () => {
  const held = Promise.withResolvers<void>();
  const begun: number[] = [];
  const lists = new SharedLists(async (order) => {
    begun.push(order);
    await held.promise;
    return { requests: 2, volumes: 4 };
  }, testClock());
  const older = lists.nextOrder();
  const waiting = [lists.after(older), lists.after(older)];
  while (begun.length === 0) await Promise.resolve();
  waiting.push(lists.after(older));
  const newer = lists.nextOrder();
  const next = lists.after(newer);
  expect(begun).toHaveLength(1);
  held.resolve();
  await Promise.all(waiting);
  expect(begun[0]).toBeLessThan(newer);
  await next;
  expect(begun).toHaveLength(2);
  expect(begun[1]).toBeGreaterThan(newer);
});

/** Five volumes that move on a cloud that holds responses back: four of them are waiting for a list that is under way. */
async function startHolding() {
  const held = { list: Promise.withResolvers<void>(), alone: Promise.withResolvers<void>(), isOn: false };
  world = await startVirtualCloud({
    intercept: async (request, send) => {
      const answer = await send(request);
      if (held.isOn) await (request.url.includes('/volumes/detail') ? held.list : held.alone).promise;
      return answer;
    },
  });
  const { cloud, clock, simulated } = world;
  const shared = sharedVolumesOf(cloud, clock);
  const read = (watched: WatchedVolume) =>
    shared.read(watched, () => findVolume(cloud, watched.volumeId, signal), signal);
  const ids = Array.from({ length: 5 }, (_, nth) => {
    const { id } = simulated.addVolume({ name: `v${nth}`, type: 'alpha', project: 'demo', user: 'alice' });
    simulated.setVolume(id, MOVING);
    return id;
  });
  const [last = '', ...others] = ids;
  const watched = others.map((id) => shared.join(id));
  await Promise.all(watched.map(read));
  held.isOn = true;
  const waiting = watched.map(read);
  while (!simulated.requests.some(({ path }) => path.endsWith('/detail')))
    await new Promise((resolve) => setImmediate(resolve));
  return { ...{ shared, simulated, watched, waiting: Promise.all(waiting), held, read }, last };
}

test.each([
  ['was read', true],
  ['began to be read', false],
])('a list that began before a volume %s by itself does not replace that reading', async (_name, isReadFirst) => {
  const { shared, simulated, waiting, held, last, read } = await startHolding();
  simulated.setVolume(last, { migrationStatus: 'completing' });
  const newest = shared.join(last);
  // As after an earlier reading.
  newest.isMoving = true;
  newest.readOrder = 0;
  newest.aloneUntilMs = Number.POSITIVE_INFINITY;
  const reading = read(newest);
  const first = isReadFirst ? held.alone : held.list;
  first.resolve();
  await (isReadFirst ? reading : waiting);
  held.list.resolve();
  held.alone.resolve();
  await waiting;
  expect(await reading).toMatchObject({ volume: { migrationStatus: 'completing' } });
  expect(newest.news).toBeNull();
});

test('a list that comes while a volume waits for its turn does not replace the reading after it', async () => {
  const { shared, simulated, waiting, held, last, read } = await startHolding();
  simulated.setVolume(last, { migrationStatus: 'completing' });
  // As after a list that showed none of them: four are read at a time.
  const missing = Array.from({ length: 5 }, () =>
    Object.assign(shared.join(last), { isMoving: true, news: { order: 0, isBlind: false } }),
  );
  const readings = missing.map(read);
  const fifth = missing.at(-1) as WatchedVolume;
  held.list.resolve();
  await waiting;
  expect(fifth.news).toMatchObject({ volume: { migrationStatus: 'migrating' } });
  held.alone.resolve();
  expect(await readings.at(-1)).toMatchObject({ volume: { migrationStatus: 'completing' } });
  expect(fifth.news).toBeNull();
});

test('a watch that is left while its volume is read is no longer counted', async () => {
  const { shared, waiting, held, last, read, watched } = await startHolding();
  const left = shared.join(last);
  const reading = read(left);
  shared.leave(left);
  held.alone.resolve();
  held.list.resolve();
  await Promise.all([reading, waiting]);
  const [first, second] = watched as [WatchedVolume, WatchedVolume];
  expect(shared.isShared(second)).toBe(true);
  shared.leave(first);
  expect(shared.isShared(second)).toBe(false);
});
