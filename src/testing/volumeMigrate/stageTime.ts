// Two times on a stage: the cloud's, which stands still, and the run's, whose sleeps take no real time.
import type { Clock } from '../../../services/index.ts';
import { createVirtualClock, type VirtualClock } from '../../simulator/index.ts';

export interface StageTime {
  /** The cloud's. */
  readonly time: VirtualClock;
  /** The run's. */
  readonly clock: Clock;
  /** Lets that much of the run's time pass when its next request arrives. */
  readonly pass: (ms: number) => void;
  /** The cloud continues while the run sleeps. */
  readonly workOn: () => void;
  /** Call it when a request arrives. */
  readonly onRequest: () => void;
  /** Resets `pass` and `workOn`. */
  readonly stand: () => void;
}

export function createStageTime(): StageTime {
  const time = createVirtualClock(Date.now());
  let now = time.now();
  let toPass = 0;
  let isWorking = false;
  return {
    time,
    clock: {
      now: () => now,
      monotonic: () => now,
      longestMomentMs: Number.POSITIVE_INFINITY,
      sleep: async (ms) => {
        now += ms;
        if (isWorking) time.advance(ms);
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
    pass: (ms) => {
      toPass = ms;
    },
    workOn: () => {
      isWorking = true;
    },
    onRequest: () => {
      now += toPass;
      toPass = 0;
    },
    stand: () => {
      toPass = 0;
      isWorking = false;
    },
  };
}
