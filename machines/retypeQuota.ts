// Whether the owner's quota allows a retype.
import { type MigrationContext, required, volumeOf } from './context.ts';
import { exceeds } from './quotaRules.ts';
import type { Quota, Volume } from './types.ts';

interface Retyped extends Pick<Volume, 'sizeGib' | 'projectId'> {
  /** How many snapshots the volume has. */
  readonly snapshots: number;
  /** The name of the new type. */
  readonly typeName: string;
}

/**
 * A retype moves the volume, with its snapshots, to the quotas of its new type; those of the project count it already.
 * The sizes of the snapshots are not known, and not judged.
 * Source: cinder/volume/api.py retype (get_volume_type_reservation with reserve_vol_type_only).
 */
export function retypeQuotaReasons(
  quotas: readonly Quota[],
  { sizeGib, projectId, snapshots, typeName }: Retyped,
): string[] {
  const needed = new Map([
    [`volumes_${typeName}`, 1],
    [`gigabytes_${typeName}`, sizeGib],
    [`snapshots_${typeName}`, snapshots],
  ]);
  return quotas
    .filter((quota) => exceeds(quota, needed.get(quota.name) ?? 0))
    .map(
      ({ name, limit, inUse, reserved }) =>
        `project ${projectId}: quota ${name} is ${limit}, with ${inUse} in use and ${reserved} reserved, and the retype requires ${needed.get(name)}. Raise it first`,
    );
}

/** The same for the retype of a run, with the quotas that it has read; empty if they could not be read. */
export const retypeQuotaBlockers = (context: MigrationContext): string[] =>
  retypeQuotaReasons(context.quotas, {
    ...volumeOf(context),
    snapshots: context.snapshotIds.length,
    typeName: required(context.destinationVolumeType, 'the destination type').name,
  });
