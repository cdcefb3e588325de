// Measures how long ago something was, also if the process or the machine has slept since.

/**
 * Starts to measure. Returns a function that returns the milliseconds since then: by the monotonic clock, which stands still
 * while a machine sleeps, or by the wall clock, whichever has advanced more.
 */
export function sinceNow(): () => number {
  const [monotonic, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - monotonic, Date.now() - wall);
}
