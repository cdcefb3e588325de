import { z } from 'zod';
import type { Volume } from '../../machines/types.ts';
import type { Cloud } from '../connect.ts';
import { CloudError } from '../faults.ts';
import { listAll, pageOf } from '../http/pages.ts';
import { optionalText } from '../schema.ts';
import { volumeSchema } from './schemas.ts';

/** A volume, and who made it. */
export interface MadeVolume extends Volume {
  /** The user who made it, also where that user is gone; whoever accepts a transfer of it takes the maker's place. */
  readonly userId: string | null;
  /** False where the policy keeps from this user what is an admin's: host, migration status, other projects' volumes. */
  readonly isShownWhole: boolean;
}

const HOST = 'os-vol-host-attr:host';

const makerSchema = z
  .object({ user_id: optionalText, [HOST]: z.string().nullish() })
  .transform((wire) => ({ userId: wire.user_id, isShownWhole: wire[HOST] !== undefined }));

const madeVolumeSchema: z.ZodType<MadeVolume> = z.intersection(volumeSchema, makerSchema);
const shownSchema = z.object({ volume: madeVolumeSchema });
const PAGE = pageOf('volumes', 'volumes_links', madeVolumeSchema);

/**
 * `GET /volumes/detail?all_tenants=1&…`, all pages, with their makers.
 * Proved by cinder/api/v3/views/volumes.py (detail).
 */
export async function listMadeVolumes(
  cloud: Cloud,
  filters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<MadeVolume[]> {
  const query = { all_tenants: '1', ...filters };
  return await listAll(cloud, { service: 'volume', path: '/volumes/detail', query, page: PAGE }, signal);
}

/** `GET /volumes/{id}`, with its maker; null where there is none. */
export async function findMadeVolume(
  cloud: Cloud,
  volumeId: string,
  signal?: AbortSignal,
): Promise<MadeVolume | null> {
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
