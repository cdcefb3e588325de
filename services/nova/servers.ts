// Reads servers.
import { z } from 'zod';
import type { Server } from '../../machines/types.ts';
import type { Cloud } from '../connect.ts';
import { CloudError } from '../faults.ts';
import { listAll, pageOf } from '../http/pages.ts';
import { optionalText } from '../schema.ts';

const VOLUMES = 'os-extended-volumes:volumes_attached';

/** Source: nova/api/openstack/compute/views/servers.py (show, detail). `locked` from 2.9 on. */
export const serverSchema = z
  .object({
    id: z.string(),
    name: optionalText,
    'OS-EXT-STS:vm_state': z.string(),
    'OS-EXT-STS:task_state': optionalText,
    locked: z.boolean().nullish(),
    [VOLUMES]: z.array(z.object({ id: z.string() })).nullish(),
  })
  .transform(
    (wire): Server => ({
      id: wire.id,
      name: wire.name ?? '',
      vmState: wire['OS-EXT-STS:vm_state'],
      taskState: wire['OS-EXT-STS:task_state'],
      locked: wire.locked ?? false,
      volumeIds: (wire[VOLUMES] ?? []).map(({ id }) => id),
    }),
  );

const shownSchema = z.object({ server: serverSchema });

/**
 * `GET /servers/{id}`, one after another; servers that do not exist are omitted. Source:
 * nova/api/openstack/compute/servers.py.
 */
export async function getServers(
  cloud: Cloud,
  serverIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Server[]> {
  const servers: Server[] = [];
  // An attachment to a host has no server.
  for (const serverId of serverIds.filter((id) => id !== '')) {
    const server = await findServer(cloud, serverId, signal);
    if (server !== null) servers.push(server);
  }
  return servers;
}

async function findServer(cloud: Cloud, serverId: string, signal?: AbortSignal): Promise<Server | null> {
  const path = `/servers/${encodeURIComponent(serverId)}`;
  try {
    const { body } = await cloud.request(
      { service: 'compute', method: 'GET', path, expected: [200], schema: shownSchema },
      signal,
    );
    return body.server;
  } catch (error) {
    if (error instanceof CloudError && error.code === 'NotFound') return null;
    throw error;
  }
}

const PAGE = pageOf('servers', 'servers_links', serverSchema);

/** `GET /servers/detail?all_tenants=1&…`, all pages, for admins. Source: nova/api/openstack/compute/servers.py (detail). */
export async function listServers(
  cloud: Cloud,
  filters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<readonly Server[]> {
  const query = { all_tenants: '1', ...filters };
  return await listAll(cloud, { service: 'compute', path: '/servers/detail', query, page: PAGE }, signal);
}
