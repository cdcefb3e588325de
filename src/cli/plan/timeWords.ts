// How long a plan takes and what limits its speed, in words: for the preview before it is applied.
import type { PlanContext } from '../../../machines/plan/context.ts';
import { forecast } from '../../plan/forecast.ts';
import { boundInWords, forecastInWords } from './planWords.ts';

export interface TimeInWords {
  readonly time: string;
  /** What limits the speed, and the option that raises it; null if nothing does. */
  readonly speedLimit: string | null;
}

/** The forecast of a plan that has not started. `fallbackMs`: how long a move of a size takes, by the journal. */
export function timeInWords(
  context: PlanContext,
  fallbackMs: (sizeGib: number) => number | null,
): TimeInWords {
  const found = forecast(context, () => 0, fallbackMs);
  const range = forecastInWords(found);
  return {
    time:
      range === null ? 'not known yet: the journal has no similar move' : `about ${range}, if nothing fails`,
    speedLimit: boundInWords(context, found.boundBy),
  };
}
