// Which other volumes of a server Cinder is moving.
import type { Volume } from '../../machines/types.ts';
import { isMoving } from '../../machines/volumeRules.ts';
import type { Cloud } from '../connect.ts';
import { listVolumes } from './volumes.ts';

/**
 * `GET /volumes/detail?all_tenants=1&project_id=…&migration_status~=ing`, and the same with `status=retyping`:
 * two requests, whatever the number of volumes. A retype within a backend never shows a migration_status. A Cinder
 * that does not know the first filter lists nothing, and then Nova makes the second move wait by itself.
 * Source: cinder/db/sqlalchemy/api.py (_process_volume_filters), cinder/api/common.py (convert_filter_attributes).
 */
export async function listMovesOfServers(
  cloud: Cloud,
  { volumeId, projectId, serverIds }: { volumeId: string; projectId: string; serverIds: readonly string[] },
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const ofProject = { project_id: projectId };
  const moving = await listVolumes(cloud, { ...ofProject, 'migration_status~': 'ing' }, signal);
  const retyping = await listVolumes(cloud, { ...ofProject, status: 'retyping' }, signal);
  const isOfServers = ({ attachments }: Volume) =>
    attachments.some(({ serverId }) => serverIds.includes(serverId));
  const others = [...moving.filter(isMoving), ...retyping].filter(
    (volume) => volume.id !== volumeId && isOfServers(volume),
  );
  return [...new Set(others.map(({ id }) => id))];
}
