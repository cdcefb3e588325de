// Cinder and Nova together, while they end the move of an attached volume.
import type { MoveSighting } from '../../machines/types.ts';
import { findVolume, listVolumes } from '../cinder/volumes.ts';
import type { Cloud } from '../connect.ts';
import { getNewestSwap } from './instanceActions.ts';

/**
 * One fresh look: Nova's newest swap of the server first, then the row that Cinder moves to, then the volume: what is
 * read after Nova's end is at least as new as that.
 */
export async function lookAtMove(
  cloud: Cloud,
  { volumeId, projectId, serverId }: { volumeId: string; projectId: string; serverId: string },
  signal?: AbortSignal,
): Promise<MoveSighting> {
  const swap = await getNewestSwap(cloud, serverId, signal);
  const rows = await listVolumes(cloud, { migration_status: `target:${volumeId}` }, signal);
  const target = rows.find(
    (row) => row.migrationStatus === `target:${volumeId}` && row.projectId === projectId,
  );
  const volume = await findVolume(cloud, volumeId, signal);
  return { volume, target: target ?? null, swap };
}
