// Space that other runs of the journal take on the pools of a plan.
import { describe, expect, test } from 'vitest';
import type { MoveCallInput } from '../../../machines/plan/actors.ts';
import type { FirstReading, OtherRuns } from '../../../machines/plan/events.ts';
import { planMachine } from '../../../machines/plan/machine.ts';
import type { PoolFigures } from '../../../machines/plan/types.ts';
import { slotTimes } from '../../../machines/slotAmount.ts';
import { begin, next } from '../../../src/engine/transitions.ts';
import { A, B, C, move, playOf } from './fourPools.ts';
import { factsOf, inputFor, type Play, type TestMove } from './play.ts';

const at = (minutes: number): string => new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();

const withFree = (gib: number): PoolFigures => ({
  name: B,
  capabilities: { free_capacity_gb: gib, total_capacity_gb: 1000 },
});

const others = (more: Partial<OtherRuns> = {}): OtherRuns => ({ type: 'otherRuns', slots: {}, ...more });

/** A plan that is paused while it learns what there is. */
function playAfter(moves: readonly TestMove[], freeGib: number, seen: OtherRuns): Play {
  const play = playOf([], {});
  play.snapshot = begin(planMachine, inputFor(moves, { limits: { perPool: 4 } })).snapshot;
  play.send({ type: 'xstate.done.actor.surveyVolumes', output: factsOf(moves) });
  const output: FirstReading = { readAt: at(0), pools: [withFree(freeGib)], others: seen };
  play.send({ type: 'xstate.done.actor.readPools', output });
  return play;
}

describe('a move starts only if it fits beside', () => {
  test.each<[string, OtherRuns]>([
    ['what other runs bring to its pool', others({ slots: { [`space ${B}`]: 60, [`destination ${B}`]: 1 } })],
    [
      'what a run brought that ended after the figures were drawn up',
      others({ arrived: [{ runId: 'r', pool: B, sizeGib: 60, endedAt: at(-1) }] }),
    ],
  ])('%s', (_, seen) => {
    expect(playAfter([move(A, B, 40)], 100, seen).started).toEqual([0]);
    expect(playAfter([move(A, B, 41)], 100, seen).started).toEqual([]);
  });

  test('neither what figures show, nor what goes to another pool', () => {
    const arrived = [
      { runId: 'old', pool: B, sizeGib: 60, endedAt: at(-3) },
      { runId: 'elsewhere', pool: C, sizeGib: 60, endedAt: at(0) },
    ];
    const seen = others({ arrived, slots: { [`space ${C}`]: 90 } });
    expect(playAfter([move(A, B, 100)], 100, seen).started).toEqual([0]);
  });
});

describe('a move without room beside other runs waits, and starts or is skipped later', () => {
  const busy = others({ slots: { [`space ${B}`]: 60, [`destination ${B}`]: 1 } });
  const figures = (minutes: number, gib: number) =>
    ({ type: 'poolFigures', readAt: at(minutes), pools: [withFree(gib)] }) as const;

  test('it starts when the volume of the other run has not arrived', () => {
    const play = playAfter([move(A, B, 50)], 100, busy);
    expect(play.result).toBeUndefined();
    play.send(others());
    expect(play.started).toEqual([0]);
  });

  test('it is skipped once figures show what has arrived, however often other runs are read before', () => {
    const play = playAfter([move(A, B, 50)], 100, busy);
    play.send(others({ arrived: [{ runId: 'r', pool: B, sizeGib: 60, endedAt: at(1) }] }));
    play.send(others());
    play.send(figures(2, 40));
    expect([play.started, play.result]).toEqual([[], undefined]);
    play.send(figures(4, 40));
    expect(play.result?.moves[0]).toMatchObject({ status: 'SKIPPED', code: 'NoRoomOnDestination' });
  });

  test('it is skipped, with the way to end them, if only interrupted runs bring volumes there', () => {
    const interrupted = { [`destination ${B}`]: ['To resume it, run: resume r'] };
    const play = playAfter([move(A, B, 50)], 100, { ...busy, interrupted });
    expect(play.result?.moves[0]?.reasons).toEqual([
      `pool ${B} has 100 GiB free, but the volume needs 110 GiB`,
      `of that, 60 GiB are on their way to ${B} already`,
      `60 GiB on their way to ${B} are those of interrupted runs. To resume it, run: resume r`,
    ]);
  });

  test('a move whose room others took first is tried again once they have been read', () => {
    const play = playAfter([move(A, B, 50)], 100, others());
    const error = { code: 'LimitReached', message: '', reasons: [], slots: [`space ${B}`] };
    play.send({ type: 'xstate.error.actor.move.0', error });
    play.send(figures(1, 100));
    expect([play.started, play.result]).toEqual([[0], undefined]);
    play.send(others());
    expect(play.started).toEqual([0, 0]);
  });
});

test('a move takes its GiB on the pool, up to what figures leave for all runs together', () => {
  const limits = (figures: readonly PoolFigures[]): MoveCallInput['slots'] => {
    const moves = [move(A, B, 30)];
    const first = begin(planMachine, inputFor(moves)).snapshot;
    const output = factsOf(moves);
    const read = next(planMachine, first, { ...{ type: 'xstate.done.actor.surveyVolumes', output } });
    const arrived = [{ runId: 'r', pool: B, sizeGib: 15, endedAt: at(0) }];
    const reading: FirstReading = { readAt: at(0), pools: figures, others: others({ arrived }) };
    const done = { ...{ type: 'xstate.done.actor.readPools', output: reading } };
    const started = next(planMachine, read.snapshot, done).effects.find(
      (effect) => effect.kind === 'start' && effect.src === 'makeMove',
    );
    return (started as unknown as { readonly input: MoveCallInput }).input.slots;
  };
  const name = slotTimes(`space ${B}`, 30);
  expect(limits([withFree(100.7)])[name]).toBe(85);
  expect(limits([])[name]).toBe(Number.MAX_SAFE_INTEGER);
  expect(limits([{ name: B, capabilities: { free_capacity_gb: 'infinite' } }])[name]).toBe(
    Number.MAX_SAFE_INTEGER,
  );
});
