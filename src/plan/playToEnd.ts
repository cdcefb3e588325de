// Plays the rest of a plan through the dispatcher's own rules, without a cloud.
import type { PlanContext } from '../../machines/plan/context.ts';
import { withEnd, withStart } from '../../machines/plan/moves.ts';
import { nextMove } from '../../machines/plan/nextMove.ts';
import type { MoveEnd } from '../../machines/plan/types.ts';
import { nextChange, UNKNOWN_TIME } from '../../machines/plan/windows.ts';

// Two years: nobody waits longer for the end of a plan.
const LONGEST_MS = 2 * 365 * 24 * 3_600_000;

const PLAYED: MoveEnd = {
  ...{ status: 'SUCCEEDED', runId: null, code: null, message: null, reasons: [] },
  ...{ isAccepted: false, elapsedMs: null, endedAt: null },
};

/**
 * Milliseconds until the last move ends; null if a duration is unknown. `elapsedMs`: how long each running move has run;
 * `lasts`: how long each move takes in all; `onStart` is called for each move that starts, in order.
 */
export function playToEnd(
  given: PlanContext,
  elapsedMs: (n: number) => number,
  lasts: (n: number) => number | null,
  onStart: (n: number) => void = () => {},
): number | null {
  let context: PlanContext = {
    ...{ ...given, others: {}, contended: [], interrupted: {}, holders: {}, pausedSlots: {} },
    ...{ figures: null, outOfServiceSinceMs: {} },
  };
  let nowMs = 0;
  const ends: { readonly n: number; readonly atMs: number }[] = [];
  for (const n of context.running) {
    const ms = lasts(n);
    if (ms === null) return null;
    insert(ends, { n, atMs: Math.max(0, ms - elapsedMs(n)) });
  }
  for (;;) {
    for (let n = nextMove(context); n !== null; n = nextMove(context)) {
      const ms = lasts(n);
      if (ms === null) return null;
      onStart(n);
      context = withStart(context, n);
      insert(ends, { n, atMs: nowMs + ms });
    }
    const end = ends.pop();
    if (end !== undefined) {
      nowMs = end.atMs;
      context = { ...withEnd(context, end.n, PLAYED), nowMs: given.nowMs + nowMs };
    } else if (context.counts.waiting === 0) return nowMs;
    else {
      const change = context.nowMs === UNKNOWN_TIME ? null : nextChange(schedulesOf(context), context.nowMs);
      if (change === null || change > given.nowMs + LONGEST_MS) return null;
      nowMs += change - context.nowMs;
      context = { ...context, nowMs: change };
    }
  }
}

const schedulesOf = ({ queues }: PlanContext) => queues.queues.flatMap(({ schedules }) => schedules);

// The latest end comes first, so that the next one is at the end.
function insert<End extends { readonly atMs: number }>(ends: End[], end: End): void {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as End).atMs > end.atMs) low = middle + 1;
    else high = middle;
  }
  ends.splice(low, 0, end);
}
