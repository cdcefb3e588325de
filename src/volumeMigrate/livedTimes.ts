// When records were written, in the time of their process: a wall clock that is set, or a sleeping machine, adds nothing.
import type { WorkflowEntry } from '../engine/records.ts';

// A process that drives a run writes a record at least this often: a watch reads every ten seconds, and a
// request that is retried takes some minutes.
const LONGEST_GAP_MS = 10 * 60_000;

/**
 * For the records of one process, in order: milliseconds since 1970, by the clock as it was at the first of
 * them.
 */
export function livedTimes(entries: readonly WorkflowEntry[]): number[] {
  const written = entries.map(({ at }) => Date.parse(at));
  let lived = written[0] ?? 0;
  return written.map((time, index) => {
    const gap = time - (written[index - 1] ?? time);
    lived += Math.min(Math.max(gap, 0), LONGEST_GAP_MS);
    return lived;
  });
}
