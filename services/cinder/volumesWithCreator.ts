// Reads and lists volumes together with their creators.
import { z } from 'zod';
import type { Volume } from '../../machines/types.ts';
import type { Cloud } from '../connect.ts';
import { CloudError } from '../faults.ts';
import { listAll, pageOf } from '../http/pages.ts';
import { optionalText } from '../schema.ts';
import { volumeSchema } from './schemas.ts';

/** A volume and its creator. */
export interface VolumeWithCreator extends Volume {
  /**
   * The user who created it, even if that user is gone; a user who accepts a transfer of the volume takes the
   * creator's place.
   */
  readonly userId: string | null;
  /**
   * False if the policy hides the admin fields from this user: host, migration status, other projects'
   * volumes.
   */
  readonly hasAdminFields: boolean;
}

const HOST = 'os-vol-host-attr:host';

const creatorSchema = z
  .object({ user_id: optionalText, [HOST]: z.string().nullish() })
  .transform((wire) => ({ userId: wire.user_id, hasAdminFields: wire[HOST] !== undefined }));

const volumeWithCreatorSchema: z.ZodType<VolumeWithCreator> = z.intersection(volumeSchema, creatorSchema);
const shownSchema = z.object({ volume: volumeWithCreatorSchema });
const PAGE = pageOf('volumes', 'volumes_links', volumeWithCreatorSchema);

/**
 * `GET /volumes/detail?all_tenants=1&…`, all pages, with their creators.
 * Source: cinder/api/v3/views/volumes.py (detail).
 */
export async function listVolumesWithCreator(
  cloud: Cloud,
  filters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<VolumeWithCreator[]> {
  const query = { all_tenants: '1', ...filters };
  return await listAll(cloud, { service: 'volume', path: '/volumes/detail', query, page: PAGE }, signal);
}

/** `GET /volumes/{id}`, with its creator; null if there is none. */
export async function findVolumeWithCreator(
  cloud: Cloud,
  volumeId: string,
  signal?: AbortSignal,
): Promise<VolumeWithCreator | null> {
  const path = `/volumes/${encodeURIComponent(volumeId)}`;
  try {
    const { body } = await cloud.request(
      { service: 'volume', method: 'GET', path, expected: [200], schema: shownSchema },
      signal,
    );
    return body.volume;
  } catch (error) {
    if (error instanceof CloudError && error.code === 'NotFound') return null;
    throw error;
  }
}
