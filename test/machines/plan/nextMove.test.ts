// The move that starts next is the best of all that can start: the dispatcher looks at few of them, a brute force at all.
import { expect, test } from 'vitest';
import { at } from '../../../machines/plan/chunks.ts';
import type { PlanContext } from '../../../machines/plan/context.ts';
import { initialContext, withFacts } from '../../../machines/plan/initial.ts';
import { slotsOf, withEnd, withStart } from '../../../machines/plan/moves.ts';
import { nextMove } from '../../../machines/plan/nextMove.ts';
import { TOTAL } from '../../../machines/plan/slots.ts';
import type { PlanLimits, PlanOrder } from '../../../machines/plan/types.ts';
import { factsOf, inputFor, SUCCESS, type TestMove } from './play.ts';
import { type Choices, choicesOf } from './random/randomPlan.ts';

const MOVES = 60;

const KINDS: readonly (readonly [string, PlanLimits, PlanOrder, number])[] = [
  ['pools', { total: 100, perPool: 3 }, 'fast', 0],
  ['servers', { total: 100, perPool: 3 }, 'fast', 0.7],
  ['many servers and many slots', { total: 100, perPool: 20 }, 'fast', 1],
  ['the total', { total: 4, perPool: 3 }, 'fast', 0.3],
  ['backends', { total: 100, perPool: 3, perBackend: 5 }, 'fast', 0.3],
  ['pairs of pools', { total: 100, perPool: 4, perPair: 1 }, 'fast', 0.3],
  ['the order of the plan', { total: 100, perPool: 3, perPair: 2 }, 'as-given', 0.5],
];

function movesOf(choices: Choices, onServers: number): TestMove[] {
  const pool = (name: string): string => `${name}@${choices.one(['x', 'y'])}#${choices.whole(1, 3)}`;
  return Array.from({ length: MOVES }, () => ({
    ...{ source: pool('a'), destination: pool('b') },
    sizeGib: choices.chance(0.05) ? 400 : choices.whole(1, 20),
    ...(choices.chance(onServers) ? { serverIds: [`s${choices.whole(0, 15)}`] } : {}),
  }));
}

test.each(KINDS)('bound by %s, each start is the best that there is', (_, limits, order, onServers) => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const choices = choicesOf(seed);
    const moves = movesOf(choices, onServers);
    const input = inputFor(moves, { limits, order });
    let context = withFacts(initialContext(input), factsOf(moves));
    let started = 0;
    while (started < MOVES) {
      const n = nextMove(context);
      expect([seed, started, n]).toEqual([seed, started, bestOf(context)]);
      if (n !== null) started += 1;
      context = n === null ? withEnd(context, choices.one(context.running), SUCCESS) : withStart(context, n);
    }
  }
});

// The rule in the words of its docstring, over all moves.
function bestOf(context: PlanContext): number | null {
  const { facts, input, inUse } = context;
  const open = [...facts.keys()].filter(
    (n) =>
      at(context.moves, n) === 'waiting' &&
      Object.entries(slotsOf(context, n)).every(([slot, limit]) => (inUse[slot] ?? 0) < limit),
  );
  const size = (n: number): number => facts[n]?.sizeGib ?? 0;
  const left = new Map<string, number>();
  for (const n of facts.keys())
    if (typeof at(context.moves, n) === 'string')
      for (const slot of Object.keys(slotsOf(context, n))) left.set(slot, (left.get(slot) ?? 0) + size(n));
  const ranked = open.map((n) => {
    const { source } = facts[n] ?? {};
    const perSlot = ([slot, limit]: readonly [string, number]): number => (left.get(slot) ?? 0) / limit;
    const slots = Object.entries(slotsOf(context, n)).filter(([slot]) => slot !== TOTAL);
    const ofServers = slots.filter(([slot]) => slot.startsWith('server')).map(perSlot);
    const chain = 1.25 * Math.max(size(n), ...ofServers);
    const poolSlots = slots.filter(([slot]) => !slot.startsWith('server'));
    // A backend counts for the pool that is on it.
    const backend = (pool: string): string => `backend ${pool.split('#')[0]}`;
    const ofPool = (pool: string): number =>
      Math.max(
        ...poolSlots
          .filter(
            ([slot]) => (slot.endsWith(` ${pool}`) && !slot.startsWith('pair')) || slot === backend(pool),
          )
          .map(perSlot),
      );
    const [from, to] = [ofPool(source ?? ''), ofPool(input.moves[n]?.parameters.destinationNode ?? '')];
    const hardness = Math.max(Math.min(from, to), chain) + 2 * size(n);
    return { n, work: Math.max(chain, ...poolSlots.map(perSlot)), hardness };
  });
  if (input.order === 'as-given') return open[0] ?? null;
  const [best] = ranked.toSorted(
    (one, other) => other.work - one.work || other.hardness - one.hardness || one.n - other.n,
  );
  return best?.n ?? null;
}
