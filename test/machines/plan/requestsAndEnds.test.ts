// What people may ask of a plan in each state, and how it ends.
import { describe, expect, test } from 'vitest';
import type { PlanContext } from '../../../machines/plan/context.ts';
import type { PlanEvent, PlanRequest } from '../../../machines/plan/events.ts';
import { planMachine } from '../../../machines/plan/machine.ts';
import { statePath } from '../../../src/engine/statePath.ts';
import { begin, next } from '../../../src/engine/transitions.ts';
import { A, B, C, four, move, playOf } from './fourPools.ts';
import { factsOf, inputFor, type Play } from './play.ts';

const stateOf = (play: Play): string => statePath(play.snapshot.value);
describe('requests', () => {
  const ask = (play: Play, type: Exclude<PlanRequest['type'], 'changeLimits'>, message: number): void =>
    play.send({ type, message });

  test.each<[string, Parameters<typeof ask>[1][], string]>([
    ['pause stops starting', ['pause'], 'applying.paused'],
    ['resume starts again', ['pause', 'resume'], 'applying.dispatching'],
    ['resume of a plan that runs changes nothing', ['resume'], 'applying.dispatching'],
    ['cancelWaiting waits for the running moves', ['cancelWaiting'], 'applying.stopping'],
    ['cancelWaiting ends a pause', ['pause', 'cancelWaiting'], 'applying.stopping'],
    ['resume does not undo a cancellation', ['cancelWaiting', 'resume'], 'applying.stopping'],
    ['cancelRunning cancels', ['cancelRunning'], 'applying.cancelling'],
    ['cancelRunning goes beyond cancelWaiting', ['cancelWaiting', 'cancelRunning'], 'applying.cancelling'],
    [
      'cancelWaiting does not undo cancelRunning',
      ['cancelRunning', 'cancelWaiting', 'pause'],
      'applying.cancelling',
    ],
  ])('%s', (_, types, state) => {
    const play = playOf(four);
    for (const [nth, type] of types.entries()) ask(play, type, nth + 1);
    expect(stateOf(play)).toBe(state);
  });

  test('count once, and an older one does not count after a newer one', () => {
    const play = playOf(four);
    ask(play, 'pause', 1);
    ask(play, 'resume', 3);
    ask(play, 'pause', 1);
    ask(play, 'pause', 2);
    expect(stateOf(play)).toBe('applying.dispatching');
  });

  describe('that arrive while the cloud is read', () => {
    const survey = begin(planMachine, inputFor(four)).snapshot;
    const surveyed: readonly PlanEvent[] = [
      { type: 'xstate.done.actor.surveyVolumes', output: factsOf(four) },
      { type: 'xstate.error.actor.readPools', error: { code: 'Forbidden', message: '', reasons: [] } },
    ];
    const snapshotAfter = (...events: readonly PlanEvent[]) =>
      events.reduce((snapshot, event) => next(planMachine, snapshot, event).snapshot, survey);
    const runningAfter = (...events: readonly PlanEvent[]): number =>
      (snapshotAfter(...events).context as PlanContext).running.length;

    test('pause the plan before its first move', () => {
      const pause = { type: 'pause', message: 1 } as const;
      expect(statePath(snapshotAfter(pause, ...surveyed).value)).toBe('applying.paused');
      expect(runningAfter(pause, ...surveyed)).toBe(0);
      expect(runningAfter(pause, ...surveyed, { type: 'resume', message: 2 })).toBe(2);
      expect(runningAfter(pause, { type: 'resume', message: 2 }, ...surveyed)).toBe(2);
    });

    test('change the limits of the first moves', () => {
      const limits = { type: 'changeLimits', limits: { perPool: 3 }, message: 1 } as const;
      expect(runningAfter(limits, ...surveyed)).toBe(3);
    });

    test.each(['cancel', 'cancelWaiting', 'cancelRunning'] as const)('end the plan: %s', (type) => {
      const { output } = snapshotAfter({ type, message: 1 });
      expect(output).toMatchObject({ status: 'CANCELLED', counts: { PENDING: 4 } });
    });

    test('count once', () => {
      const pause = { type: 'pause', message: 1 } as const;
      expect(runningAfter(pause, { type: 'resume', message: 2 }, pause, ...surveyed)).toBe(2);
    });
  });
});

