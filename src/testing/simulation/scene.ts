// What a story knows of its cloud while it is played: whose volume is which, what is down, and what was written.
import type { Service } from '../../simulator/index.ts';
import type { Stage } from './stage.ts';
import type { Story, VolumeOf } from './story.ts';

export interface Scene {
  readonly stage: Stage;
  readonly runIds: readonly string[];
  /** The id of a volume of a run; undefined where there is none. */
  readonly find: (volume: VolumeOf) => string | undefined;
  readonly isDown: (service: Service) => boolean;
  readonly takeDown: (service: Service | 'all', forMs: number) => void;
  /** The data that each of the story's volumes must hold now, in whatever volume that is. */
  readonly data: readonly (string | null)[];
  /** Who made a volume: run ids by volume ids. Whoever takes a run's mark away does not make it another's volume. */
  readonly makers: ReadonlyMap<string, string>;
  /** A run has made a volume. */
  readonly made: (runId: string, volumeId: string) => void;
  /** A guest has written new data to a volume. */
  readonly wrote: (volumeId: string, data: string) => void;
}

/** The scene as a story begins. */
export function createScene(story: Story, stage: Stage, runIds: readonly string[]): Scene {
  const { cloud, time, volumeIds } = stage;
  const makers = new Map<string, string>();
  const downUntil = new Map<Service | 'all', number>();
  const data = volumeIds.map((id) => cloud.data(id));
  const find = ({ run, volume }: VolumeOf): string | undefined => {
    if (volume === 'source') return volumeIds[story.runs[run]?.volume ?? -1];
    const runId = runIds[run];
    return [...makers].findLast(([, maker]) => maker === runId)?.[0];
  };
  const isUntil = (service: Service | 'all'): boolean => (downUntil.get(service) ?? 0) > time.now();
  return {
    ...{ stage, runIds, find, data, makers },
    made: (runId, volumeId) => void makers.set(volumeId, runId),
    isDown: (service) => isUntil(service) || isUntil('all'),
    takeDown: (service, forMs) => void downUntil.set(service, time.now() + forMs),
    wrote: (volumeId, written) => {
      const run = story.runs.findIndex(
        (_, number) => find({ run: number, volume: 'destination' }) === volumeId,
      );
      const number = volumeIds.includes(volumeId) ? volumeIds.indexOf(volumeId) : story.runs[run]?.volume;
      if (number !== undefined) data[number] = written;
    },
  };
}
