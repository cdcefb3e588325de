// Which move starts next: the one whose most loaded resource has the most work left. No move waits for another that cannot start.
import { at } from './chunks.ts';
import type { PlanContext } from './context.ts';
import { isReady } from './dependencies.ts';
import { roomOf } from './ledger.ts';
import { indexesFrom, numberAt } from './maxTree.ts';
import {
  areFree,
  isFree,
  type OpenSides,
  openSides,
  placeOf,
  type WorkOfQueue,
  workOfQueue,
} from './openSides.ts';
import type { Queue, Side } from './queues.ts';
import { TOTAL } from './slots.ts';
import { areOpen } from './windows.ts';

/**
 * The number of the move to start now; null if none can start. A move can start if its schedules are open, each of its slots
 * has room, no other run has its volume, the moves that it waits for have succeeded, and the volume fits into the destination.
 * With order `as-given` it is the first of those in the plan. Otherwise: one that others wait for; then the one with the greatest
 * remaining work, per slot on either of its pools or in its chain (that of its server, or itself); among equals the one that would be
 * hardest to place later, because its other pool has much work too, or because it is long; then the first in the plan.
 */
export function nextMove(context: PlanContext): number | null {
  const known = found.get(context);
  if (known !== undefined) return known;
  const n = findNext(context);
  found.set(context, n);
  return n;
}

// A guard and then an action ask the same.
const found = new WeakMap<PlanContext, number | null>();

function findNext(context: PlanContext): number | null {
  const [route] = context.routes;
  if (
    route === undefined ||
    !areFree(
      context,
      route.filter(([slot]) => slot === TOTAL),
    )
  )
    return null;
  const asking = { context, open: openSides(context), hasRoom: roomOf(context) };
  if (asking.open.sides.length === 0) return null;
  const awaited = context.input.order === 'as-given' ? null : bestAwaited(asking);
  if (awaited !== null) return awaited.n;
  const best = bestOfPools(asking);
  if (best === null || context.input.order === 'as-given') return best?.n ?? null;
  return bestOfChains(asking, best).n;
}

interface Asking {
  readonly context: PlanContext;
  readonly open: OpenSides;
  readonly hasRoom: ReturnType<typeof roomOf>;
}

interface Candidate {
  readonly n: number;
  /** GiB per slot on its most loaded resource. */
  readonly work: number;
  /** How hard it is to place later, in GiB. */
  readonly hardness: number;
}

// The estimate of a chain, of few moves, is more often wrong than that of a pool: it counts for more.
const CHAIN_WEIGHT = 1.25;
// A long move at the end of a pool's work leaves the pool's other slots without any.
const LENGTH_WEIGHT = 2;

// The best of the moves that others wait for.
function bestAwaited(asking: Asking): Candidate | null {
  const { context, open } = asking;
  let best: Candidate | null = null;
  for (const q of context.queues.awaited) {
    if (!isWaiting(context, q) || placeOf(context, open, q) < 0) continue;
    best = before(context, bestOfQueue(asking, q), best);
  }
  return best;
}

// Goes through the pools as far as one of them may have a move that comes before the best so far.
function bestOfPools(asking: Asking): Candidate | null {
  const { context, open } = asking;
  const isInOrder = context.input.order === 'as-given';
  let best: Candidate | null = null;
  for (const [place, { side, work }] of open.sides.entries()) {
    if (best !== null && !isInOrder && best.work > work) break;
    for (const q of (context.queues.sides[side] as Side).queues) {
      // A queue is considered at the first of its sides.
      if (!isWaiting(context, q) || placeOf(context, open, q) !== place) continue;
      best = before(context, bestOfQueue(asking, q), best);
    }
  }
  return best;
}

function isWaiting(context: PlanContext, q: number): boolean {
  const { queues, heads, nowMs } = context;
  const { order, schedules, after } = queues.queues[q] as Queue;
  if (at(heads, q) >= order.length || !isReady(context, after)) return false;
  return schedules.length === 0 || areOpen(schedules, nowMs);
}

// At most this many moves of a queue are compared: a plan may have 100,000.
const MOST_COMPARED = 64;

function bestOfQueue(asking: Asking, q: number): Candidate | null {
  const { context, hasRoom } = asking;
  const { order, destination, smallestGib, longestChainGib } = context.queues.queues[q] as Queue;
  if (!hasRoom(destination, smallestGib)) return null;
  const work = workOfQueue(context, q);
  const most = Math.max(work.least, CHAIN_WEIGHT * longestChainGib);
  let best: Candidate | null = null;
  let compared = 0;
  for (let place = at(context.heads, q); place < order.length; place += 1) {
    const n = order[place] as number;
    if (!canStart(asking, n)) continue;
    best = before(context, candidate(context, n, work), best);
    compared += 1;
    // Those that follow are not longer.
    const isBest = (best?.hardness ?? 0) >= most + LENGTH_WEIGHT * sizeOf(context, n);
    if (isBest || compared === MOST_COMPARED || context.input.order === 'as-given') break;
  }
  return best;
}

// Chains with as much work as the most loaded pool: few, since their work is part of that of the pools.
function bestOfChains(asking: Asking, ofPools: Candidate): Candidate {
  const { context, open } = asking;
  const { queues, chainGib } = context;
  let best = ofPools;
  for (const chain of indexesFrom(chainGib, () => best.work / CHAIN_WEIGHT)) {
    for (const n of queues.chains.moves[chain] ?? []) {
      const q = queues.queueOf[n] ?? -1;
      if (!isWaiting(context, q) || placeOf(context, open, q) < 0 || !canStart(asking, n)) continue;
      best = before(context, candidate(context, n, workOfQueue(context, q)), best) ?? best;
    }
  }
  return best;
}

function candidate(context: PlanContext, n: number, work: WorkOfQueue): Candidate {
  const chain = CHAIN_WEIGHT * chainOf(context, n);
  return {
    n,
    work: Math.max(work.most, chain),
    hardness: Math.max(work.least, chain) + LENGTH_WEIGHT * sizeOf(context, n),
  };
}

const sizeOf = ({ facts }: PlanContext, n: number): number => facts[n]?.sizeGib ?? 0;

// Whether a move of an open queue can start.
function canStart({ context, hasRoom }: Asking, n: number): boolean {
  if (at(context.moves, n) !== 'waiting' || n in context.holders || !areServersFree(context, n)) return false;
  const { destination } = context.queues.queues[context.queues.queueOf[n] ?? -1] as Queue;
  return hasRoom(destination, sizeOf(context, n));
}

function before(context: PlanContext, one: Candidate | null, other: Candidate | null): Candidate | null {
  if (one === null || other === null) return one ?? other;
  return isBefore(context, one, other) ? one : other;
}

function isBefore({ input }: PlanContext, one: Candidate, other: Candidate): boolean {
  if (input.order === 'as-given') return one.n < other.n;
  if (one.work !== other.work) return one.work > other.work;
  return one.hardness === other.hardness ? one.n < other.n : one.hardness > other.hardness;
}

/** Whether no other move of the move's servers runs. */
export function areServersFree(context: PlanContext, n: number): boolean {
  const slots = context.queues.serverSlots[n] ?? [];
  return slots.every((slot) => isFree(context, slot, 1));
}

function chainOf({ queues, chainGib }: PlanContext, n: number): number {
  let most = 0;
  for (const chain of queues.chains.of[n] ?? []) most = Math.max(most, numberAt(chainGib, chain));
  return most;
}
