// Time, given from outside so that tests need not wait.
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** Wall time in milliseconds since 1970, for time stamps alone: it jumps when somebody sets it. */
  readonly now: () => number;
  /** Milliseconds since some moment: never goes back and never jumps. Every duration and deadline is measured by it. */
  readonly monotonic: () => number;
  /** Resolves after `ms`, or at once when `signal` aborts; leaves no timer. Never rejects. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /**
   * How long a moment between two looks at the clock may last, in milliseconds, a sleep aside. What is longer was not
   * lived through: the process was stopped, or the machine slept. @default 30_000
   */
  readonly longestMomentMs?: number;
}

export const systemClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};
