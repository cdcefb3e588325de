// Virtual time for the services: the clock of the simulated cloud.
import type { Clock } from '../../../services/index.ts';
import type { VirtualClock } from '../../simulator/index.ts';

/** The services' view of a virtual clock, which may be ahead of it. */
export function servicesClock(time: VirtualClock, aheadMs = 0): Clock {
  return {
    now: () => time.now() + aheadMs,
    monotonic: time.now,
    // Nothing stops a process here: all of the time counts.
    longestMomentMs: Number.POSITIVE_INFINITY,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const end = (): void => {
          cancel();
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const cancel = time.after(ms, end);
        signal?.addEventListener('abort', end);
      }),
  };
}

/** Resolves when everything that could continue by itself has done so: the rest is waiting for the clock. */
export async function idle(turns = 1): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
