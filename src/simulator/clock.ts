// The clocks of a simulated cloud: real and virtual.
import { createDueTimes } from './dueTimes.ts';

/** The time of a simulated cloud. A test passes its own to run in virtual time. */
export interface SimulatedClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `fn` once after `ms`; the result cancels it. */
  after(ms: number, fn: () => void): () => void;
}

/** The system's time. */
export const realClock: SimulatedClock = {
  now: () => Date.now(),
  after(ms, fn) {
    let timer: NodeJS.Timeout;
    // setTimeout fires at once if it is given more than 24.8 days.
    const wait = (leftMs: number): void => {
      timer = setTimeout(
        () => (leftMs > LONGEST_MS ? wait(leftMs - LONGEST_MS) : fn()),
        Math.min(leftMs, LONGEST_MS),
      );
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};

const LONGEST_MS = 2 ** 31 - 1;

/** A clock that moves only when it is advanced. */
export interface VirtualClock extends SimulatedClock {
  /** Runs everything that is due within `ms`, in order of time, and stops there. */
  advance(ms: number): void;
  /** Jumps from one due time to the next until nothing is left; returns the number of steps. */
  runAll(limit?: number): number;
  /** Jumps to the next due time and makes that one call; false if there is none. */
  step(): boolean;
  /** The number of pending calls. */
  pending(): number;
}

/** A clock that moves only when it is advanced, for thousands of runs in one process, or for weeks in seconds. */
export function createVirtualClock(startMs = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = startMs;
  let order = 0;
  const dues = createDueTimes();
  const runNext = (until: number): boolean => {
    const due = dues.next();
    if (!due || due.at > until) return false;
    dues.take();
    now = Math.max(now, due.at);
    due.fn();
    return true;
  };
  return {
    now: () => now,
    after(ms, fn) {
      const due = { at: now + Math.max(0, ms), order: order++, fn, cancelled: false };
      dues.add(due);
      return () => dues.cancel(due);
    },
    advance(ms) {
      const until = now + ms;
      while (runNext(until));
      now = until;
    },
    runAll(limit = 100_000) {
      let steps = 0;
      while (steps < limit && runNext(Number.POSITIVE_INFINITY)) steps++;
      return steps;
    },
    step: () => runNext(Number.POSITIVE_INFINITY),
    pending: () => dues.size(),
  };
}
