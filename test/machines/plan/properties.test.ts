// Random plans that are disturbed in every way keep every rule of a plan. npm run simulate:dispatcher plays many more.
import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { type PlayedPlan, playRandomPlan } from './random/playRandom.ts';

const PLANS = 100;

const brokenIn = (played: readonly (PlayedPlan & { readonly seed: number })[]) =>
  played.filter(({ broken }) => broken.length > 0).map(({ seed, broken }) => ({ seed, broken }));

const playFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, nth) => ({ seed: first + nth, ...playRandomPlan(first + nth) }));

test('no limit is exceeded, no slot is idle, no move ends twice, every sum is right, and each plan ends exactly when nothing more can happen', () => {
  const played = playFrom(200, PLANS);
  expect(brokenIn(played)).toEqual([]);
  const seen = new Set(played.flatMap(({ seen: own }) => [...own]));
  expect([...seen]).toEqual(
    expect.arrayContaining([
      ...['FAILED false', 'FAILED true', 'SUCCEEDED true', 'returned', 'held'],
      ...['skipped NoRoomOnDestination', 'skipped PoolOutOfService', 'skipped EarlierMoveNotMade'],
      ...['skipped VolumeHeld', 'skipped LimitReached'],
      ...['applying.cancelling', 'applying.dispatching', 'applying.paused', 'applying.stopping'],
      ...['surveying', 'succeeded', 'failed', 'cancelled'],
    ]),
  );
});

test('the plans of a fresh seed keep the same rules', () => {
  expect(brokenIn(playFrom(randomInt(2 ** 31), 30))).toEqual([]);
});

test('the same seed plays the same plan twice', () => {
  expect(playRandomPlan(7)).toEqual(playRandomPlan(7));
});
