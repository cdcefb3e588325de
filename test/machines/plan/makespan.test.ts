// Plans end nearly as soon as any dispatcher could end them.
import { expect, test } from 'vitest';
import { lowerBound, makespanOf, planWorlds, watcherMakespan, withError } from './makespan.ts';
import { inputFor, playAll } from './play.ts';
import { choicesOf } from './random/randomPlan.ts';

const VOLUMES = 1_000;
const worlds = planWorlds(VOLUMES, 20_260_101);

test.each([
  [[5], 1, 5],
  [[5, 5, 5], 2, 10],
  [[9, 5, 5, 5], 2, 12],
  [[7, 7, 6, 6, 5], 2, 17],
  [[8, 1, 1, 1], 4, 8],
])('of moves that last %j with %i slots, no dispatcher ends before %i', (sizes, perPool, bound) => {
  const moves = sizes.map((sizeGib) => ({ source: 'a@x#p', destination: 'b@y#p', sizeGib }));
  expect(lowerBound({ moves, limits: { total: 100, perPool } })).toBe(bound);
});

test.each(worlds)('$title: with sizes known, 1,000 moves take at most 1.02 of the bound', (world) => {
  const ratio = makespanOf(world) / lowerBound(world);
  expect(ratio).toBeGreaterThanOrEqual(1);
  expect(ratio).toBeLessThanOrEqual(1.02);
});

test.each(worlds)('$title: with estimates that are wrong by σ = 0.5, at most 1.05', (world) => {
  const choices = choicesOf(5);
  const estimates = world.moves.map(({ sizeGib }) => withError(sizeGib, 0.5, choices));
  expect(makespanOf(world, estimates) / lowerBound(world)).toBeLessThanOrEqual(1.05);
});

// The world with the most that can go wrong: the volumes of a server are moved one after another.
test.each([
  1, 2, 3, 4,
])('seed %i, 70 %% on servers: at most 1.02 with sizes known, 1.05 with wrong estimates', (seed) => {
  const [world] = planWorlds(VOLUMES, seed).filter(({ title }) => title.includes('on servers'));
  if (world === undefined) throw new Error('there is no world with servers');
  const choices = choicesOf(5);
  const estimates = world.moves.map(({ sizeGib }) => withError(sizeGib, 0.5, choices));
  expect(makespanOf(world) / lowerBound(world)).toBeLessThanOrEqual(1.02);
  expect(makespanOf(world, estimates) / lowerBound(world)).toBeLessThanOrEqual(1.05);
});

test.each(worlds)('$title: pairs of moves, as Watcher makes them, take at least twice as long', (world) => {
  expect(watcherMakespan(world)).toBeGreaterThanOrEqual(2 * makespanOf(world));
});

test('the machine makes the moves in the order of the dispatcher', () => {
  const [world] = planWorlds(200, 7);
  if (world === undefined) throw new Error('there is no world');
  const { moves, limits } = world;
  const { makespan } = playAll(moves, (n) => moves[n]?.sizeGib ?? 0, inputFor(moves, { limits }));
  expect(makespan).toBe(makespanOf(world));
});
