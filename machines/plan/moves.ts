// What the start and the end of a move change in the context. Pure, and shared by the machine and the forecast.
import { at, type Chunks, withAt } from './chunks.ts';
import type { Arrival, PlanContext } from './context.ts';
import { withFailure } from './failures.ts';
import { mostOnTheWayGib, unseen } from './ledger.ts';
import { numberAt, withNumberAt } from './maxTree.ts';
import type { Queue } from './queues.ts';
import { withRate } from './rates.ts';
import type { SkipReason } from './skipReason.ts';
import {
  type Route,
  type SlotLimits,
  type SlotName,
  serverLimits,
  spaceLimits,
  unlimitedSlots,
} from './slots.ts';
import type { MoveEnd } from './types.ts';

/** The slots that a move takes, with their limits. */
export function slotsOf(context: PlanContext, n: number): SlotLimits {
  const route = context.routes[queueNumber(context, n)] as Route;
  return { ...Object.fromEntries(route), ...serverLimits(context.facts[n] ?? { serverIds: [] }) };
}

/** What the run of a move takes: its slots with their limits, those that only other plans limit, and the space on its destination. */
export function slotsToTake(context: PlanContext, n: number): SlotLimits {
  const { source, destination } = routeOf(context, n);
  const sizeGib = context.facts[n]?.sizeGib ?? 0;
  return {
    ...unlimitedSlots(source, destination),
    ...slotsOf(context, n),
    ...spaceLimits(destination, sizeGib, mostOnTheWayGib(context, destination)),
  };
}

/** Where a move takes its volume from and to. */
export function routeOf(context: PlanContext, n: number): Pick<Queue, 'source' | 'destination'> {
  return context.queues.queues[queueNumber(context, n)] as Queue;
}

/** The move has started. */
export function withStart(context: PlanContext, n: number): PlanContext {
  const { facts, counts } = context;
  const sizeGib = facts[n]?.sizeGib ?? 0;
  const moves = withAt(context.moves, n, 'running' as const);
  const { destination } = routeOf(context, n);
  return {
    ...{ ...context, moves, running: [...context.running, n] },
    counts: { ...counts, waiting: counts.waiting - 1 },
    heads: withHead({ ...context, moves }, queueNumber(context, n)),
    inUse: added(context.inUse, Object.keys(slotsOf(context, n)), 1),
    booked: added(context.booked, [destination], sizeGib),
  };
}

/** The move has ended. */
export function withEnd(context: PlanContext, n: number, end: MoveEnd): PlanContext {
  const { counts } = context;
  return {
    ...withFailure(withRate(withoutRunning(context, n), n, end), routeOf(context, n), end),
    moves: withAt(context.moves, n, end),
    counts: { ...counts, [end.status]: counts[end.status] + 1 },
    arrivals: withArrivals(context, n, end),
    ...withWork(context, n, -(context.facts[n]?.sizeGib ?? 0)),
  };
}

/** A move that waited will not be made. */
export function withSkip(context: PlanContext, n: number, why: SkipReason): PlanContext {
  const sizeGib = context.facts[n]?.sizeGib ?? 0;
  const end: MoveEnd = {
    ...{ ...why, status: 'SKIPPED', runId: null },
    ...{ isAccepted: false, elapsedMs: null, endedAt: null },
  };
  const { counts } = context;
  const moves = withAt(context.moves, n, end);
  return {
    ...{ ...context, moves, heads: withHead({ ...context, moves }, queueNumber(context, n)) },
    counts: { ...counts, waiting: counts.waiting - 1, SKIPPED: counts.SKIPPED + 1 },
    ...withWork(context, n, -sizeGib),
  };
}

/** The move did not start, because other runs took its slots first, or have its volume: it waits again. */
export function withReturn(context: PlanContext, n: number, slots: readonly SlotName[]): PlanContext {
  const { queues, heads, counts } = context;
  const q = queueNumber(context, n);
  const head = Math.min(at(heads, q), queues.placeInOrder[n] ?? 0);
  return {
    ...withoutRunning(context, n),
    moves: withAt(context.moves, n, 'waiting'),
    contended: [...new Set([...context.contended, ...slots])],
    heads: withAt(heads, q, head),
    counts: { ...counts, waiting: counts.waiting + 1 },
  };
}

function withoutRunning(context: PlanContext, n: number): PlanContext {
  const sizeGib = context.facts[n]?.sizeGib ?? 0;
  return {
    ...{ ...context, running: context.running.filter((one) => one !== n) },
    inUse: added(context.inUse, Object.keys(slotsOf(context, n)), -1),
    booked: added(context.booked, [routeOf(context, n).destination], -sizeGib),
  };
}

const queueNumber = ({ queues }: PlanContext, n: number): number => queues.queueOf[n] ?? 0;

// Past the moves that no longer wait.
function withHead({ queues, heads, moves }: PlanContext, q: number): Chunks<number> {
  const { order } = queues.queues[q] as Queue;
  let place = at(heads, q);
  while (place < order.length && at(moves, order[place] as number) !== 'waiting') place += 1;
  return withAt(heads, q, place);
}

function withWork(
  { queues, routes, load, chainGib }: PlanContext,
  n: number,
  gib: number,
): Pick<PlanContext, 'load' | 'chainGib'> {
  const route = routes[queues.queueOf[n] ?? 0] as Route;
  const chains = queues.chains.of[n] ?? [];
  return {
    load: added(
      load,
      route.map(([slot]) => slot),
      gib,
    ),
    chainGib: chains.reduce((all, chain) => withNumberAt(all, chain, numberAt(all, chain) + gib), chainGib),
  };
}

// Without the members that reach 0: only what is in use is kept.
function added(
  amounts: Readonly<Record<string, number>>,
  names: readonly string[],
  amount: number,
): Readonly<Record<string, number>> {
  const changed = { ...amounts };
  for (const name of names) {
    const sum = (changed[name] ?? 0) + amount;
    if (sum === 0) delete changed[name];
    else changed[name] = sum;
  }
  return changed;
}

// What the figures of pools may not show yet: a volume, or after a failure what is left of its copy, on the destination; the
// space that the source has again.
function withArrivals(context: PlanContext, n: number, end: MoveEnd): readonly Arrival[] {
  const { arrivals, figures, facts } = context;
  if (!end.isAccepted || end.endedAt === null) return arrivals;
  const endedAtMs = Date.parse(end.endedAt);
  const { source, destination } = routeOf(context, n);
  const ofMove: readonly Arrival[] = [
    { pool: destination, sizeGib: facts[n]?.sizeGib ?? 0, endedAtMs },
    ...(source === null ? [] : [{ pool: source, sizeGib: 0, endedAtMs }]),
  ];
  // The first figures, when they are read, show what is older.
  return [...(figures === null ? unseen(arrivals, endedAtMs) : arrivals), ...ofMove];
}
