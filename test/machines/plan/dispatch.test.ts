// Which moves a plan starts: the order, the limits of every kind, other runs.
import { describe, expect, test } from 'vitest';
import type { MoveCallInput } from '../../../machines/plan/actors.ts';
import type { PlanEvent } from '../../../machines/plan/events.ts';
import { planMachine } from '../../../machines/plan/machine.ts';
import type { PlanInput, PlanLimits } from '../../../machines/plan/types.ts';
import { begin, type Effect, next } from '../../../src/engine/transitions.ts';
import { A, B, C, D, four, move, playOf } from './fourPools.ts';
import { factsOf, inputFor, type TestMove } from './play.ts';

const sort = (all: Iterable<number>): number[] => [...all].toSorted((one, other) => one - other);

test.each<[string, readonly TestMove[], Partial<PlanInput>, readonly number[]]>([
  ['the longest', [move(A, B, 1), move(A, B, 9), move(A, B, 5)], {}, [1, 2, 0]],
  ['of equals the first in the plan', [move(A, B), move(C, D)], {}, [0, 1]],
  ['one of the pool with the most work', [move(A, B, 8), move(C, D, 5), move(C, D, 6)], {}, [2, 0, 1]],
  [
    'one of the server with the most work',
    [move(A, B, 9), move(C, D, 5, { serverIds: ['s'] }), move(B, D, 6, { serverIds: ['s'] })],
    {},
    [2, 0, 1],
  ],
  [
    'the first in the plan, with order as-given',
    [move(A, B, 1), move(C, D, 9)],
    { order: 'as-given' },
    [0, 1],
  ],
])('the first move to start is %s', (_, moves, more, order) => {
  const limits = { total: 2, perSource: 1, perDestination: 1_000 };
  const play = playOf(moves, limits, more);
  while (play.running.size > 0) play.end([...play.running][0] as number);
  expect(play.started).toEqual(order);
  expect(play.result?.status).toBe('SUCCEEDED');
});

test.each<[string, readonly TestMove[], PlanLimits, number]>([
  ['8 in total by default', Array.from({ length: 9 }, (_, n) => move(`n${n}@a#p`, `n${n}@b#p`)), {}, 8],
  ['2 for each pool by default', four, {}, 2],
  ['the total', four, { total: 1, perPool: 4 }, 1],
  ['perPool, out of and into each pool', four, { perPool: 3 }, 3],
  ['perSource instead of perPool', four, { perPool: 4, perSource: 1 }, 1],
  ['perDestination instead of perPool', four, { perPool: 4, perDestination: 3 }, 3],
  ['perBackend, over its pools', [move(A, B), move(A, C), move(D, C)], { perPool: 4, perBackend: 2 }, 2],
  ['perPair', [...four, move(A, C)], { perPool: 8, perPair: 1 }, 2],
  [
    'those of a pool, instead of the general ones',
    four,
    { perPool: 1, pools: { [A]: { source: 3 }, [B]: { destination: 4 } } },
    3,
  ],
  ['one for each server', four.map((one) => ({ ...one, serverIds: ['s'] })), { perPool: 4 }, 1],
  [
    'one for each of several servers',
    [move(A, B, 1, { serverIds: ['s', 't'] }), move(C, D, 1, { serverIds: ['t'] })],
    {},
    1,
  ],
])('a plan keeps to its limits: %s', (_, moves, limits, running) => {
  expect(playOf(moves, limits).running.size).toBe(running);
});

/** The inputs of the moves that effects start. */
const startedBy = (effects: readonly Effect[]): MoveCallInput[] =>
  effects.flatMap((effect) =>
    effect.kind === 'start' && effect.src === 'makeMove' ? [effect.input as MoveCallInput] : [],
  );

