// An immutable array in chunks is an array.
import { expect, test } from 'vitest';
import { at, chunksOf, elementsOf, withAt } from '../../../machines/plan/chunks.ts';

test.each([
  0, 1, 2, 3, 10, 101,
])('chunks of %i elements hold them in order, and a changed copy differs in one', (length) => {
  const elements = Array.from({ length }, (_, n) => n);
  const chunks = chunksOf(elements);
  expect([chunks.length, elementsOf(chunks)]).toEqual([length, elements]);
  for (const n of elements) {
    const changed = withAt(chunks, n, -1);
    expect([at(chunks, n), at(changed, n)]).toEqual([n, -1]);
    expect(elementsOf(changed)).toEqual(elements.with(n, -1));
  }
  expect(elementsOf(chunks)).toEqual(elements);
});

test('a changed copy of 10,000 elements shares all chunks but one with the original', () => {
  const chunks = chunksOf(Array.from({ length: 10_000 }, (_, n) => n));
  const changed = withAt(chunks, 5_000, -1);
  expect(changed.chunks.filter((one, nth) => one !== chunks.chunks[nth])).toHaveLength(1);
});
