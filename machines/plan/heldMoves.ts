// Moves that other open runs keep from starting: those that have their volumes, and those that were interrupted and take their slots.
import { at } from './chunks.ts';
import type { PlanContext } from './context.ts';
import { isReady } from './dependencies.ts';
import type { Queue } from './queues.ts';
import type { SkipReason } from './skipReason.ts';
import type { Route } from './slots.ts';
import type { VolumeHolder } from './types.ts';

/** A queue with a move that waits. */
export interface WaitingQueue {
  readonly queue: Queue;
  readonly route: Route;
  /** The first waiting move whose volume no other run has; null if there is none. */
  readonly n: number | null;
}

/** The queues with moves that wait. */
export function waitingQueues(context: PlanContext): WaitingQueue[] {
  const { queues, routes } = context;
  return queues.queues.flatMap((queue, q) => {
    return firstWaiting(context, q) === undefined
      ? []
      : [{ queue, route: routes[q] as Route, n: firstFree(context, q) }];
  });
}

/** The first waiting move of a queue, whether another run has its volume or not. */
export function firstWaiting(context: PlanContext, q: number): number | undefined {
  const [first] = waitingIn(context, q);
  return first;
}

function firstFree(context: PlanContext, q: number): number | null {
  for (const n of waitingIn(context, q)) if (!(n in context.holders)) return n;
  return null;
}

/** The waiting moves of a queue, in order. */
function* waitingIn({ queues, heads, moves }: PlanContext, q: number): Generator<number, void> {
  const { order } = queues.queues[q] as Queue;
  for (let place = at(heads, q); place < order.length; place += 1) {
    const n = order[place] as number;
    if (at(moves, n) === 'waiting') yield n;
  }
}

/** Whether failures have paused one of the slots. */
export const isPaused = ({ pausedSlots }: PlanContext, route: Route): boolean =>
  route.some(([slot]) => slot in pausedSlots);

/** Whether the move can start only after somebody resumes or gives up an interrupted run. */
export const isStuck = (context: PlanContext, route: Route, n: number): boolean =>
  (context.holders[n]?.remedy ?? null) !== null || stuckSlots(context, route, n).length > 0;

// The slots that interrupted runs use up.
function stuckSlots({ interrupted, queues }: PlanContext, route: Route, n: number): string[] {
  const taken = (slot: string): number => interrupted[slot]?.length ?? 0;
  return [
    ...route.filter(([slot, limit]) => taken(slot) >= limit).map(([slot]) => slot),
    ...(queues.serverSlots[n] ?? []).filter((slot) => taken(slot) > 0),
  ];
}

/**
 * The moves that can only be skipped: nothing runs, and every remaining move waits for interrupted runs, for pools that
 * were paused because of failures, or for other moves. Empty while anything else can still happen.
 */
export function stuckMoves(context: PlanContext): readonly number[] {
  const { running, holders, interrupted, queues, routes } = context;
  if (running.length > 0) return [];
  if (isEmpty(interrupted) && Object.values(holders).every(({ remedy }) => remedy === null)) return [];
  const stuck: number[] = [];
  for (const [q, queue] of queues.queues.entries()) {
    const route = routes[q] as Route;
    if (isPaused(context, route) || !isReady(context, queue.after)) continue;
    for (const n of waitingIn(context, q)) {
      if (!isStuck(context, route, n)) return [];
      stuck.push(n);
    }
  }
  return stuck;
}

/** Why a move is skipped because of interrupted runs, and how to end these runs. */
export function stuckReason(context: PlanContext, n: number): SkipReason {
  const { holders, interrupted, queues, routes } = context;
  const holder = holders[n];
  if (holder !== undefined) {
    return skipped('VolumeHeld', `${holderInWords(holder)}. ${holder.remedy ?? ''}`.trimEnd());
  }
  const slots = stuckSlots(context, routes[queues.queueOf[n] ?? 0] as Route, n);
  const remedies = new Set(slots.flatMap((slot) => interrupted[slot] ?? []));
  return skipped(
    'LimitReached',
    `interrupted runs use up the limit of ${slots.join(', ')}. ${[...remedies].join('. ')}`,
  );
}

const skipped = (code: string, message: string): SkipReason => ({ code, message, reasons: [message] });

/** The run that has a volume, in words. */
export function holderInWords({ runId, parent, remedy }: VolumeHolder): string {
  const run = parent === null ? `run ${runId}` : `run ${runId} of plan ${parent}`;
  return remedy === null ? `${run} has the volume` : `${run} has the volume, and no process drives it`;
}

const isEmpty = (object: object): boolean => Object.keys(object).length === 0;
