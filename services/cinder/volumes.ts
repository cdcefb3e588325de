// Reads and lists volumes.
import { z } from 'zod';
import { servicesOf } from '../../machines/serviceReasons.ts';
import type { SourceCopy, Volume } from '../../machines/types.ts';
import type { Cloud } from '../connect.ts';
import { CloudError, ServiceError, StateError } from '../faults.ts';
import { listAll, pageOf } from '../http/pages.ts';
import { orNull } from '../orNull.ts';
import { optionalText } from '../schema.ts';
import { getAttachMode } from './attachments.ts';
import { getMetadata } from './metadata.ts';
import { shownVolumeSchema, volumeSchema } from './schemas.ts';
import { type ListVolumeServices, listVolumeServices } from './volumeServices.ts';

/**
 * `GET /volumes/{id}`. Rejects with ServiceError `VolumeNotFound` if there is none, and with StateError
 * `AdminRequired` if the response has no host at all: then the policy hides it from the user.
 * `listServices`: how the state of its service is found out; null if it does not matter.
 * Source: cinder/api/v3/volumes.py (show) and cinder/api/contrib/volume_host_attribute.py.
 */
export async function getVolume(
  cloud: Cloud,
  volumeId: string,
  signal?: AbortSignal,
  listServices: ListVolumeServices | null = (given) => listVolumeServices(cloud, given),
): Promise<Volume> {
  const shown = await findBy(cloud, volumeId, SHOWN, signal);
  if (shown === null) {
    throw new ServiceError({ code: 'VolumeNotFound', message: `Volume ${volumeId} not found`, status: 404 });
  }
  if (shown.hasHost) return await withHiddenFacts(cloud, shown, listServices, signal);
  const { user, project } = cloud;
  throw new StateError({
    code: 'AdminRequired',
    message: `Cinder does not show where volume ${volumeId} is: the admin role is required`,
    reasons: [
      `signed in as user ${user.name} (${user.id}) in project ${project.name} (${project.id}): sign in as an admin, or give this user the admin role there`,
    ],
  });
}

type Shown = z.infer<typeof shownVolumeSchema>;

// What the volume alone does not show: whether its service responds, how it is encrypted, whether an attached one is really read-only, and
// whether this Cinder accepts long image metadata.
async function withHiddenFacts(
  cloud: Cloud,
  { volume, longImageMetadata: long }: Shown,
  listServices: ListVolumeServices | null,
  signal?: AbortSignal,
): Promise<Volume> {
  const isUp = listServices === null ? null : await isServiceUp(volume, listServices, signal);
  const takesLong = long.length > 0 && (await cloud.supports('volume', LONG_IMAGE_METADATA, signal));
  const { refusedImageMetadata: refused } = volume;
  return {
    ...volume,
    isServiceUp: isUp,
    encryptionProvider: volume.encrypted ? await getEncryptionProvider(cloud, volume.id, signal) : null,
    readonly: volume.readonly && (await isReallyReadonly(cloud, volume, signal)),
    refusedImageMetadata: takesLong ? refused.filter((key) => !long.includes(key)) : refused,
  };
}

// Cinder accepts a request for a volume whose service is down, and then does nothing. Without the right to list the services,
// their state is not known.
async function isServiceUp(
  volume: Volume,
  listServices: ListVolumeServices,
  signal?: AbortSignal,
): Promise<boolean | null> {
  if (volume.host === null && volume.clusterName === null) return null;
  const services = await orNull(() => listServices(signal));
  const own = servicesOf(volume, services ?? []);
  return own.length === 0 ? null : own.some(({ isUp }) => isUp);
}

// No microversion introduced it: this one is the newest of the first releases that have it.
const LONG_IMAGE_METADATA = '3.71';

const encryptionSchema = z.object({ provider: optionalText });

/**
 * `GET /volumes/{id}/encryption`, as Nova calls it. Source: cinder/api/contrib/volume_encryption_metadata.py.
 */
async function getEncryptionProvider(
  cloud: Cloud,
  volumeId: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const path = `/volumes/${encodeURIComponent(volumeId)}/encryption`;
  const { body } = await cloud.request(
    { service: 'volume', method: 'GET', path, expected: [200], schema: encryptionSchema },
    signal,
  );
  return body.provider;
}

// A user's own key `readonly` looks like the flag. The attach mode of the volume then decides.
async function isReallyReadonly(cloud: Cloud, volume: Volume, signal?: AbortSignal): Promise<boolean> {
  const attachmentId = volume.attachments[0]?.attachmentId ?? null;
  if (attachmentId === null) return true;
  const own = await getMetadata(cloud, volume.id, signal);
  return !('readonly' in own) || (await getAttachMode(cloud, attachmentId, signal)) === 'ro';
}

/** `GET /volumes/{id}`; null if there is none. */
export async function findVolume(
  cloud: Cloud,
  volumeId: string,
  signal?: AbortSignal,
): Promise<Volume | null> {
  return await findBy(cloud, volumeId, PLAIN, signal);
}

// Created once: zod compiles a schema at its first use, which takes longer than the reading itself.
const PLAIN = z.object({ volume: volumeSchema });
const SHOWN = z.object({ volume: shownVolumeSchema });
/** How to read a page of `GET /volumes/detail`. */
export const VOLUMES_PAGE = pageOf('volumes', 'volumes_links', volumeSchema);

async function findBy<Found>(
  cloud: Cloud,
  volumeId: string,
  schema: z.ZodType<{ volume: Found }>,
  signal?: AbortSignal,
): Promise<Found | null> {
  const path = `/volumes/${encodeURIComponent(volumeId)}`;
  try {
    const answer = await cloud.request(
      { service: 'volume', method: 'GET', path, expected: [200], schema },
      signal,
    );
    return answer.body.volume;
  } catch (error) {
    if (error instanceof CloudError && error.code === 'NotFound') return null;
    throw error;
  }
}

/** `GET /volumes/detail?all_tenants=1&…`, all pages. */
export async function listVolumes(
  cloud: Cloud,
  filters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Volume[]> {
  const query = { all_tenants: '1', ...filters };
  return await listAll(
    cloud,
    { service: 'volume', path: '/volumes/detail', query, page: VOLUMES_PAGE },
    signal,
  );
}

/**
 * The rows that Cinder deletes after a move: "migration src for <volume>".
 * Source: cinder/volume/manager.py (migrate_volume_completion).
 */
export async function listSourceCopies(
  cloud: Cloud,
  { volumeId, projectId }: { volumeId: string; projectId: string },
  signal?: AbortSignal,
): Promise<readonly SourceCopy[]> {
  const volumes = await listVolumes(cloud, { migration_status: 'deleting' }, signal);
  return volumes
    .filter((each) => each.projectId === projectId && each.description === `migration src for ${volumeId}`)
    .map(({ id, status }) => ({ id, status }));
}