test('no move starts before the pools have been read, and the first ones fit into them together', () => {
  const moves = [move(A, B, 60), move(C, B, 60), move(D, B, 30)];
  const { snapshot } = begin(planMachine, inputFor(moves, { limits: { perPool: 3 } }));
  const surveyed = next(planMachine, snapshot, {
    ...{ type: 'xstate.done.actor.surveyVolumes', output: factsOf(moves) },
  });
  expect(surveyed.snapshot.value).toBe('readingPools');
  expect(startedBy(surveyed.effects)).toEqual([]);
  const pools = [{ name: B, capabilities: { free_capacity_gb: 100, total_capacity_gb: 1000 } }];
  const read = next(planMachine, surveyed.snapshot, {
    ...{ type: 'xstate.done.actor.readPools', output: { readAt: '2026-01-01T00:00:00.000Z', pools } },
  });
  expect(startedBy(read.effects).map(({ n }) => n)).toEqual([0, 2]);
});

test('a move takes a slot of its backends and of its pair, which other plans may limit', () => {
  const moves = [move(A, B)];
  const { snapshot } = begin(planMachine, inputFor(moves));
  const surveyed = next(planMachine, snapshot, {
    ...{ type: 'xstate.done.actor.surveyVolumes', output: factsOf(moves) },
  });
  const unread: PlanEvent = {
    type: 'xstate.error.actor.readPools',
    error: { code: 'Forbidden', message: '', reasons: [] },
  };
  const read = next(planMachine, surveyed.snapshot, unread);
  const [{ slots = {} } = {}] = startedBy(read.effects);
  expect(Object.keys(slots)).toEqual(
    expect.arrayContaining(['backend n1@a', 'backend n2@b', `pair ${A} ${B}`]),
  );
  // The journal keeps them as they are.
  expect(JSON.parse(JSON.stringify(slots))).toEqual(slots);
});

test('a move that cannot start holds no other', () => {
  const moves = [move(A, B, 90, { serverIds: ['s'] }), move(A, B, 80, { serverIds: ['s'] }), move(A, B, 1)];
  expect(sort(playOf(moves).running)).toEqual([0, 2]);
});

describe('limits that change while moves run', () => {
  test('below what runs start nothing until enough moves have ended', () => {
    const play = playOf(four, { perPool: 3 });
    play.send({ type: 'changeLimits', limits: { perPool: 1 }, message: 1 });
    play.end(0);
    play.end(1);
    expect(play.running.size).toBe(1);
    play.end(2);
    expect([...play.running]).toEqual([3]);
  });

  test('above what runs start moves at once', () => {
    const play = playOf(four, { perPool: 1 });
    play.send({ type: 'changeLimits', limits: { perPool: 4 }, message: 1 });
    expect(play.running.size).toBe(4);
  });

  test('of a new kind count the moves that run already', () => {
    const play = playOf(four, { perPool: 2 });
    play.send({ type: 'changeLimits', limits: { perPool: 4, perPair: 3 }, message: 1 });
    expect(play.running.size).toBe(3);
    play.end(0);
    expect(play.context.inUse).toMatchObject({ total: 3, [`pair ${A} ${B}`]: 3 });
  });

  test('of one pool keep the other limit of that pool', () => {
    const play = playOf(four, { perPool: 4, pools: { [A]: { source: 1 } } });
    play.send({ type: 'changeLimits', limits: { pools: { [A]: { destination: 1 } } }, message: 1 });
    expect(play.running.size).toBe(1);
  });
});

describe('other runs', () => {
  test('count in the limits', () => {
    const play = playOf(four, { perPool: 2 });
    play.send({ type: 'otherRuns', slots: { [`source ${A}`]: 2 } });
    play.end(0);
    play.end(1);
    expect(play.running.size).toBe(0);
    play.send({ type: 'otherRuns', slots: { [`source ${A}`]: 1 } });
    expect(play.running.size).toBe(1);
  });

  test('that took slots first keep all of these until they are read again', () => {
    const play = playOf([move(A, B), move(A, B), move(C, D)], { perPool: 1 });
    const lost = (n: number, slot: string): void => {
      play.running.delete(n);
      play.send({
        type: `xstate.error.actor.move.${n}`,
        error: { code: 'LimitReached', message: '', reasons: [], slots: [slot] },
      });
    };
    lost(0, `source ${A}`);
    lost(2, `source ${C}`);
    expect([play.running.size, play.context.counts.waiting]).toEqual([0, 3]);
    play.send({ type: 'otherRuns', slots: {} });
    expect(sort(play.running)).toEqual([0, 2]);
  });
});
