// The things that the chart watches, by polling.
import { looksGivenUp } from '../machines/doneRules.ts';
import type { Observers, WatchEvent } from '../machines/ports.ts';
import type { MoveSighting, SourceCopy, SwapSighting, Volume, WatchLimits } from '../machines/types.ts';
import { createStaleness, GONE, STALE } from './cinder/staleness.ts';
import { type Attendance, createAttendance } from './cinder/unattended.ts';
import { findVolume, listSourceCopies } from './cinder/volumes.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Cloud } from './connect.ts';
import { lookAtMove } from './nova/moveSighting.ts';
import { lookAtSwap } from './nova/swapSighting.ts';
import { type Observation, observe, type Pace } from './observe.ts';

export interface ObserverOptions extends Partial<Pace> {
  /** What is known of the run's destination volume, shared with its ports. */
  readonly attendance?: Attendance;
  readonly clock?: Clock;
}

/**
 * The things that the chart watches, by polling. A volume that is gone, which one 404 does not prove, is seen as null.
 * A reading that may be stale is sent only when it has come for some seconds.
 */
export function createObservers(cloud: Cloud, options: ObserverOptions = {}): Observers {
  const {
    pollMinMs = 250,
    pollMaxMs = 10_000,
    clock = systemClock,
    attendance = createAttendance(),
  } = options;
  const pace = { pollMinMs, pollMaxMs };
  const watch = <Reading>(
    limits: WatchLimits,
    what: Pick<Observation<Reading>, 'read' | 'doubt' | 'changed'>,
    send: (event: WatchEvent) => void,
    signal: AbortSignal,
  ) => {
    void observe({ ...what, send, limits, pace, clock, signal });
  };
  return {
    watchVolume: ({ volumeId, limits, ...states }, send, signal) => {
      const read = (stop: AbortSignal) => findVolume(cloud, volumeId, stop);
      const changed = (volume: Volume | null) => {
        attendance.seen(volume);
        send({ type: 'volume.seen', volume });
      };
      const judged = unlessStale(states, (volume) => volume, changed);
      watch(limits, { read, ...judged }, send, signal);
    },
    watchMove: ({ limits, before, known, ...moving }, send, signal) => {
      const read = (stop: AbortSignal) => lookAtMove(cloud, moving, clock, stop);
      const changed = (seen: MoveSighting) => send({ type: 'move.seen', move: seen });
      const judged = unlessStale({ before, known }, ({ volume }) => volume, changed);
      // Nova's node may lag behind Cinder's: it does not show yet what it still does.
      const doubt = (seen: MoveSighting) => judged.doubt(seen) ?? (looksGivenUp(seen) ? STALE : null);
      watch(limits, { read, ...judged, doubt }, send, signal);
    },
    watchSwap: ({ swap, limits }, send, signal) => {
      const read = (stop: AbortSignal) => lookAtSwap(cloud, swap, stop);
      const doubt = ({ source, destination }: SwapSighting) =>
        source === null || destination === null ? GONE : null;
      const changed = (seen: SwapSighting) => send({ type: 'swap.seen', swap: seen });
      watch(limits, { read, doubt, changed }, send, signal);
    },
    watchSourceCopies: ({ volumeId, projectId, limits }, send, signal) => {
      const read = (stop: AbortSignal) => listSourceCopies(cloud, { volumeId, projectId }, stop);
      // A copy whose row was changed a moment ago may not be listed yet.
      const doubt = (copies: readonly SourceCopy[]) => (copies.length === 0 ? GONE : null);
      const changed = (copies: readonly SourceCopy[]) => send({ type: 'sourceCopies.seen', copies });
      watch(limits, { read, doubt, changed }, send, signal);
    },
  };
}

// A reading is doubted where the volume in it may be stale; one that is believed makes all that is older stale.
function unlessStale<Reading>(
  states: Parameters<typeof createStaleness>[0],
  volumeOf: (reading: Reading) => Volume | null,
  changed: (reading: Reading) => void,
): Required<Pick<Observation<Reading>, 'doubt' | 'changed'>> {
  const staleness = createStaleness(states);
  return {
    doubt: (reading) => staleness.doubt(volumeOf(reading)),
    changed: (reading) => {
      staleness.seen(volumeOf(reading));
      changed(reading);
    },
  };
}
