// Which pools repeated failures pause.
import { expect, test } from 'vitest';
import { inputFor, Play, type TestMove } from './play.ts';

const [A, B, C, D, E] = ['n1@a#p', 'n2@b#p', 'n2@b#q', 'n3@d#p', 'n4@e#p'] as const;

type Step = readonly [source: string, destination: string, status?: 'SUCCEEDED' | undefined, code?: string];

/** The slots that are paused after moves that fail one after another. */
function pausedAfter(steps: readonly Step[]): readonly string[] {
  const moves = steps.map(([source, destination]): TestMove => ({ source, destination, sizeGib: 1 }));
  // One more, so that the plan goes on.
  const all = [...moves, { source: 'n9@x#p', destination: 'n9@y#p', sizeGib: 1 }];
  const play = new Play(all, inputFor(all, { limits: { total: 99, perPool: 99 } }));
  for (const [n, [, , status = 'FAILED', code = 'MigrationFailed']] of steps.entries())
    play.end(n, status === 'FAILED' ? { status, code, message: 'no' } : {});
  return Object.keys(play.context.pausedSlots);
}

test.each<[string, readonly Step[], readonly string[]]>([
  [
    'from one source to one destination pause only the destination',
    [
      [A, B],
      [A, B],
      [A, B],
    ],
    [`destination ${B}`],
  ],
  [
    'from several sources to one destination pause the destination',
    [
      [A, B],
      [C, B],
      [D, B],
    ],
    [`destination ${B}`],
  ],
  [
    'from one source to several destinations pause only the source',
    [
      [A, B],
      [A, C],
      [A, D],
    ],
    [`source ${A}`],
  ],
  [
    'from one source to two destinations pause only the source',
    [
      [A, B],
      [A, C],
      [A, B],
    ],
    [`source ${A}`],
  ],
  [
    'to a destination that they have paused do not count against the source as well',
    [
      [A, B],
      [A, B],
      [A, B],
      [A, B],
      [A, C],
      [A, D],
    ],
    [`destination ${B}`],
  ],
  [
    'from a source pause it once enough of them went elsewhere than to a paused destination',
    [
      [A, B],
      [A, B],
      [A, B],
      [A, C],
      [A, D],
      [A, E],
    ],
    [`destination ${B}`, `source ${A}`],
  ],
  [
    'to a destination that others reach pause it if the source reaches all others',
    [
      [A, B],
      [C, B, 'SUCCEEDED'],
      [A, B],
      [C, B, 'SUCCEEDED'],
      [A, B],
    ],
    [`destination ${B}`],
  ],
  [
    'with a success between them pause nothing',
    [
      [A, B],
      [A, B],
      [A, B, 'SUCCEEDED'],
      [A, B],
    ],
    [],
  ],
  [
    'of different kinds pause nothing',
    [
      [A, B],
      [A, B, undefined, 'Stalled'],
      [A, B],
    ],
    [],
  ],
])('three failures in a row %s', (_, steps, paused) => {
  expect(pausedAfter(steps)).toEqual(paused);
});

test('moves from a source go on to other destinations after three failures to one', () => {
  const moves = [B, B, B, B, C].map((destination): TestMove => ({ source: A, destination, sizeGib: 1 }));
  const play = new Play(moves, inputFor(moves, { limits: { total: 1 }, order: 'as-given' }));
  for (const n of [0, 1, 2]) play.end(n, { status: 'FAILED', code: 'MigrationFailed', message: 'no' });
  expect([...play.running]).toEqual([4]);
});
