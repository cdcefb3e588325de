// Reads a watched volume: from the lists that all runs share, or by a request of its own.
import type { Volume } from '../../machines/types.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { type RequestTrace, traceRequest } from '../http/requestTrace.ts';
import { interval, type SharedPace, sharedInterval } from '../pace.ts';
import type { Pauses } from '../poll.ts';
import { sharedVolumesOf } from './sharedVolumes.ts';
import { findVolume } from './volumes.ts';

export interface VolumeReader {
  /** The volume, null if there is none. */
  readonly read: (signal: AbortSignal) => Promise<Volume | null>;
  /** The pauses between two readings; a list that shows the volume ends one. */
  readonly pauses: Pauses;
  /** Reports the shared request that brought the last reading, if one did, to the current trace. */
  readonly traceShared: () => void;
  /** The volume is no longer watched. */
  readonly leave: () => void;
}

/** Starts to watch a volume together with the other runs on the cloud. */
export function createVolumeReader(
  cloud: Cloud,
  volumeId: string,
  { pace, clock }: { readonly pace: SharedPace; readonly clock: Clock },
): VolumeReader {
  const shared = sharedVolumesOf(cloud, clock);
  const watched = shared.join(volumeId);
  let sizeGib = 0;
  let sharedRequest: RequestTrace | null = null;
  return {
    read: async (signal) => {
      const alone = () => findVolume(cloud, volumeId, signal);
      const { volume, request } = await shared.read(watched, alone, signal);
      sizeGib = volume?.sizeGib ?? 0;
      sharedRequest = request;
      return volume;
    },
    pauses: {
      intervalMs: (elapsedMs) =>
        shared.isShared(watched) ? sharedInterval(elapsedMs, sizeGib, pace) : interval(elapsedMs, pace),
      pause: async (sleep, signal) => {
        const early = new AbortController();
        const wake = (): void => early.abort();
        watched.wake = wake;
        signal.addEventListener('abort', wake, { once: true });
        await sleep(early.signal);
        watched.wake = () => {};
        signal.removeEventListener('abort', wake);
      },
    },
    traceShared: () => {
      if (sharedRequest !== null) traceRequest(sharedRequest);
    },
    leave: () => shared.leave(watched),
  };
}
