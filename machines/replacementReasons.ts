// What blocks a swap by attachment: a second volume must be created, be like the source, and then replace it.
import { type MigrationContext, placementOf, volumeOf } from './context.ts';
import { newVolumeBlockers } from './placeReasons.ts';
import { isFull, neededOf } from './quotaRules.ts';
import { snapshotReasons } from './reasons.ts';
import type { Quota, Volume } from './types.ts';

/** Every reason against a second volume, including that no pool has a place for it. */
export const replacementReasons = (context: MigrationContext): string[] => [
  ...newVolumeBlockers(placementOf(context)),
  ...replacementBlockers(context),
];

/**
 * What would prevent the destination from being created or from being like the source, or the source from
 * being deleted.
 */
export const replacementBlockers = (context: MigrationContext): string[] => [
  ...snapshotReasons(context.snapshotIds).map(
    (reason) =>
      `${reason}: a swap by attachment deletes the source, and Cinder cannot delete a volume that has snapshots`,
  ),
  ...refused('metadata', volumeOf(context).refusedMetadata, '255 characters'),
  ...refused(
    'image metadata',
    volumeOf(context).refusedImageMetadata,
    '255 characters, or 65535 bytes from microversion 3.71 on',
  ),
  ...encryption(context),
  ...context.quotas.flatMap((quota) => quotaReasons(quota, volumeOf(context))),
];

function refused(what: string, keys: readonly string[], most: string): string[] {
  if (keys.length === 0) return [];
  return [
    `Cinder refuses to set ${what} ${keys.join(', ')} on a new volume (allowed in a key: up to 255 characters of A-Z a-z 0-9 - _ : . / and space; ` +
      `in a value: up to ${most}). Use swap_method retype, which keeps the volume`,
  ];
}

// The destination has a key of its own, and Nova copies what it sees: that differs by hypervisor.
function encryption({ volume, typeDetails }: MigrationContext): string[] {
  const isEncrypted = volume?.encrypted || (typeDetails?.encryptionProvider ?? null) !== null;
  return isEncrypted
    ? [
        'encrypted volumes cannot be swapped by attachment. Use swap_method retype, or detach the volume first',
      ]
    : [];
}

function quotaReasons({ name, limit, inUse, reserved }: Quota, { sizeGib, projectId }: Volume): string[] {
  if (!isFull({ name, limit, inUse, reserved }, sizeGib)) return [];
  return name === 'per_volume_gigabytes'
    ? [`project ${projectId}: quota per_volume_gigabytes is ${limit}, but the volume has ${sizeGib} GiB`]
    : [
        `project ${projectId}: quota ${name} is ${limit}, with ${inUse} in use and ${reserved} reserved, ` +
          `and a second volume requires ${neededOf({ name }, sizeGib)}; swap_method retype creates no second volume that counts against the quota`,
      ];
}
