// Before a removal everything is checked again: what was proven a moment ago may be in use now.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStore, type FoundLeftover, removeLeftover } from '../../src/index.ts';
import { type Left, leaveBehind, openPlace, type Place } from './cloud.ts';

let place: Place;
let left: Left;
beforeEach(async () => {
  place = await openPlace();
  left = await leaveBehind(place);
  place.running.cloud.requests.splice(0);
});
afterEach(async () => await place.running.stop());

const simulated = () => place.running.cloud;
const user = () => ({ kind: 'temporary-user', id: left.userId }) as const;
const volume = () => ({ kind: 'destination-volume', id: left.volumeId }) as const;
const remove = (leftover: Pick<FoundLeftover, 'kind' | 'id'>, store = place.store) =>
  removeLeftover(place.cloud, store, leftover);
const deletions = () => simulated().requests.filter(({ method }) => method === 'DELETE');

test('user and volume are removed, and nothing is found afterwards; the requests carry the ID of their run', async () => {
  const { state } = simulated();
  for (const leftover of await place.find()) expect(await remove(leftover)).toBe('removed');
  expect(state.users.has(left.userId)).toBe(false);
  expect(state.volumes.has(left.volumeId)).toBe(false);
  expect(state.volumes.has(left.sourceId)).toBe(true);
  expect(state.assignments.some(({ userId }) => userId === left.userId)).toBe(false);
  expect(deletions().map(({ globalRequestId }) => globalRequestId)).toEqual(
    Array.from({ length: 2 }, () => `req-${left.runId}`),
  );
  expect(await place.find()).toEqual([]);
});

test('a missing leftover is not an error', async () => {
  expect([await remove(user()), await remove(volume())]).toEqual(['removed', 'removed']);
  expect([await remove(user()), await remove(volume())]).toEqual(['gone already', 'gone already']);
});

describe('nothing is removed if meanwhile', () => {
  const later = () => Date.now() + 60_000;

  test.each<[string, () => void, RegExp]>([
    [
      'the volume is attached',
      () => void simulated().attach(simulated().world.servers['vm1'] ?? '', left.volumeId),
      /it is attached/,
    ],
    [
      'somebody has used the volume',
      () => simulated().setVolume(left.volumeId, { updatedAt: later() }),
      /it was changed at/,
    ],
    ['the volume has a snapshot', () => void simulated().addSnapshot(left.volumeId), /it has snapshot/],
    [
      'the volume is moved',
      () => simulated().setVolume(left.volumeId, { migrationStatus: 'migrating' }),
      /its migration status is migrating/,
    ],
    [
      'the volume was transferred',
      () => simulated().setVolume(left.volumeId, { userId: 'u9' }),
      /it belongs to user u9/,
    ],
    [
      'its source is gone',
      () => void simulated().state.volumes.delete(left.sourceId),
      /its source .* is gone/,
    ],
    [
      'the mark was taken off',
      () => simulated().setVolume(left.volumeId, { metadata: {} }),
      /no longer has the mark/,
    ],
  ])('%s', async (_, change, why) => {
    expect((await place.find()).find(({ id }) => id === left.volumeId)).toMatchObject({
      verdict: 'removable',
    });
    change();
    await expect(remove(volume())).rejects.toMatchObject({
      code: 'NotProven',
      message: expect.stringMatching(why),
    });
    expect(deletions()).toEqual([]);
  });

  test.each<[string, () => void, RegExp]>([
    [
      'the user was given another role',
      () =>
        void simulated().state.assignments.push({
          userId: left.userId,
          projectId: simulated().world.projects['other'] ?? '',
          roleId: simulated().world.roles['reader'] ?? '',
        }),
      /it has role reader in project other/,
    ],
    [
      'a volume is made by it',
      () => simulated().setVolume(left.volumeId, { status: 'creating' }),
      /which it is creating, is creating/,
    ],
    [
      'the user was named otherwise',
      () => void Object.assign(simulated().state.users.get(left.userId) ?? {}, { name: 'operator' }),
      /its name is operator/,
    ],
  ])('%s', async (_, change, why) => {
    change();
    await expect(remove(user())).rejects.toMatchObject({
      code: 'NotProven',
      message: expect.stringMatching(why),
    });
    expect(deletions()).toEqual([]);
  });

  test('another journal is asked, which does not know the run', async () => {
    for (const leftover of [user(), volume()])
      await expect(remove(leftover, createMemoryStore())).rejects.toMatchObject({ code: 'NotProven' });
    expect(deletions()).toEqual([]);
  });

  test('Cinder can no longer be read', async () => {
    simulated().faults.http({ match: { method: 'GET', path: /\/volumes\/detail$/ }, status: 403, body: {} });
    for (const leftover of [user(), volume()])
      await expect(remove(leftover)).rejects.toMatchObject({ status: 403 });
    expect(deletions()).toEqual([]);
  });
});

test.each([
  'watcher-user',
  'named-volume',
  'target-volume',
  'source-copy',
  'stuck-volume',
] as const)('a %s is never removed, whoever requests it', async (kind) => {
  for (const { id } of [user(), volume()])
    await expect(remove({ kind, id })).rejects.toMatchObject({ code: 'NotProven' });
  expect(simulated().requests).toEqual([]);
});

test('a removal that the cloud refuses is reported in its own words', async () => {
  simulated().faults.http({
    match: { method: 'DELETE' },
    status: 409,
    body: { error: { code: 409, message: 'not today' } },
  });
  await expect(remove(user())).rejects.toThrow('not today');
});
