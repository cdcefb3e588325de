// The forecast of a plan for its display: made anew at most every ten seconds, because it plays all moves that are left.
import { type Forecast, forecast } from '../../plan/forecast.ts';
import type { FollowedPlan } from './followedPlan.ts';

const FORECAST_EVERY_MS = 10_000;

/** A function that returns the latest forecast. `fallbackMs`: how long a move of a size takes, by the journal. */
export function forecaster(
  { context, phaseOf }: Pick<FollowedPlan, 'context' | 'phaseOf'>,
  fallbackMs: (sizeGib: number) => number | null,
): () => Forecast {
  let last: { readonly atMs: number; readonly found: Forecast } | null = null;
  return () => {
    const nowMs = performance.now();
    // As long as nothing is known, to ask again costs nothing.
    if (last?.found.shortestMs == null || nowMs - last.atMs >= FORECAST_EVERY_MS) {
      const elapsedMs = (n: number): number => {
        const phase = phaseOf(n);
        return phase === null ? 0 : Date.now() - phase.startedAtMs;
      };
      last = { atMs: nowMs, found: forecast(context(), elapsedMs, fallbackMs) };
    }
    return last.found;
  };
}
