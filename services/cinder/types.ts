// Lists volume types, and finds one by ID or name.
import type { VolumeType } from '../../machines/types.ts';
import type { Cloud } from '../connect.ts';
import { ServiceError } from '../faults.ts';
import { listAll, pageOf } from '../http/pages.ts';
import { volumeTypeSchema } from './schemas.ts';

const PAGE = pageOf('volume_types', 'volume_type_links', volumeTypeSchema);

/** `GET /types?is_public=None`, all pages: the types that this user sees; for an admin also the private ones. */
export async function listVolumeTypes(cloud: Cloud, signal?: AbortSignal): Promise<readonly VolumeType[]> {
  const query = { is_public: 'None' };
  return await listAll(cloud, { service: 'volume', path: '/types', query, page: PAGE }, signal);
}

/**
 * `GET /types?is_public=None`, all pages: a type by ID, or else by name, including private ones.
 * Rejects with ServiceError `VolumeTypeNotFound`, whose reasons name the existing types.
 * Source: cinder/api/v2/types.py (_get_volume_types: "None" shows both kinds to an admin).
 */
export async function getVolumeType(
  cloud: Cloud,
  nameOrId: string,
  signal?: AbortSignal,
): Promise<VolumeType> {
  const types = await listVolumeTypes(cloud, signal);
  const found = types.find((type) => type.id === nameOrId) ?? types.find((type) => type.name === nameOrId);
  if (found !== undefined) return found;
  throw new ServiceError({
    code: 'VolumeTypeNotFound',
    message: `Volume type ${nameOrId} not found`,
    reasons: [`known volume types: ${types.map((type) => type.name).join(', ') || 'none'}`],
  });
}
