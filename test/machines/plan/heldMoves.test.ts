// Moves that other open runs keep from starting: they wait, no other move waits for them, and what is stuck for good is left out.
import { describe, expect, test } from 'vitest';
import type { OtherRuns } from '../../../machines/plan/events.ts';
import type { VolumeHolder } from '../../../machines/plan/types.ts';
import { A, B, C, D, move, playOf } from './fourPools.ts';
import type { Play } from './play.ts';

const LIVE: VolumeHolder = { runId: 'r', parent: 'p2', remedy: null };
const DEAD: VolumeHolder = { runId: 'r', parent: null, remedy: 'Resume run r' };

const others = (play: Play, more: Partial<OtherRuns> = {}): void =>
  play.send({ type: 'otherRuns', slots: {}, ...more });

/** Another run has the volume of the move that was about to start. */
function refuse(play: Play, n: number, holder = LIVE): void {
  play.running.delete(n);
  const error = { code: 'VolumeHeld', message: 'held', reasons: [], holder };
  play.send({ type: `xstate.error.actor.move.${n}`, error });
}

const ended = (play: Play) => play.result?.moves.map(({ status, code }) => `${status} ${code ?? ''}`.trim());

describe('a move whose volume another run has', () => {
  test('waits in its queue, lets the next one start, and starts once the run has ended', () => {
    const play = playOf([move(A, B, 9), move(A, B, 5), move(A, B, 1)], { perPool: 1 });
    refuse(play, 0);
    expect([...play.running]).toEqual([1]);
    others(play, { holders: { 0: LIVE } });
    play.end(1);
    expect([...play.running]).toEqual([2]);
    others(play);
    play.end(2);
    expect([...play.running]).toEqual([0]);
    play.end(0);
    expect(play.result?.status).toBe('SUCCEEDED');
  });

  test('does not start if that is known before', () => {
    const play = playOf([move(A, B, 9), move(A, B, 5)], { perPool: 1 });
    others(play, { holders: { 1: LIVE } });
    play.end(0);
    expect([play.started, play.snapshot.status]).toEqual([[0], 'active']);
  });

  test('waits as long as a process drives that run', () => {
    const play = playOf([move(A, B)]);
    refuse(play, 0);
    for (let reading = 0; reading < 100; reading += 1) others(play, { holders: { 0: LIVE } });
    expect(play.snapshot.status).toBe('active');
  });

  test('is not skipped for lack of room: the run may take the volume somewhere else', () => {
    const play = playOf([move(A, B, 50), move(A, C, 1)]);
    refuse(play, 0);
    const full = { name: B, capabilities: { free_capacity_gb: 5, total_capacity_gb: 100 } };
    others(play, { holders: { 0: LIVE } });
    play.end(1, { endedAt: '2026-01-01T00:00:00Z' });
    play.send({ type: 'poolFigures', readAt: '2026-01-01T01:00:00Z', pools: [full] });
    expect([play.snapshot.status, play.context.counts.SKIPPED]).toEqual(['active', 0]);
  });

  test('keeps a move waiting that needs the room which it will leave', () => {
    const play = playOf([move(A, B, 50), move(B, C, 50)], { total: 1 });
    const full = { name: B, capabilities: { free_capacity_gb: 5, total_capacity_gb: 100 } };
    others(play, { holders: { 1: LIVE } });
    play.running.delete(0);
    const error = { code: 'LimitReached', message: '', reasons: [], slots: ['total'] };
    play.send({ type: 'xstate.error.actor.move.0', error });
    play.send({ type: 'poolFigures', readAt: '2026-01-01T01:00:00Z', pools: [full] });
    others(play, { holders: { 1: LIVE } });
    expect([play.snapshot.status, play.context.counts.SKIPPED]).toEqual(['active', 0]);
    others(play, { holders: { 1: DEAD } });
    expect(ended(play)).toEqual(['SKIPPED NoRoomOnDestination', 'SKIPPED VolumeHeld']);
  });

  test('stays where it is if the plan is cancelled', () => {
    const play = playOf([move(A, B), move(A, B)]);
    refuse(play, 0);
    play.send({ type: 'cancelWaiting', message: 1 });
    play.end(1);
    expect(ended(play)).toEqual(['PENDING', 'SUCCEEDED']);
  });
});

