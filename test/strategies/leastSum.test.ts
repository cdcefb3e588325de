// The search for the volumes of an overfull pool that have the fewest bytes together.
import { expect, test } from 'vitest';
import { leastSum } from '../../src/strategies/storageBalance/leastSum.ts';
import { choicesOf } from '../machines/plan/random/randomPlan.ts';

/** The least sum of some of the sizes that is large enough, by trying all of them. */
function leastByTrying(sizes: readonly number[], excess: number): number | null {
  const sums = Array.from({ length: 2 ** sizes.length }, (_, chosen) =>
    sizes.reduce((sum, size, place) => sum + ((chosen >> place) & 1) * size, 0),
  ).filter((sum) => sum >= excess);
  return sums.length === 0 ? null : Math.min(...sums);
}

test('it finds the least sum that is large enough, with each size used once, or null if all are too little', () => {
  const { whole } = choicesOf(11);
  for (let n = 0; n < 500; n += 1) {
    const sizes = Array.from({ length: whole(0, 9) }, () => whole(1, 40));
    const excess = whole(1, 150) - 0.5;
    const places = leastSum(sizes, excess);
    expect(new Set(places).size).toBe(places?.length ?? 0);
    const sum = places?.reduce((all, place) => all + (sizes[place] ?? Number.NaN), 0) ?? null;
    expect(sum).toBe(leastByTrying(sizes, excess));
  }
});

test.each([
  ['the one that comes first, of equal sizes', [30, 30, 30], 25, [0]],
  ['one size instead of several that come later', [100, 50, 30, 20], 100, [0]],
  ['none of a pool that needs none', [10], 0, []],
])('among equal sums it takes %s', (_, sizes, excess, places) => {
  expect(leastSum(sizes, excess)).toEqual(places);
});

test('sizes beyond what can be searched give null, not an error', () => {
  expect(leastSum([1e12, 2e12], 5e11)).toBeNull();
});
