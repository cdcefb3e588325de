// How long a run on a stage may take at most: the sum of the limits of its waits and calls.
import { DEADLINE_MS } from './stage.ts';

// One poll too late, at the slowest pace.
const POLL_MS = 10_000;
// What a call may wait for by itself: that a volume is created, and that it is gone.
const CALL_MS = 2 * 60_000 + POLL_MS;

/** The maximum in milliseconds, for the states that the run was in. */
export const deadlineOf = (states: readonly string[]): number =>
  states.reduce(
    (sum, state) => sum + (/watching|verifying/.test(state) ? DEADLINE_MS + POLL_MS : CALL_MS),
    0,
  );
