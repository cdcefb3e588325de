// The list that finds large numbers: it agrees with a plain array, and a change leaves earlier copies alone.
import { describe, expect, test } from 'vitest';
import { indexesFrom, maxTreeOf, numberAt, withNumberAt } from '../../../machines/plan/maxTree.ts';
import { choicesOf } from './random/randomPlan.ts';

const numbersOf = (length: number): number[] => {
  const choices = choicesOf(length);
  return Array.from({ length }, () => choices.whole(0, 100));
};

const found = (tree: ReturnType<typeof maxTreeOf>, least: number): number[] => [
  ...indexesFrom(tree, () => least),
];

describe.each([0, 1, 31, 32, 33, 1_024, 1_025, 40_000])('of %i numbers', (length) => {
  const numbers = numbersOf(length);
  const tree = maxTreeOf(numbers);
  const from = (all: readonly number[], least: number): number[] =>
    [...all.keys()].filter((index) => (all[index] as number) >= least);

  test('each is found by its index', () => {
    expect(numbers.map((_, index) => numberAt(tree, index))).toEqual(numbers);
  });

  test.each([0, 50, 100, 101])('those from %i on are found, in order', (least) => {
    expect(found(tree, least)).toEqual(from(numbers, least));
  });

  test('a changed copy has the change, and the original has not', () => {
    const indexes = [0, length >> 1, length - 1].filter((index) => index in numbers);
    const changed = indexes.reduce((all, index, nth) => withNumberAt(all, index, nth * 150), tree);
    const expected = indexes.reduce((all, index, nth) => all.with(index, nth * 150), numbers);
    expect([0, 90, 150, 300].map((least) => found(changed, least))).toEqual(
      [0, 90, 150, 300].map((least) => from(expected, least)),
    );
    expect(found(tree, 0)).toHaveLength(length);
    expect(found(tree, 101)).toEqual([]);
  });
});

test('what is sought may grow while it is sought', () => {
  const tree = maxTreeOf(Array.from({ length: 5_000 }, (_, index) => index));
  let least = 0;
  const seen: number[] = [];
  for (const index of indexesFrom(tree, () => least)) {
    seen.push(index);
    least = index + 1_000;
  }
  expect(seen).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
});

test('a change copies one path: nearly everything is shared', () => {
  const before = maxTreeOf(numbersOf(40_000));
  const after = withNumberAt(before, 17, 1_000);
  const [old, own] = [before.root.under, after.root.under];
  expect(own.filter((branch, nth) => branch !== old[nth])).toHaveLength(1);
});
