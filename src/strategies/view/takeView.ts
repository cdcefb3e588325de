// Takes a view of a cloud, in a few list requests.
import { z } from 'zod';
import type { Quota } from '../../../machines/types.ts';
import { listPoolsWithZones } from '../../../services/cinder/pools.ts';
import { listQuotas } from '../../../services/cinder/quotas.ts';
import { frontEndQos, getTypeEncryption, projectsWithAccess } from '../../../services/cinder/typeDetails.ts';
import { listVolumeTypes } from '../../../services/cinder/types.ts';
import { listVolumeServices } from '../../../services/cinder/volumeServices.ts';
import { listVolumes } from '../../../services/cinder/volumes.ts';
import { listAll, pageOf } from '../../../services/http/pages.ts';
import type { Cloud } from '../../../services/index.ts';
import { listServers } from '../../../services/nova/servers.ts';
import { orNull } from '../../../services/orNull.ts';
import { optionalText } from '../../../services/schema.ts';
import type { CloudView, ViewAttachment, ViewSnapshot, ViewVolumeType } from './types.ts';

/**
 * Reads a cloud as an admin: one list each of volumes, types, pools, services, servers, snapshots and attachments, the details
 * of each type, and the quotas of each project that has volumes. `takenAt`: the time, ISO 8601.
 */
export async function takeView(cloud: Cloud, takenAt: string, signal?: AbortSignal): Promise<CloudView> {
  const volumes = await listVolumes(cloud, {}, signal);
  const types = await listVolumeTypes(cloud, signal);
  return {
    ...{ version: 1, cloud: cloud.endpoints.identity, takenAt, volumes },
    types: await Promise.all(types.map(async (type) => await typeOf(cloud, type, signal))),
    pools: await listPoolsWithZones(cloud, signal),
    services: (await orNull(() => listVolumeServices(cloud, signal))) ?? [],
    servers: await listServers(cloud, {}, signal),
    snapshots: await listAll(cloud, { ...SNAPSHOTS, query: { all_tenants: '1' } }, signal),
    attachments: await listAll(cloud, { ...ATTACHMENTS, query: { all_tenants: '1' } }, signal),
    quotas: await quotasOf(cloud, [...new Set(volumes.map(({ projectId }) => projectId))], signal),
  };
}

const snapshotSchema = z
  .object({ id: z.string(), volume_id: z.string() })
  .transform(({ id, volume_id }): ViewSnapshot => ({ id, volumeId: volume_id }));

const SNAPSHOTS = {
  service: 'volume',
  path: '/snapshots',
  page: pageOf('snapshots', 'snapshots_links', snapshotSchema),
} as const;

const attachmentSchema = z
  .object({ id: z.string(), status: z.string(), instance: optionalText, volume_id: z.string() })
  .transform(
    ({ id, status, instance, volume_id }): ViewAttachment => ({
      ...{ id, status, serverId: instance ?? '', volumeId: volume_id },
    }),
  );

const ATTACHMENTS = {
  service: 'volume',
  path: '/attachments',
  page: pageOf('attachments', 'attachments_links', attachmentSchema),
} as const;

async function typeOf(
  cloud: Cloud,
  type: Awaited<ReturnType<typeof listVolumeTypes>>[number],
  signal?: AbortSignal,
): Promise<ViewVolumeType> {
  return {
    ...type,
    projectIds: type.isPublic ? null : await projectsWithAccess(cloud, type.id, signal),
    encryptionProvider: await getTypeEncryption(cloud, type.id, signal),
    frontEndQos: await frontEndQos(cloud, type.qosSpecsId, signal),
  };
}

// A project whose quotas the cloud does not show has none in the view: they block nothing then.
async function quotasOf(
  cloud: Cloud,
  projectIds: readonly string[],
  signal?: AbortSignal,
): Promise<Readonly<Record<string, readonly Quota[]>>> {
  const quotas: Record<string, readonly Quota[]> = {};
  for (const id of projectIds.toSorted()) {
    const found = await orNull(() => listQuotas(cloud, id, signal));
    if (found !== null) quotas[id] = found;
  }
  return quotas;
}
