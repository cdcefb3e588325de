// The objects that --events prints while a run is under way.
import type { Volume } from '../../machines/types.ts';
import { statePath } from '../engine/statePath.ts';
import { describeState } from '../volumeMigrate/definition.ts';
import type { Progress } from '../volumeMigrate/progress.ts';
import type { Followed } from './heartbeat.ts';

/** A step of the run. */
export const eventOf = ({ volume, elapsedMs, ...progress }: Progress): object => ({
  ...{ type: 'progress', ...progress },
  ...{ elapsedMs: Math.round(elapsedMs), volume: volumeOf(volume) },
});

/** A sign of life while nothing changes. */
export function heartbeatOf({ snapshot }: Pick<Followed, 'snapshot'>, elapsedMs: number): object {
  const { value, context } = snapshot();
  const state = statePath(value as string);
  return {
    ...{ type: 'heartbeat', runId: context.runId, state, description: describeState(state) },
    ...{ elapsedMs: Math.round(elapsedMs), volume: volumeOf(context.lastSeen) },
  };
}

const volumeOf = (volume: Volume | null): object | null =>
  volume === null
    ? null
    : {
        ...{ status: volume.status, migrationStatus: volume.migrationStatus },
        ...{ host: volume.host, type: volume.volumeType },
      };
