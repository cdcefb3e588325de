// Forecasts the rest of a plan: plays the moves that are left through the dispatcher's own rules.
import type { PlanContext } from '../../machines/plan/context.ts';
import { expectedMs } from '../../machines/plan/rates.ts';
import { TOTAL } from '../../machines/plan/slots.ts';
import { playToEnd } from './playToEnd.ts';

/** How long the rest of a plan takes, if nothing fails. */
export interface Forecast {
  /** Milliseconds from now; null if nobody knows how long moves take on this cloud. */
  readonly shortestMs: number | null;
  readonly longestMs: number | null;
  /** The slot with the most work for each move that it allows at once: more of it would make the plan faster. */
  readonly boundBy: string | null;
}

/** How moves differ from what is expected: from three quarters of it to half as much again. */
const SPREAD = { shortest: 0.75, longest: 1.5 } as const;

/**
 * The forecast. `elapsedMs`: how long each running move has run. `fallbackMs`: how long a move of this size takes, for routes
 * of which no move has ended; without it they count as the last route that is known.
 */
export function forecast(
  context: PlanContext,
  elapsedMs: (n: number) => number = () => 0,
  fallbackMs: (sizeGib: number) => number | null = () => null,
): Forecast {
  const lasts = (n: number): number | null =>
    expectedMs(context, n) ?? fallbackMs(context.facts[n]?.sizeGib ?? 0);
  const played = playToEnd(context, elapsedMs, lasts);
  const boundBy = mostLoaded(context);
  if (played === null) return { shortestMs: null, longestMs: null, boundBy };
  return {
    ...{ shortestMs: played * SPREAD.shortest, longestMs: played * SPREAD.longest },
    boundBy,
  };
}

function mostLoaded({ routes, load }: PlanContext): string | null {
  let most: { readonly slot: string; readonly work: number } | null = null;
  for (const [slot, limit] of new Map(routes.flat())) {
    const work = (load[slot] ?? 0) / limit;
    if (most === null || work > most.work || (work === most.work && most.slot === TOTAL))
      most = { slot, work };
  }
  return most?.slot ?? null;
}
