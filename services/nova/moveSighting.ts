// Reads Cinder and Nova together while they complete the move of an attached volume.
import type { MoveSighting } from '../../machines/types.ts';
import { findVolume, listVolumes } from '../cinder/volumes.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { getSwapsSince } from './instanceActions.ts';

export interface MoveToWatch {
  readonly volumeId: string;
  readonly projectId: string;
  readonly serverId: string;
  /** When the run started, ISO 8601: what Nova started before that is not part of it. */
  readonly since: string;
}

/**
 * One fresh reading: first Nova's swaps of the server since the run started, then the row that Cinder moves
 * to, then the volume: what is read after Nova's end is at least as new as that end.
 */
export async function lookAtMove(
  cloud: Cloud,
  { volumeId, projectId, serverId, since }: MoveToWatch,
  clock: Clock,
  signal?: AbortSignal,
): Promise<MoveSighting> {
  const swap = await getSwapsSince(cloud, { serverId, since }, clock, signal);
  const rows = await listVolumes(cloud, { migration_status: `target:${volumeId}` }, signal);
  const target = rows.find(
    (row) => row.migrationStatus === `target:${volumeId}` && row.projectId === projectId,
  );
  const volume = await findVolume(cloud, volumeId, signal);
  return { volume, target: target ?? null, swap };
}
