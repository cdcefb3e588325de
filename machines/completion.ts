// When a move is over, and how it ended. Cinder shows this only in a volume's fields, and they have traps:
// migration_status is null between completing and success, and keeps the value of an earlier move.
import type { MoveSighting, SwapSighting, Volume, VolumeType } from './types.ts';
import { isAtPlace, isAtRest, isMoving } from './volumeRules.ts';

/** What a reading says about a move. `elsewhere`: it is over, but the volume is not at the wanted place. */
export type Verdict = 'pending' | 'succeeded' | 'failed' | 'elsewhere';

/**
 * os-migrate_volume: `starting` is set before the 202, so an old `success` is never seen after it.
 * Source: cinder/volume/api.py migrate_volume, cinder/volume/manager.py migrate_volume and
 * migrate_volume_completion.
 */
export function migrationVerdict(seen: Volume, destinationNode: string): Verdict {
  if (seen.migrationStatus === 'error') return 'failed';
  if (seen.migrationStatus !== 'success' || !isAtRest(seen)) return 'pending';
  return isAtPlace(seen, destinationNode) ? 'succeeded' : 'elsewhere';
}

/** Whether a volume has a type, by the type's ID, or by its name below microversion 3.63. */
export const isOfType = (volume: Volume, volumeType: VolumeType): boolean =>
  volume.volumeTypeId === null
    ? volume.volumeType === volumeType.name
    : volume.volumeTypeId === volumeType.id;

/**
 * os-retype: the type decides. If data has moved, `success` is required too, because type and host are saved
 * before the move is complete; if none has, migration_status is not touched and may be an old one.
 * Source: cinder/volume/manager.py retype, migrate_volume_completion.
 */
export function retypeVerdict(seen: Volume, destination: VolumeType, moved: boolean): Verdict {
  if (isMoving(seen) || !isAtRest(seen)) return 'pending';
  if (!isOfType(seen, destination)) return 'failed';
  if (!moved || seen.migrationStatus === 'success') return 'succeeded';
  return seen.migrationStatus === 'error' ? 'failed' : 'pending';
}

/**
 * A direct swap: the source may be deleted only when all four signs hold. A destination that is in use
 * without an attachment is one whose record Cinder has lost, and one that others have had Cinder move since
 * it was created may lack the data that Nova copied: they prove nothing. A swap itself leaves
 * migration_status null.
 * Source: nova/compute/manager.py swap_volume, nova/compute/api.py.
 */
export function swapIsProven(swap: SwapSighting, sourceId: string, destinationId: string): boolean {
  return (
    swap.result === 'Success' &&
    swap.attachedVolumeIds.includes(destinationId) &&
    !swap.attachedVolumeIds.includes(sourceId) &&
    swap.source?.status === 'available' &&
    swap.source.attachments.length === 0 &&
    swap.destination?.status === 'in-use' &&
    swap.destination.attachments.length > 0 &&
    swap.destination.migrationStatus === null
  );
}

/**
 * The swap is done, and somebody has deleted the source since: nothing is left to delete, and nothing can be
 * lost.
 */
export function sourceIsGoneAfterSwap(swap: SwapSighting, destinationId: string): boolean {
  return (
    swap.result === 'Success' &&
    swap.source === null &&
    swap.attachedVolumeIds.includes(destinationId) &&
    swap.destination?.status === 'in-use'
  );
}

/** Nova reports that the swap failed. */
export const swapHasFailed = (swap: SwapSighting): boolean => swap.result === 'Error';

/** Whether the volume again has an attachment of one of the servers that held it. */
export const isAttachedTo = (volume: Volume, serverIds: readonly string[]): boolean =>
  serverIds.every((serverId) => volume.attachments.some((attachment) => attachment.serverId === serverId));

/**
 * Cinder's last step of an in-use move has failed after Nova's copy: the source stays `completing` forever,
 * and the target has the server's attachment, so the guest writes there.
 * Source: cinder/volume/manager.py migrate_volume_completion, nova/virt/libvirt/driver.py swap_volume.
 */
export const isGuestOnTarget = ({ volume, target, swap }: MoveSighting): boolean =>
  swap !== 'running' &&
  volume !== null &&
  volume.migrationStatus !== 'success' &&
  target !== null &&
  (target.status === 'in-use' || target.attachments.length > 0);

/**
 * Nova has attached the guest to the target and lets Cinder complete the move. If that takes long, it is
 * over, whatever else Nova does on the server.
 */
export const isHandedOver = ({ volume, target }: MoveSighting): boolean =>
  volume?.migrationStatus === 'completing' &&
  volume.attachments.length === 0 &&
  target !== null &&
  target.attachments.length > 0;

/** Cinder no longer shows a target, and Nova shows no swap that is running or done. */
export const isWithoutSwap = (move: MoveSighting): boolean =>
  move.target === null && (move.swap === 'none' || move.swap === 'Error');

/** Both seem to have given up, or one of them does not yet show what the other has started. */
export const looksGivenUp = (move: MoveSighting): boolean =>
  move.volume !== null &&
  isAtRest(move.volume) &&
  !isMoving(move.volume) &&
  move.volume.migrationStatus !== 'success' &&
  isWithoutSwap(move);
