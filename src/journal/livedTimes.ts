// When records were written, as the process that wrote them has lived it: a wall clock that is set meanwhile, and a
// machine that sleeps, add nothing.
import type { Entry } from './records.ts';

// While a process drives a run it writes a record at least so often: a watch reads every ten seconds, and a request that
// is repeated takes some minutes.
const LONGEST_GAP_MS = 10 * 60_000;

/** For the records of one process, in order: milliseconds since 1970, by the clock as it was at the first of them. */
export function livedTimes(entries: readonly Entry[]): number[] {
  const written = entries.map(({ at }) => Date.parse(at));
  let lived = written[0] ?? 0;
  return written.map((time, index) => {
    const gap = time - (written[index - 1] ?? time);
    lived += Math.min(Math.max(gap, 0), LONGEST_GAP_MS);
    return lived;
  });
}
