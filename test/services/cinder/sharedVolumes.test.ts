// Runs on one cloud share their polls: how many requests that takes, and what each run sees.
import { afterEach, expect, test } from 'vitest';
import { startVirtualCloud, type VirtualCloud, type VirtualCloudOptions } from '../virtualCloud.ts';
import {
  A_MINUTE_MS,
  AN_HOUR_MS,
  RETYPING,
  requestsIn,
  requestsSince,
  watchMoving,
} from './watchedVolumes.ts';

let world: VirtualCloud;
afterEach(() => world?.stop());

const start = async (options: VirtualCloudOptions = {}) => {
  world = await startVirtualCloud({ overHttp: false, ...options });
};

test.each([[1], [3]])('%i moving volumes are read one by one, at the pace of a single one', async (count) => {
  await start({ overHttp: true });
  const [first] = await watchMoving(world, 1);
  const ofOne = [await requestsIn(world, A_MINUTE_MS), await requestsIn(world, A_MINUTE_MS)];
  first?.stop();
  await watchMoving(world, count);
  const ofAll = [await requestsIn(world, A_MINUTE_MS), await requestsIn(world, A_MINUTE_MS)];
  expect(ofAll).toEqual(ofOne.map(({ alone }) => ({ lists: 0, alone: alone * count })));
});

test('50 moving volumes take no more requests than two single ones, and none is read by itself', async () => {
  await start();
  const [first] = await watchMoving(world, 1);
  const { alone } = await requestsIn(world, A_MINUTE_MS);
  first?.stop();
  await watchMoving(world, 50);
  const { lists, ...others } = await requestsIn(world, A_MINUTE_MS);
  expect(others).toEqual({ alone: 0 });
  expect(lists).toBeLessThanOrEqual(2 * alone);
});

test('retypes within a backend, which have no migration_status, are listed by their status', async () => {
  await start();
  await watchMoving(world, 4, RETYPING);
  expect(await requestsIn(world, A_MINUTE_MS)).toEqual({ lists: expect.any(Number), alone: 0 });
});

test('a volume that is not moving is read by itself, whatever the others do', async () => {
  await start();
  const [first] = await watchMoving(world, 1, { status: 'creating' });
  const { alone } = await requestsIn(world, A_MINUTE_MS);
  first?.stop();
  await watchMoving(world, 6);
  await watchMoving(world, 1, { status: 'creating' });
  expect(await requestsIn(world, A_MINUTE_MS)).toMatchObject({ alone });
});

test('where copies take hours, the lists are a minute apart', async () => {
  await start();
  await watchMoving(world, 6);
  await world.pass(3 * AN_HOUR_MS);
  expect(await requestsIn(world, AN_HOUR_MS)).toEqual({ lists: 2 * 60, alone: 0 });
});

test('pollMaxMs, if it is given, is the longest time between two lists', async () => {
  await start();
  await watchMoving(world, 6, undefined, { pollMaxMs: 5_000 });
  await world.pass(AN_HOUR_MS / 2);
  expect(await requestsIn(world, A_MINUTE_MS)).toEqual({ lists: 2 * 12, alone: 0 });
});

test('a copy that has just begun is read soon, although the others take hours', async () => {
  await start();
  await watchMoving(world, 6);
  await world.pass(3 * AN_HOUR_MS);
  const [young] = await watchMoving(world, 1);
  await world.pass(1_000);
  world.simulated.setVolume(young?.volumeId ?? '', { migrationStatus: 'success' });
  await world.pass(500);
  expect(young?.seen).toEqual(['available migrating', 'available success']);
});

test('a list that one volume needs soon brings the others their changes as well', async () => {
  await start();
  const [old] = await watchMoving(world, 6);
  await world.pass(3 * AN_HOUR_MS);
  // A list has just come: of their own, the old ones need the next a minute later.
  while ((await requestsIn(world, 1_000)).lists === 0);
  await watchMoving(world, 1);
  world.simulated.setVolume(old?.volumeId ?? '', { migrationStatus: 'completing' });
  await world.pass(1_000);
  expect(old?.seen).toEqual(['available migrating', 'available completing']);
});

test('lists of several pages serve the volumes of every page', async () => {
  await start({ osapiMaxLimit: 20 });
  const watched = await watchMoving(world, 50);
  expect((await requestsIn(world, A_MINUTE_MS)).alone).toBe(0);
  for (const { volumeId } of watched) world.simulated.setVolume(volumeId, { migrationStatus: 'completing' });
  expect((await requestsIn(world, A_MINUTE_MS)).alone).toBe(0);
  for (const { seen } of watched) expect(seen).toEqual(['available migrating', 'available completing']);
});

