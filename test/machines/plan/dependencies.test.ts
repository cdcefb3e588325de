// Moves that wait for others of the plan.
import { expect, test } from 'vitest';
import type { MoveEnd, PlanInput } from '../../../machines/plan/types.ts';
import { A, B, C, D, move } from './fourPools.ts';
import { inputFor, Play, type TestMove } from './play.ts';

/** Plays moves of which some wait for others, by their numbers. */
function playWaiting(
  moves: readonly TestMove[],
  after: Readonly<Record<number, readonly number[]>>,
  more: Partial<PlanInput> = {},
): Play {
  const input = inputFor(moves, more);
  const waiting = input.moves.map((one, n) => ({
    ...one,
    after: (after[n] ?? []).map((other) => `v${other}`),
  }));
  return new Play(moves, { ...input, moves: waiting });
}

test.each([
  'fast',
  'as-given',
] as const)('with order %s a move starts once all the moves that it waits for have succeeded, and not before', (order) => {
  const play = playWaiting([move(A, B, 90), move(A, C, 1), move(B, D, 1)], { 0: [1, 2] }, { order });
  expect(play.started.toSorted()).toEqual([1, 2]);
  play.end(1);
  expect(play.started).not.toContain(0);
  play.end(2);
  expect(play.started.at(-1)).toBe(0);
  play.end(0);
  expect(play.result).toMatchObject({ status: 'SUCCEEDED', counts: { SUCCEEDED: 3 } });
});

test('a move that others wait for starts first, however small it is, and those that wait hold nothing up', () => {
  const moves = [move(A, B, 90), move(A, B, 1), move(A, B, 50)];
  const play = playWaiting(moves, { 0: [1] }, { limits: { total: 1 } });
  play.end(1);
  play.end(0);
  expect(play.started).toEqual([1, 0, 2]);
});

test('a volume that is in place already is not waited for', () => {
  const play = playWaiting([move(A, B, 9), move(A, C, 1, { state: 'done' })], { 0: [1] });
  expect(play.started).toEqual([0]);
});

test.each<[string, Partial<MoveEnd>, string]>([
  [
    'failed',
    { status: 'FAILED', message: 'no room' },
    'volume v1 must move first, but was not moved: no room',
  ],
  ['was cancelled', { status: 'CANCELLED' }, 'volume v1 must move first, but was not moved'],
])('a move is skipped, with the reason, if one that it waits for %s; and so are those that wait for it', (_, end, reason) => {
  const play = playWaiting([move(A, B), move(A, C), move(A, D), move(B, D)], { 0: [1], 2: [0] });
  play.end(1, end);
  play.end(3);
  const [first, , second] = play.result?.moves ?? [];
  expect(first).toMatchObject({ status: 'SKIPPED', code: 'EarlierMoveNotMade', reasons: [reason] });
  expect(second).toMatchObject({
    status: 'SKIPPED',
    reasons: [expect.stringMatching(/^volume v0 .*v1 must/)],
  });
  expect(play.started.toSorted()).toEqual([1, 3]);
});

test('a plan whose moves wait for a paused pool ends, with those that wait for them pending', () => {
  const moves = [move(A, B), move(A, B), move(A, B), move(A, B), move(C, D)];
  const play = playWaiting(moves, { 4: [3] }, { limits: { total: 1 } });
  for (let n = 0; n < 3; n += 1)
    play.end([...play.running][0] as number, { status: 'FAILED', code: 'X', message: 'broken' });
  expect(play.result).toMatchObject({ status: 'FAILED' });
  expect(play.running.size).toBe(0);
});

test('a volume that the plan does not move is not waited for', () => {
  const moves = [move(A, B)];
  expect(playWaiting(moves, { 0: [7] }).started).toEqual([0]);
});
