// The states that a run was in, and for how long. No import but types: the inspector's page uses it as well.
import type { Moment, Phase } from './moments.ts';

/** The phases of a run, in order; the last has no end while the run is not over. */
export function phasesOf(moments: readonly Moment[]): Phase[] {
  const begins = moments.filter(({ state }, index) => state !== moments[index - 1]?.state);
  return begins.map(({ state, description, afterMs }, index) => {
    const next = begins[index + 1];
    return { state, description, afterMs, ms: next === undefined ? null : next.afterMs - afterMs };
  });
}
