// What a story knows of its cloud while it is played: whose volume is which, what is down, and what was written.
import { RUN_MARK } from '../../../services/cinder/volumes.ts';
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
  /** A guest has written new data to a volume. */
  readonly wrote: (volumeId: string, data: string) => void;
}

/** The scene as a story begins. */
export function createScene(story: Story, stage: Stage, runIds: readonly string[]): Scene {
  const { cloud, time, volumeIds } = stage;
  const made = new Map<number, string>();
  const downUntil = new Map<Service | 'all', number>();
  const data = volumeIds.map((id) => cloud.data(id));
  const find = ({ run, volume }: VolumeOf): string | undefined => {
    if (volume === 'source') return volumeIds[story.runs[run]?.volume ?? -1];
    const runId = runIds[run];
    if (runId === undefined) return undefined;
    const marked = [...cloud.state.volumes.values()].find(({ metadata }) => metadata[RUN_MARK] === runId);
    // Whoever takes the mark away does not make it another volume.
    if (marked !== undefined) made.set(run, marked.id);
    return made.get(run);
  };
  const isUntil = (service: Service | 'all'): boolean => (downUntil.get(service) ?? 0) > time.now();
  return {
    ...{ stage, runIds, find, data },
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
