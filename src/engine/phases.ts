// The states that a run was in, and for how long. Imports types only: the inspector's page uses it as well.
import type { TimelinePhase, WorkflowMoment } from './timelineTypes.ts';

/** The phases of a run, in order; the last one is open until the run is over. */
export function phasesOf(moments: readonly WorkflowMoment[]): TimelinePhase[] {
  const begins = moments.filter(({ state }, index) => state !== moments[index - 1]?.state);
  return begins.map(({ state, description, afterMs }, index) => {
    const next = begins[index + 1];
    return { state, description, afterMs, ms: next === undefined ? null : next.afterMs - afterMs };
  });
}
