// What a terminal shows of moves that end badly: the first of each kind, and then that the others are counted.
import { expect, test } from 'vitest';
import { alikeTeller } from '../../../src/cli/plan/alikeTeller.ts';

const ended = (message: string | null, status: 'FAILED' | 'SKIPPED' = 'FAILED') => ({
  ...({ type: 'ended', planId: 'p', resourceId: 'v', status, runId: null, code: null, message } as const),
  ...{ reasons: [], isAccepted: false, elapsedMs: null, endedAt: null },
});

test('of ends that differ only in IDs and numbers five are printed, the sixth says that the others are counted, and those are not printed', () => {
  const tell = alikeTeller();
  const told = Array.from({ length: 300 }, (_, n) =>
    tell(ended(`pool a has ${n} GiB free`), () => [`${n}`, 'why']),
  );
  expect(told.slice(0, 5)).toEqual([0, 1, 2, 3, 4].map((n) => [`${n}`, 'why']));
  expect(told[5]).toEqual([
    'more moves ended with FAILED: pool a has … GiB free. They are counted below and listed at the end',
  ]);
  expect(told.slice(6).flat()).toEqual([]);
});

test('of moves that wait for other runs the first five are printed; those that wait for interrupted runs are counted separately', () => {
  const tell = alikeTeller();
  const held = (remedy: string | null) =>
    ({ type: 'held', planId: 'p', resourceId: 'v', runId: 'r', parent: null, remedy }) as const;
  const told = Array.from({ length: 30 }, (_, n) => tell(held(null), () => [`${n}`]));
  expect(told.flat()).toEqual([
    ...['0', '1', '2', '3', '4'],
    'more moves wait because other runs have their volumes. They are counted below',
  ]);
  expect(tell(held('resume it'), () => ['interrupted'])).toEqual(['interrupted']);
});

test('each kind has its own count', () => {
  const tell = alikeTeller();
  for (let n = 0; n < 9; n += 1) tell(ended('no room'), () => ['x']);
  expect(tell(ended('no room', 'SKIPPED'), () => ['skipped'])).toEqual(['skipped']);
  expect(tell(ended('in use'), () => ['in use'])).toEqual(['in use']);
});
