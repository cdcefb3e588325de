// How many bytes storage balance moves, against the optimum of small clouds.
import { expect, test } from 'vitest';
import { compared, ours, watchers } from './smallBalances.ts';

const SEEDS = Array.from({ length: 300 }, (_, n) => n + 1);

test('on average at most 1.1 times the fewest bytes, never more than 1.5 times, and far fewer than smallest first', () => {
  const { worlds, reached, meanRatio, worstRatio } = compared(ours, SEEDS);
  expect(worlds).toBeGreaterThan(100);
  expect(reached).toBeGreaterThan(0.97 * worlds);
  expect(meanRatio).toBeLessThanOrEqual(1.1);
  expect(worstRatio).toBeLessThanOrEqual(1.5);
  expect(compared(watchers, SEEDS).meanRatio).toBeGreaterThan(meanRatio);
});
