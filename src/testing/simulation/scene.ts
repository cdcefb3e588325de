// What a workload knows of its cloud while it is played: whose volume is which, what is down, what was written.
import type { SimulatedService } from '../../simulator/index.ts';
import type { Stage } from './stage.ts';
import type { VolumeOf, Workload } from './workload.ts';

export interface Scene {
  readonly stage: Stage;
  readonly runIds: readonly string[];
  /** The ID of a volume of a run; undefined if there is none. */
  readonly find: (volume: VolumeOf) => string | undefined;
  readonly isDown: (service: SimulatedService) => boolean;
  readonly takeDown: (service: SimulatedService | 'all', forMs: number) => void;
  /** The data that each of the workload's volumes must hold now, in whatever volume that is. */
  readonly data: readonly (string | null)[];
  /** Who created a volume: run IDs by volume IDs. Removing a run's mark does not change that. */
  readonly makers: ReadonlyMap<string, string>;
  /** A run has created a volume. */
  readonly made: (runId: string, volumeId: string) => void;
  /** A guest has written new data to a volume. */
  readonly wrote: (volumeId: string, data: string) => void;
}

/** The scene at the start of a workload. */
export function createScene(workload: Workload, stage: Stage, runIds: readonly string[]): Scene {
  const { cloud, time, volumeIds } = stage;
  const makers = new Map<string, string>();
  const downUntil = new Map<SimulatedService | 'all', number>();
  const data = volumeIds.map((id) => cloud.data(id));
  const find = ({ run, volume }: VolumeOf): string | undefined => {
    if (volume === 'source') return volumeIds[workload.runs[run]?.volume ?? -1];
    const runId = runIds[run];
    return [...makers].findLast(([, maker]) => maker === runId)?.[0];
  };
  const isUntil = (service: SimulatedService | 'all'): boolean => (downUntil.get(service) ?? 0) > time.now();
  return {
    ...{ stage, runIds, find, data, makers },
    made: (runId, volumeId) => void makers.set(volumeId, runId),
    isDown: (service) => isUntil(service) || isUntil('all'),
    takeDown: (service, forMs) => void downUntil.set(service, time.now() + forMs),
    wrote: (volumeId, written) => {
      const run = workload.runs.findIndex(
        (_, number) => find({ run: number, volume: 'destination' }) === volumeId,
      );
      const number = volumeIds.includes(volumeId) ? volumeIds.indexOf(volumeId) : workload.runs[run]?.volume;
      if (number !== undefined) data[number] = written;
    },
  };
}
