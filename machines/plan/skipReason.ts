// Why a move is skipped: nothing will free the room that it needs, or its pool does not come back.
import type { PlanContext } from './context.ts';
import { bookedByOthers, spaceReasons } from './ledger.ts';
import { routeOf } from './moves.ts';
import { destinationSlot } from './slots.ts';
import type { MoveEnd } from './types.ts';

/** What the end of a skipped move says. */
export type SkipReason = Pick<MoveEnd, 'code' | 'message' | 'reasons'>;

/** `PoolOutOfService` if its destination is down or no longer listed, otherwise `NoRoomOnDestination`. */
export function skipReason(context: PlanContext, n: number): SkipReason {
  const { destination } = routeOf(context, n);
  const reasons = spaceReasons(context, destination, context.facts[n]?.sizeGib ?? 0);
  const sinceMs = context.outOfServiceSinceMs[destination];
  if (sinceMs === undefined) {
    const all = [...reasons, ...interruptedReasons(context, destination)];
    return { code: 'NoRoomOnDestination', message: reasons[0] ?? null, reasons: all };
  }
  const since = new Date(sinceMs).toISOString();
  return {
    code: 'PoolOutOfService',
    message: `pool ${destination} is out of service`,
    reasons: [
      ...reasons,
      `it has been out of service since ${since}. When its cinder-volume service is up and enabled again, apply the plan again`,
    ],
  };
}

// Interrupted runs keep their space: their moves may arrive.
function interruptedReasons(context: PlanContext, pool: string): string[] {
  const gib = bookedByOthers(context, pool);
  const remedies = new Set(context.interrupted[destinationSlot(pool)]);
  return gib === 0 || remedies.size === 0
    ? []
    : [`${gib} GiB on their way to ${pool} are those of interrupted runs. ${[...remedies].join('. ')}`];
}
