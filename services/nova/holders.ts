// Which servers hold a volume, according to Nova.
import type { Server } from '../../machines/types.ts';
import type { Cloud } from '../connect.ts';
import { listServers } from './servers.ts';

/**
 * `GET /servers/detail?all_tenants=1&project_id=…`, all pages: the servers of the project that hold the
 * volume. Nova has no filter by volume; the cost of this form depends on the project's servers, not on the
 * size of the cloud.
 * Source: nova/api/openstack/compute/servers.py (detail) and views/servers.py (_add_volumes_attachments).
 */
export async function listHolders(
  cloud: Cloud,
  { volumeId, projectId }: { volumeId: string; projectId: string },
  signal?: AbortSignal,
): Promise<readonly Server[]> {
  const servers = await listServers(cloud, { project_id: projectId }, signal);
  return servers
    .filter(({ volumeIds }) => volumeIds.includes(volumeId))
    .map((server) => ({ ...server, volumeIds: [volumeId] }));
}
