// How long the runs of a workload may take at most.
import type { Workload, WorkloadRun } from './workload.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
// A request that is repeated five times, each time without a response, with the waits in between.
const WORST_REQUEST_MS = 7 * MINUTE_MS;

/**
 * Milliseconds from the start of a workload in which each of its runs must have ended. A run waits at most
 * for two copies and some short ends, each within its limits; besides, for its own requests, and while no
 * process drives it.
 */
export function timeAllowed({ runs, interventions, cloud }: Workload): number {
  const disturbed = interventions.reduce((sum, each) => {
    if ('fault' in each) return sum + Math.min(each.times, 100) * WORST_REQUEST_MS;
    const { event } = each;
    if (event.kind === 'crash' || event.kind === 'abandon') return sum + (event.resumeAfterMs ?? 0) + HOUR_MS;
    return sum + (event.kind === 'restart' ? event.forMs : MINUTE_MS);
  }, 0);
  const begins = Math.max(...runs.map(({ startMs }) => startMs));
  return begins + Math.max(...runs.map(waits)) + disturbed + 10 * MINUTE_MS + 100 * cloud.latencyMs;
}

// As in machines/limits.ts, for volumes of up to two GiB.
function waits({ limits }: WorkloadRun): number {
  const copyMs = limits.deadlineMs ?? 4 * (limits.stallAfterMs ?? 32 * MINUTE_MS);
  return 2 * copyMs + 4 * (limits.settleMs ?? MINUTE_MS);
}
