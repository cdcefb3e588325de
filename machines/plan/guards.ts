// The questions of a plan.
import { at } from './chunks.ts';
import type { PlanContext } from './context.ts';
import { failedBefore, isReady } from './dependencies.ts';
import type { PlanEvent } from './events.ts';
import {
  firstWaiting,
  isPaused,
  isStuck,
  stuckMoves,
  type WaitingQueue,
  waitingQueues,
} from './heldMoves.ts';
import { isChangedByOthers, mayComeBack, roomOf } from './ledger.ts';
import { areServersFree, nextMove } from './nextMove.ts';
import { isFree } from './openSides.ts';
import { destinationsOf, type Queue } from './queues.ts';
import { resultStatus } from './result.ts';
import { areOpen } from './windows.ts';

interface Asked {
  readonly context: PlanContext;
  readonly event: PlanEvent;
}

export const guards = {
  /** Does no move that waits name a pool? */
  hasNoDestinationPool: ({ context }: Asked): boolean => destinationsOf(context).length === 0,
  /** Is there a move that can start now? */
  canStartMove: ({ context }: Asked): boolean => nextMove(context) !== null,
  /** Has every move ended? */
  isDone: ({ context: { counts, running } }: Asked): boolean => counts.waiting === 0 && running.length === 0,
  /** Has every move that was started ended? */
  isIdle: ({ context }: Asked): boolean => context.running.length === 0,
  /** Have as many moves failed as are allowed to? */
  hasTooManyFailures: ({ context: { input, counts } }: Asked): boolean =>
    input.maxFailures !== null && counts.FAILED >= input.maxFailures,
  /** Is there a move whose volume does not fit into its destination, and nothing under way that could change that? */
  hasMoveWithoutRoom: ({ context }: Asked): boolean => moveWithoutRoom(context) !== null,
  /** Do all the moves that are left wait for runs that no process drives, or for paused pools? */
  isHeldByInterruptedRuns: ({ context }: Asked): boolean => stuckMoves(context).length > 0,
  /** Is there a move that waits for one that was not made? */
  hasMoveAfterFailure: ({ context }: Asked): boolean => moveAfterFailure(context) !== null,
  /** Do all the moves that are left wait for pools that were paused because of failures, or for one another? */
  isHeldByFailures: ({ context }: Asked): boolean =>
    context.running.length === 0 &&
    waitingQueues(context).every(
      ({ route, queue }) => isPaused(context, route) || !isReady(context, queue.after),
    ),
  /** Is this a request that has not been taken into account yet? */
  isNewRequest: ({ context, event }: Asked): boolean =>
    'message' in event && event.message > context.lastMessage,
  /** Are there pools to empty that have not been listed again? */
  hasPoolsToEmpty: ({ context: { input, left, failure, cancel, facts, counts } }: Asked): boolean =>
    (input.empties ?? []).length > 0 &&
    left === null &&
    failure === null &&
    (facts.length > 0 || input.moves.length === 0) &&
    (cancel === 'no' || counts.waiting === 0),
  /** Was the plan cancelled before every move had ended? */
  isCancelled: ({ context }: Asked): boolean => resultStatus(context) === 'CANCELLED',
  /** Has every volume moved? */
  isSucceeded: ({ context }: Asked): boolean => resultStatus(context) === 'SUCCEEDED',
  /** Did other runs take the move's slots first? */
  isLimitReached: ({ event }: Asked): boolean => 'error' in event && event.error.code === 'LimitReached',
  /** Was the call not made because the journal cannot be written? */
  isUnwritable: ({ event }: Asked): boolean => 'error' in event && event.error.code === 'JournalUnwritable',
  /** Did a user pause the plan before its first move? */
  isPausedEarly: ({ context }: Asked): boolean => context.isPausedEarly,
  /** Does another run have the volume of the move? */
  isVolumeHeld: ({ event }: Asked): boolean => 'error' in event && event.error.code === 'VolumeHeld',
};

/** The first move that waits for one that was not made; null if there is none. */
export function moveAfterFailure(context: PlanContext): number | null {
  for (const q of context.queues.dependent) {
    const n = firstWaiting(context, q);
    if (n !== undefined && failedBefore(context, (context.queues.queues[q] as Queue).after) !== null)
      return n;
  }
  return null;
}

// Other runs, schedules, or moves that wait for these, keep moves of the queue from starting, but not for ever.
function isHeldForNow(context: PlanContext, held: WaitingQueue, asked: readonly Queue[] = []): boolean {
  const { queue, route } = held;
  if (isPaused(context, route) || asked.includes(queue)) return false;
  if (!isReady(context, queue.after))
    return waitingQueues(context).some(
      (other) =>
        other.queue.isAwaited &&
        other.queue.order.some((n) => queue.after.includes(n)) &&
        isHeldForNow(context, other, [...asked, queue]),
    );
  const isQueueHeld =
    !route.every(([slot, limit]) => isFree(context, slot, limit)) || !areOpen(queue.schedules, context.nowMs);
  return queue.order.some((n) => {
    if (at(context.moves, n) !== 'waiting' || isStuck(context, route, n)) return false;
    return isQueueHeld || n in context.holders || !areServersFree(context, n);
  });
}

/**
 * The first move that can only be skipped: nothing is on its way to the pool any more, from other runs either, Cinder's figures
 * show that, no volume will leave the pool later, and the pool has not gone out of service only now.
 */
export function moveWithoutRoom(context: PlanContext): number | null {
  if (context.running.length > 0 || context.arrivals.length > 0) return null;
  const waiting = waitingQueues(context);
  const hasRoom = roomOf(context);
  const found = waiting.find(
    ({ queue, route, n }) =>
      n !== null &&
      route.every(([slot, limit]) => isFree(context, slot, limit)) &&
      areOpen(queue.schedules, context.nowMs) &&
      isReady(context, queue.after) &&
      !hasRoom(queue.destination, context.facts[n]?.sizeGib ?? 0) &&
      !mayComeBack(context, queue.destination) &&
      !isChangedByOthers(context, queue.destination) &&
      !waiting.some((other) => other.queue.source === queue.destination && isHeldForNow(context, other)),
  );
  return found?.n ?? null;
}
