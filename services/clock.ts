// The clock interface, passed in so that tests need not wait.

/** The time, for everything that waits or dates. */
export interface Clock {
  /** Wall time in milliseconds since 1970, for time stamps only: it jumps when it is set. */
  readonly now: () => number;
  /**
   * Milliseconds since an arbitrary moment; never goes back and never jumps. Every duration and deadline is
   * measured by it.
   */
  readonly monotonic: () => number;
  /** Resolves after `ms`, or at once when `signal` aborts; leaves no timer. Never rejects. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /**
   * How long the time between two readings of the clock may be, in milliseconds, apart from sleeps. More than
   * that does not count as waiting time: the process was stopped, or the machine slept.
   * @default 30_000
   */
  readonly longestMomentMs?: number;
}

/** The clock of the system. */
export const systemClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  // Not with `node:timers/promises`, whose chain of promises takes more memory: thousands of runs may wait in one process.
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const over = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', over);
        resolve();
      };
      const timer = setTimeout(over, ms);
      signal?.addEventListener('abort', over, { once: true });
    }),
};
