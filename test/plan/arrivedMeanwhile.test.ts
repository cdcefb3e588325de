// A move that another plan starts and ends between two readings of the other runs: its volume counts all the same.
import { expect, test } from 'vitest';
import { type Clock, systemClock } from '../../services/index.ts';
import { createMemoryStore, type JournalStore } from '../../src/index.ts';
import { moveTo, openPlan, type PlanPlace, QUICK } from './planPlace.ts';
import { until } from './untilPlan.ts';

const SMALL = 'node2@alpha#alpha';
const ELSEWHERE = 'node2@tier9#alpha';
const SELDOM_MS = 123_457;

// The first plan reads the other runs only when it starts, and when the test says so.
function readingOthersWhenTold(): { readonly clock: Clock; readonly read: () => void } {
  const told = Promise.withResolvers<void>();
  let isTold = false;
  const sleep: Clock['sleep'] = async (ms, signal) => {
    if (ms !== SELDOM_MS) return await systemClock.sleep(ms, signal);
    if (!isTold) return await told.promise;
    return await systemClock.sleep(QUICK.pace.otherRunsMs, signal);
  };
  const read = (): void => {
    isTold = true;
    told.resolve();
  };
  return { clock: { ...systemClock, sleep }, read };
}

// A pool with room for so many volumes of 1 GiB, whose figures show nothing that arrives.
async function placeWithRoomFor(volumes: number): Promise<PlanPlace> {
  const place = await openPlan(2, { statsPollMs: 3_600_000 });
  place.cloud.setPool(SMALL, { capacity: { otherUsedGib: 1_000 - volumes } });
  place.cloud.startService('node2@alpha');
  return place;
}

// The first plan is busy with its first move, and has another to the small pool.
async function busyPlan(place: PlanPlace, clock: Clock) {
  const { cloud, ids } = place;
  const own = { name: 'elsewhere', type: 'alpha', project: 'demo', user: 'alice', host: ELSEWHERE };
  const release = cloud.faults.hold('node2@tier9', 'migrate_volume');
  const moves = [moveTo(cloud.addVolume(own).id, 'node1@alpha#alpha'), moveTo(ids[0] ?? '', SMALL)];
  const plan = await place.apply(moves, {
    ...{ clock, order: 'as-given', planLimits: { total: 1 } },
    pace: { ...QUICK.pace, otherRunsMs: SELDOM_MS },
  });
  await until(plan, ({ running }) => running.includes(0));
  return { plan, release };
}

test('a move waits if another plan has filled its pool since the other runs were read', async () => {
  await using place = await placeWithRoomFor(1);
  const { clock, read } = readingOthersWhenTold();
  const { plan, release } = await busyPlan(place, clock);
  const filling = await place.apply([moveTo(place.ids[1] ?? '', SMALL)]);
  expect((await filling.outcome).status).toBe('SUCCEEDED');
  release();
  await until(plan, ({ contended }) => contended.length > 0);
  expect(plan.context().contended).toEqual([`space ${SMALL}`]);
  read();
  await until(plan, ({ contended }) => contended.length === 0);
  await plan.request({ type: 'cancelWaiting' });
  expect(await plan.outcome).toMatchObject({ status: 'CANCELLED', counts: { SUCCEEDED: 1, PENDING: 1 } });
  expect(Object.keys(place.cloud.disks(SMALL))).toHaveLength(1);
});

test('a move starts if its pool has room beside what has arrived', async () => {
  await using place = await placeWithRoomFor(2);
  const { plan, release } = await busyPlan(place, readingOthersWhenTold().clock);
  const filling = await place.apply([moveTo(place.ids[1] ?? '', SMALL)]);
  expect((await filling.outcome).status).toBe('SUCCEEDED');
  release();
  expect(await plan.outcome).toMatchObject({ status: 'SUCCEEDED', counts: { SUCCEEDED: 2 } });
  expect(Object.keys(place.cloud.disks(SMALL))).toHaveLength(2);
});

test('a move starts if the runs of the journal cannot be listed at the moment: its slots are counted all the same', async () => {
  const memory = createMemoryStore();
  let isBroken = false;
  const list: JournalStore['list'] = async (filter) => {
    if (isBroken && filter?.endedSince !== undefined) throw new Error('busy');
    return await memory.list(filter);
  };
  await using place = await openPlan(1, { store: { ...memory, list } });
  isBroken = true;
  expect(await (await place.apply()).outcome).toMatchObject({ status: 'SUCCEEDED' });
});
