// A bell that has a plan read the requests of people at once, when they were made in its own process.
import type { Clock } from '../../services/index.ts';

/** The bell of one plan in this process. */
export interface RequestBell {
  /** A request has been recorded. */
  readonly ring: () => void;
  /** Waits for that long, or until the bell is rung; returns at once if it was rung since the last wait. */
  readonly wait: (clock: Clock, ms: number, signal: AbortSignal) => Promise<void>;
}

/** Not rung yet. */
export function createRequestBell(): RequestBell {
  let isRung = false;
  let wake = (): void => {};
  return {
    ring: () => {
      isRung = true;
      wake();
    },
    wait: async (clock, ms, signal) => {
      if (!isRung && !signal.aborted) {
        const over = new AbortController();
        wake = () => over.abort();
        signal.addEventListener('abort', wake, { once: true });
        await clock.sleep(ms, over.signal);
        signal.removeEventListener('abort', wake);
      }
      isRung = false;
    },
  };
}