describe('a move that only an interrupted run keeps from starting is skipped, with how to end that run,', () => {
  test('once nothing runs any more', () => {
    const play = playOf([move(A, B), move(A, B)]);
    refuse(play, 0);
    others(play, { holders: { 0: DEAD } });
    expect(play.snapshot.status).toBe('active');
    play.end(1);
    expect(play.result).toMatchObject({
      ...{ status: 'FAILED', counts: { SUCCEEDED: 1, SKIPPED: 1 } },
      moves: [{ reasons: ['run r has the volume, and no process drives it. Resume run r'] }, {}],
    });
  });

  test('and not while another move waits for its hours', () => {
    const later = { notBefore: '2026-02-01T00:00:00Z', window: null };
    const play = playOf([move(A, B), move(A, B, 1, { schedule: later })]);
    refuse(play, 0);
    others(play, { holders: { 0: DEAD } });
    play.send({ type: 'clock', at: '2026-01-15T00:00:00Z' });
    expect(play.context.counts.SKIPPED).toBe(0);
    play.send({ type: 'clock', at: '2026-02-01T00:00:00Z' });
    play.end(1);
    expect(ended(play)).toEqual(['SKIPPED VolumeHeld', 'SUCCEEDED']);
  });

  test('and not while another move waits for a run that a process drives', () => {
    const play = playOf([move(A, B), move(C, D)]);
    refuse(play, 0);
    refuse(play, 1);
    others(play, { holders: { 0: DEAD, 1: LIVE } });
    expect(play.context.counts.SKIPPED).toBe(0);
    others(play, { holders: { 0: DEAD } });
    play.end(1);
    expect(ended(play)).toEqual(['SKIPPED VolumeHeld', 'SUCCEEDED']);
  });

  test('also if it takes the last slot of a pool, or of a server', () => {
    const slots = { [`destination ${B}`]: 1, 'server s': 1 };
    const interrupted = { [`destination ${B}`]: ['Resume x'], 'server s': ['Resume y'] };
    const play = playOf([move(C, D), move(A, B), move(A, D, 1, { serverIds: ['s'] })], {
      ...{ total: 1, perPool: 1 },
    });
    others(play, { slots, interrupted });
    play.end(0);
    expect(ended(play)).toEqual(['SUCCEEDED', 'SKIPPED LimitReached', 'SKIPPED LimitReached']);
    expect(play.result?.moves.map(({ reasons }) => reasons.join())).toEqual([
      '',
      `interrupted runs use up the limit of destination ${B}. Resume x`,
      'interrupted runs use up the limit of server s. Resume y',
    ]);
  });

  test('not if a run that a process drives takes one of the slots', () => {
    const play = playOf([move(A, B)], { perPool: 2 });
    play.running.delete(0);
    const slot = `destination ${B}`;
    const error = { code: 'LimitReached', message: '', reasons: [], slots: [slot] };
    play.send({ type: 'xstate.error.actor.move.0', error });
    others(play, { slots: { [slot]: 2 }, interrupted: { [slot]: ['Resume x'] } });
    expect([play.snapshot.status, play.running.size]).toEqual(['active', 0]);
    others(play, { slots: { [slot]: 1 }, interrupted: { [slot]: ['Resume x'] } });
    expect(play.running.size).toBe(1);
  });

  test('and those of a pool that failures have paused stay as they are', () => {
    const play = playOf([move(A, B), move(A, B), move(A, B), move(A, B), move(C, D)], { perPool: 4 });
    refuse(play, 4);
    const failure = { status: 'FAILED', code: 'X', message: 'x' } as const;
    for (const n of [0, 1, 2, 3]) play.end(n, failure);
    others(play, { holders: { 4: DEAD } });
    expect(ended(play)?.at(-1)).toBe('SKIPPED VolumeHeld');
  });

  test('and those of larger limits start', () => {
    const slot = `destination ${B}`;
    const play = playOf([move(C, D), move(A, B)], { total: 1, perPool: 1 });
    others(play, { slots: { [slot]: 1 }, interrupted: { [slot]: ['Resume x'] } });
    play.send({ type: 'changeLimits', limits: { perPool: 2 }, message: 1 });
    play.end(0);
    expect([...play.running]).toEqual([1]);
  });
});

test('a plan that 20,000 interrupted runs hold ends at once', () => {
  const moves = Array.from({ length: 20_000 }, () => move(A, B));
  const play = playOf(moves, { total: 1 });
  const holders = Object.fromEntries(moves.map((_, n) => [n, DEAD]));
  others(play, { holders });
  play.end(0);
  expect(play.result?.counts).toMatchObject({ SUCCEEDED: 1, SKIPPED: 19_999 });
});
