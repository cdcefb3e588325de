// A clock whose waits are shorter than real ones: for cases in which a run waits until it believes what it reads.
import { type Clock, systemClock } from '../../services/clock.ts';

/** A clock that passes `factor` times as fast; dates stay true. */
export const fastClock = (factor: number): Clock => ({
  now: systemClock.now,
  monotonic: () => systemClock.monotonic() * factor,
  sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
});