test('a volume that has dropped out of the lists is read once by itself, and then at its own pace', async () => {
  await start();
  const [ended, ...others] = await watchMoving(world, 10);
  await world.pass(A_MINUTE_MS);
  world.simulated.setVolume(ended?.volumeId ?? '', { migrationStatus: 'success' });
  const begun = world.simulated.requests.length;
  await world.pass(6_000);
  expect(ended?.seen.at(-1)).toBe('available success');
  expect(requestsSince(world, begun).alone).toBe(1);
  for (const { seen } of others) expect(seen).toEqual(['available migrating']);
});

test('when many end at once, four are read at a time, all of them before the next list', async () => {
  await start();
  const watched = await watchMoving(world, 50);
  await world.pass(A_MINUTE_MS);
  world.mostAtATime();
  for (const { volumeId } of watched.slice(4)) {
    world.simulated.setVolume(volumeId, { migrationStatus: 'success' });
  }
  const begun = world.simulated.requests.length;
  await world.pass(5_500);
  expect(world.mostAtATime()).toBe(4);
  expect(requestsSince(world, begun)).toEqual({ lists: 2, alone: 46 });
  for (const { seen } of watched.slice(4)) expect(seen.at(-1)).toBe('available success');
});

test('a volume that is deleted meanwhile is gone after three readings', async () => {
  await start();
  const [deleted] = await watchMoving(world, 10);
  await world.pass(A_MINUTE_MS);
  world.simulated.state.volumes.delete(deleted?.volumeId ?? '');
  const begun = world.simulated.requests.length;
  await world.pass(8_000);
  expect(deleted?.seen).toEqual(['available migrating', null]);
  expect(requestsSince(world, begun).alone).toBe(3);
});

test('a change in a list is sent, with the request that showed it; lists without a change belong to no run', async () => {
  await start();
  const [renamed, other] = await watchMoving(world, 10);
  await world.pass(A_MINUTE_MS);
  world.simulated.setVolume(renamed?.volumeId ?? '', { name: 'renamed' });
  await world.pass(A_MINUTE_MS);
  expect(renamed?.names).toEqual(['v0', 'renamed']);
  const [alone, shared, ...more] = renamed?.traces ?? [];
  expect(alone?.path).toContain(`/volumes/${renamed?.volumeId}`);
  expect(more).toEqual([]);
  const query = 'all_tenants=1&migration_status~=ing';
  expect(decodeURIComponent(shared?.path ?? '')).toContain(`/volumes/detail?${query}`);
  const sent = world.simulated.requests.find(({ requestId }) => requestId === shared?.requestId);
  expect(sent).toMatchObject({ status: 200, query: expect.stringContaining('ing') });
  expect(other?.traces).toHaveLength(1);
});

test('the lists carry an ID that is no run’s', async () => {
  await start();
  await watchMoving(world, 10);
  await world.pass(A_MINUTE_MS);
  const reads = world.simulated.requests.filter(({ path }) => path.includes('/volumes/'));
  const ofLists = reads.filter(({ path }) => path.endsWith('/detail'));
  const ids = new Set(ofLists.map(({ globalRequestId }) => globalRequestId));
  expect(ids.size).toBe(1);
  const alone = reads.filter(({ path }) => !path.endsWith('/detail'));
  expect(alone.some(({ globalRequestId }) => ids.has(globalRequestId))).toBe(false);
});

test('when fewer than four are left, each is read by itself again', async () => {
  await start();
  const watched = await watchMoving(world, 5);
  await world.pass(A_MINUTE_MS);
  watched[0]?.stop();
  watched[1]?.stop();
  await world.pass(A_MINUTE_MS);
  expect((await requestsIn(world, A_MINUTE_MS)).lists).toBe(0);
});

test.each([
  ['the watches pause', 10_000],
  ['the watches wait for the next list', 10],
])('when the last watch is left while %s, no timer stays and nothing is requested any more', async (_name, pollMinMs) => {
  await start();
  const watched = await watchMoving(world, 50, undefined, { pollMinMs });
  await world.pass(A_MINUTE_MS / 60);
  for (const { stop } of watched) stop();
  await world.settled();
  expect(world.timers()).toBe(0);
  expect(await requestsIn(world, AN_HOUR_MS)).toEqual({ lists: 0, alone: 0 });
});
