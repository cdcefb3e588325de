// Measures how long a wait has lasted, without the time in which the process was stopped.
import type { Clock } from './clock.ts';

const LONGEST_MOMENT_MS = 30_000;

export interface Stopwatch {
  /** Milliseconds since it was started. Never goes back. */
  readonly elapsedMs: () => number;
  /**
   * Like the clock's. If a sleep lasts much longer than it should, little more than its length is counted.
   */
  readonly sleep: Clock['sleep'];
}

/**
 * Starts a stopwatch. A laptop that is closed for the night, a process that is stopped and continued, or a
 * wall clock that is set counts for half a minute at most: a deadline passes only by time in which the cloud
 * could be read.
 */
export function startStopwatch(clock: Clock): Stopwatch {
  const { longestMomentMs = LONGEST_MOMENT_MS } = clock;
  let counted = 0;
  let last = clock.monotonic();
  const count = (mostMs: number): number => {
    const now = clock.monotonic();
    counted += Math.min(Math.max(now - last, 0), mostMs);
    last = now;
    return counted;
  };
  return {
    elapsedMs: () => count(longestMomentMs),
    sleep: (ms, signal) => {
      count(longestMomentMs);
      return clock.sleep(ms, signal).then(() => void count(ms + longestMomentMs));
    },
  };
}
