import type { Observers, WatchEvent } from '../machines/ports.ts';
import type { WatchLimits } from '../machines/types.ts';
import { findVolume, listSourceCopies } from './cinder/volumes.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Cloud } from './connect.ts';
import { lookAtSwap } from './nova/swapSighting.ts';
import { observe, type Pace } from './observe.ts';

export interface ObserverOptions extends Partial<Pace> {
  readonly clock?: Clock;
}

/** The things that the chart watches, by polling. A volume that is gone is seen as null. */
export function createObservers(cloud: Cloud, options: ObserverOptions = {}): Observers {
  const { pollMinMs = 250, pollMaxMs = 10_000, clock = systemClock } = options;
  const pace = { pollMinMs, pollMaxMs };
  const watch = <Reading>(
    limits: WatchLimits,
    read: (signal: AbortSignal) => Promise<Reading>,
    changed: (reading: Reading) => void,
    send: (event: WatchEvent) => void,
    signal: AbortSignal,
  ) => {
    void observe({ read, changed, send, limits, pace, clock, signal });
  };
  return {
    watchVolume: ({ volumeId, limits }, send, signal) => {
      const read = (stop: AbortSignal) => findVolume(cloud, volumeId, stop);
      watch(limits, read, (volume) => send({ type: 'volume.seen', volume }), send, signal);
    },
    watchSwap: ({ swap, limits }, send, signal) => {
      const read = (stop: AbortSignal) => lookAtSwap(cloud, swap, stop);
      watch(limits, read, (seen) => send({ type: 'swap.seen', swap: seen }), send, signal);
    },
    watchSourceCopies: ({ volumeId, projectId, limits }, send, signal) => {
      const read = (stop: AbortSignal) => listSourceCopies(cloud, { volumeId, projectId }, stop);
      watch(limits, read, (copies) => send({ type: 'sourceCopies.seen', copies }), send, signal);
    },
  };
}