describe('the end', () => {
  test('of an empty plan is success', () => {
    expect(playOf([]).result).toMatchObject({ status: 'SUCCEEDED', moves: [] });
  });

  test('of a plan without moves depends on the pools that it should empty', () => {
    const play = playOf([], {}, { empties: [A] });
    expect([stateOf(play), play.calls]).toEqual(['listingWhatIsLeft', expect.arrayContaining(['listLeft'])]);
    const left = [{ pool: A, volumes: 1, volumeIds: ['v'] }];
    play.send({ type: 'xstate.done.actor.listLeft', output: left });
    expect(play.result?.status).toBe('FAILED');
  });

  test('of a plan whose journal cannot be written comes once the running moves have ended; no move counts as failed', () => {
    const play = playOf(four);
    const error = { code: 'JournalUnwritable', message: 'disk full', reasons: [] };
    play.send({ type: 'xstate.error.actor.move.0', error });
    expect([stateOf(play), play.started]).toEqual(['applying.stopping', [0, 1]]);
    play.end(1);
    expect(play.result?.counts).toMatchObject({ SUCCEEDED: 1, FAILED: 0, PENDING: 3 });
  });

  test('of an empty plan whose reading failed is failure, with the reason', () => {
    const survey = begin(planMachine, inputFor([])).snapshot;
    const error = { code: 'Unauthorized', message: 'no', reasons: [] };
    const { output } = next(planMachine, survey, {
      type: 'xstate.error.actor.surveyVolumes',
      error,
    } as never).snapshot;
    expect(output).toMatchObject({ status: 'FAILED', reasons: ['no'] });
  });

  test('comes at once if everything is done', () => {
    const play = playOf(four.map((one) => ({ ...one, state: 'done' })));
    expect([play.result?.status, play.started]).toEqual(['SUCCEEDED', []]);
  });

  const closed = { notBefore: '2026-02-01T00:00:00Z', window: null };

  test('waits for moves whose hours are closed', () => {
    const play = playOf([move(A, B, 1, { schedule: closed })]);
    play.send({ type: 'clock', at: '2026-01-31T23:59:59Z' });
    expect([stateOf(play), play.running.size]).toEqual(['applying.dispatching', 0]);
    play.send({ type: 'clock', at: '2026-02-01T00:00:00Z' });
    expect(play.running.size).toBe(1);
  });

  test('nothing with hours starts before the clock has told the time: the plan may have been resumed days later', () => {
    const play = playOf([move(A, B, 1, { schedule: { notBefore: '2025-01-01T00:00:00Z', window: null } })]);
    expect(play.running.size).toBe(0);
  });

  test('a move whose schedules are never open together is skipped, with the reason', () => {
    const window = (from: string, to: string) => ({ from, to, days: null, timeZone: 'UTC' });
    const moves = [
      move(A, B, 1, { serverIds: ['s'], schedule: { notBefore: null, window: window('08:00', '10:00') } }),
    ];
    const attached = { notBefore: null, window: window('10:00', '12:00') };
    expect(playOf(moves, {}, { classes: { attached, root: null } }).result).toMatchObject({
      ...{ status: 'FAILED', counts: { SKIPPED: 1 } },
      moves: [
        {
          code: 'NoCommonHours',
          reasons: ['the schedules that apply to the move are never open at the same time'],
        },
      ],
    });
  });

  const pools = [{ name: B, capabilities: { free_capacity_gb: 15, total_capacity_gb: 100 } }];

  test('a move without room waits for the figures after the last arrival, and is then skipped', () => {
    const play = playOf([move(A, B, 10), move(A, B, 9)], { perPool: 1 });
    play.send({ type: 'poolFigures', readAt: '2026-01-01T00:00:00Z', pools });
    play.end(0, { endedAt: '2026-01-01T00:01:00Z' });
    play.send({ type: 'poolFigures', readAt: '2026-01-01T00:02:59Z', pools });
    expect([stateOf(play), play.running.size]).toEqual(['applying.dispatching', 0]);
    const full = [{ name: B, capabilities: { free_capacity_gb: 5, total_capacity_gb: 100 } }];
    play.send({ type: 'poolFigures', readAt: '2026-01-01T00:03:01Z', pools: full });
    expect(play.result).toMatchObject({ status: 'FAILED', moves: [{}, { code: 'NoRoomOnDestination' }] });
  });

  test('a clock that is set back holds no move up: what arrived before figures were read is not later than they are', () => {
    const play = playOf([move(A, B, 10), move(A, B, 9)], { perPool: 1 });
    play.send({ type: 'poolFigures', readAt: '2030-01-01T00:00:00Z', pools });
    play.end(0, { endedAt: '2030-01-01T00:01:00Z' });
    const full = [{ name: B, capabilities: { free_capacity_gb: 5, total_capacity_gb: 100 } }];
    play.send({ type: 'poolFigures', readAt: '2026-01-01T00:00:00Z', pools: full });
    expect(play.context.counts.SKIPPED).toBe(0);
    play.send({ type: 'poolFigures', readAt: '2026-01-01T00:02:00Z', pools: full });
    expect(play.result).toMatchObject({ moves: [{}, { code: 'NoRoomOnDestination' }] });
  });

  test('a move without room waits while another will leave its destination later', () => {
    const play = playOf([move(A, B, 50), move(B, C, 1, { schedule: closed })]);
    play.running.delete(0);
    const error = { code: 'LimitReached', message: '', reasons: [], slots: ['total'] };
    play.send({ type: 'xstate.error.actor.move.0', error });
    play.send({ type: 'poolFigures', readAt: '2026-01-01T00:00:00Z', pools });
    play.send({ type: 'otherRuns', slots: {} });
    expect([stateOf(play), play.running.size, play.context.counts.SKIPPED]).toEqual([
      'applying.dispatching',
      0,
      0,
    ]);
  });
});
