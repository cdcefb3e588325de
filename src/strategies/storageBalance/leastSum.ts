// Which volumes to move so that a pool falls below its threshold with the fewest bytes: a search over sums of sizes.

// Beyond that the best sum so far is good enough: about a tenth of a second.
const MOST_STEPS = 50_000_000;

/**
 * The places of the sizes whose sum is the least that is at least `excess`, and among equal sums those that come first; null if all
 * sizes together are less, or none was found in time. `sizes`: whole numbers above 0.
 */
export function leastSum(sizes: readonly number[], excess: number): readonly number[] | null {
  const needed = Math.ceil(excess);
  if (needed <= 0) return [];
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  if (sizes.reduce((sum, size) => sum + size, 0) < needed) return null;
  let best = needed + largest + 1;
  if (best > MOST_STEPS) return null;
  // By sum: the place of the size that reached it first, plus 1. The rest of that sum was reached by earlier places.
  const reachedBy = new Int32Array(best);
  let reach = 0;
  let steps = 0;
  for (const [place, size] of sizes.entries()) {
    if (best === needed || steps > MOST_STEPS) break;
    const most = Math.min(best - 1, reach + size);
    for (let sum = most; sum >= size; sum -= 1) {
      if (reachedBy[sum] !== 0 || (sum > size && reachedBy[sum - size] === 0)) continue;
      reachedBy[sum] = place + 1;
      if (sum >= needed) best = sum;
    }
    reach = Math.max(reach, most);
    steps += most;
  }
  return best <= needed + largest ? chosenFor(best, sizes, reachedBy) : null;
}

function chosenFor(best: number, sizes: readonly number[], reachedBy: Int32Array): number[] {
  const chosen: number[] = [];
  for (let sum = best; sum > 0; ) {
    const place = (reachedBy[sum] as number) - 1;
    chosen.push(place);
    sum -= sizes[place] as number;
  }
  return chosen.toReversed();
}
