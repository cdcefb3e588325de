// How long the runs of a story may take at most.
import type { Story, StoryRun } from './story.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
// A request that is repeated five times, each time without an answer, with the waits between.
const WORST_REQUEST_MS = 7 * MINUTE_MS;

/**
 * Milliseconds from a story's beginning in which each of its runs must have ended. A run waits at most for two copies
 * and some short ends, each by its limits; beside that for its own requests, and while no process drives it.
 */
export function timeAllowed({ runs, interventions, cloud }: Story): number {
  const disturbed = interventions.reduce((sum, each) => {
    if ('fault' in each) return sum + Math.min(each.times, 100) * WORST_REQUEST_MS;
    const { event } = each;
    if (event.kind === 'crash' || event.kind === 'abandon') return sum + (event.resumeAfterMs ?? 0) + HOUR_MS;
    return sum + (event.kind === 'restart' ? event.forMs : MINUTE_MS);
  }, 0);
  const begins = Math.max(...runs.map(({ startMs }) => startMs));
  return begins + Math.max(...runs.map(waits)) + disturbed + 10 * MINUTE_MS + 100 * cloud.latencyMs;
}

// As machines/limits.ts, for volumes of up to two GiB.
function waits({ limits }: StoryRun): number {
  const copyMs = limits.deadlineMs ?? 4 * (limits.stallAfterMs ?? 32 * MINUTE_MS);
  return 2 * copyMs + 4 * (limits.settleMs ?? MINUTE_MS);
}
