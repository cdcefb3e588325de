// The watches of the chart, implemented by polling.
import { looksGivenUp } from '../machines/completion.ts';
import type { WatchEvent, Watches } from '../machines/ports.ts';
import type { MoveSighting, SourceCopy, SwapSighting, Volume, WatchLimits } from '../machines/types.ts';
import { createOwnershipGuard, type OwnershipGuard } from './cinder/destinationGuard.ts';
import { createStaleness, GONE, STALE } from './cinder/staleness.ts';
import { createVolumeReader } from './cinder/volumeReader.ts';
import { listSourceCopies } from './cinder/volumes.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Cloud } from './connect.ts';
import { lookAtMove } from './nova/moveSighting.ts';
import { lookAtSwap } from './nova/swapSighting.ts';
import { type PollOptions, poll } from './poll.ts';

/** Options of `createWatches`: how often to read. */
export interface WatchOptions {
  /** The shortest time between two readings, in milliseconds. @default 250 */
  readonly pollMinMs?: number;
  /**
   * The longest, in milliseconds. Runs on one cloud share the readings of the volumes that Cinder is moving; from four such
   * volumes on, the default grows with the time that a copy has taken, up to 60_000.
   * @default 10_000
   */
  readonly pollMaxMs?: number;
  readonly clock?: Clock;
}

export interface RunWatchOptions extends WatchOptions {
  /** What is known about the run's destination volume, shared with its ports. */
  readonly destinationGuard?: OwnershipGuard;
}

/**
 * The watches of the chart, implemented by polling. A volume that is gone, which one 404 does not prove, is
 * reported as null.
 * A reading that may be stale is sent only after it has been repeated for some seconds.
 */
export const createWatches = (cloud: Cloud, options: WatchOptions = {}): Watches =>
  createRunWatches(cloud, options);

const SHARED_MAX_MS = 60_000;

/** The same watches. They share what is known about the destination volume with the run's ports. */
export function createRunWatches(cloud: Cloud, options: RunWatchOptions = {}): Watches {
  const {
    pollMinMs = 250,
    pollMaxMs = 10_000,
    clock = systemClock,
    destinationGuard = createOwnershipGuard(),
  } = options;
  const pace = { pollMinMs, pollMaxMs, sharedMaxMs: options.pollMaxMs ?? SHARED_MAX_MS };
  const watch = <Reading>(
    limits: WatchLimits,
    what: Pick<PollOptions<Reading>, 'read' | 'doubt' | 'changed' | 'pauses'>,
    send: (event: WatchEvent) => void,
    signal: AbortSignal,
  ) => poll({ ...what, send, limits, pace, clock, signal });
  return {
    watchVolume: ({ volumeId, limits, ...states }, send, signal) => {
      const { read, pauses, traceShared, leave } = createVolumeReader(cloud, volumeId, { pace, clock });
      const changed = (volume: Volume | null) => {
        traceShared();
        destinationGuard.seen(volume);
        send({ type: 'volume.seen', volume });
      };
      const judged = unlessStale(states, (volume) => volume, changed);
      void watch(limits, { read, pauses, ...judged }, send, signal).finally(leave);
    },
    watchMove: ({ limits, before, known, ...moving }, send, signal) => {
      const read = (stop: AbortSignal) => lookAtMove(cloud, moving, clock, stop);
      const changed = (seen: MoveSighting) => send({ type: 'move.seen', move: seen });
      const judged = unlessStale({ before, known }, ({ volume }) => volume, changed);
      // Nova's node may lag behind Cinder's and not yet show what it is still doing.
      const doubt = (seen: MoveSighting) => judged.doubt(seen) ?? (looksGivenUp(seen) ? STALE : null);
      void watch(limits, { read, ...judged, doubt }, send, signal);
    },
    watchSwap: ({ swap, limits }, send, signal) => {
      const read = (stop: AbortSignal) => lookAtSwap(cloud, swap, stop);
      const doubt = ({ source, destination }: SwapSighting) =>
        source === null || destination === null ? GONE : null;
      const changed = (seen: SwapSighting) => send({ type: 'swap.seen', swap: seen });
      void watch(limits, { read, doubt, changed }, send, signal);
    },
    watchSourceCopies: ({ volumeId, projectId, limits }, send, signal) => {
      const read = (stop: AbortSignal) => listSourceCopies(cloud, { volumeId, projectId }, stop);
      // A copy whose row was changed a moment ago may not be listed yet.
      const doubt = (copies: readonly SourceCopy[]) => (copies.length === 0 ? GONE : null);
      const changed = (copies: readonly SourceCopy[]) => send({ type: 'sourceCopies.seen', copies });
      void watch(limits, { read, doubt, changed }, send, signal);
    },
  };
}

// A reading is doubted if the volume in it may be stale; an accepted one makes everything older stale.
function unlessStale<Reading>(
  states: Parameters<typeof createStaleness>[0],
  volumeOf: (reading: Reading) => Volume | null,
  changed: (reading: Reading) => void,
): Required<Pick<PollOptions<Reading>, 'doubt' | 'changed'>> {
  const staleness = createStaleness(states);
  return {
    doubt: (reading) => staleness.doubt(volumeOf(reading)),
    changed: (reading) => {
      staleness.seen(volumeOf(reading));
      changed(reading);
    },
  };
}
