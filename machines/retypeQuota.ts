// Whether the owner's quota allows a retype.
import { isFull, neededOf } from './quotaRules.ts';
import type { Quota, Volume } from './types.ts';

/**
 * A retype moves the volume to the quotas of its new type; those of the project count it already.
 * Source: cinder/volume/api.py retype (get_volume_type_reservation with reserve_vol_type_only).
 */
export function retypeQuotaReasons(
  quotas: readonly Quota[],
  { sizeGib, projectId }: Pick<Volume, 'sizeGib' | 'projectId'>,
  typeName: string,
): string[] {
  const ofType = [`volumes_${typeName}`, `gigabytes_${typeName}`];
  return quotas
    .filter((quota) => ofType.includes(quota.name) && isFull(quota, sizeGib))
    .map(
      ({ name, limit, inUse, reserved }) =>
        `project ${projectId}: quota ${name} is ${limit}, with ${inUse} in use and ${reserved} reserved, and the retype requires ${neededOf({ name }, sizeGib)}. Raise it first`,
    );
}
