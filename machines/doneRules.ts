// When is a move over, and how did it end? Cinder tells by a volume's fields alone, and they have traps:
// migration_status is null between completing and success, and keeps what an earlier move left there.
import type { MoveSighting, SwapSighting, Volume, VolumeType } from './types.ts';

export type Verdict = 'pending' | 'succeeded' | 'failed' | 'elsewhere';

const MOVING = ['starting', 'migrating', 'completing'];

export const isMoving = (volume: Volume): boolean => MOVING.includes(volume.migrationStatus ?? '');

const isAtRest = (volume: Volume): boolean => volume.status === 'available' || volume.status === 'in-use';

/** `host@backend` of `host@backend#pool`. */
export const backendOf = (host: string): string => host.split('#')[0] ?? host;

const poolOf = (place: string | null): string => place?.slice(backendOf(place).length) ?? '';

/**
 * Is a volume at the wanted place, by its host or by its cluster? A `host@backend#pool` is met by that pool alone, a
 * `host@backend` by every pool of it. A cluster that is shown without a pool has that of the host.
 */
export function isAtPlace(
  { host, clusterName }: Pick<Volume, 'host' | 'clusterName'>,
  wanted: string,
): boolean {
  const cluster =
    clusterName === null || clusterName.includes('#') ? clusterName : `${clusterName}${poolOf(host)}`;
  return [host, cluster].some(
    (place) => place !== null && (wanted.includes('#') ? place : backendOf(place)) === wanted,
  );
}

/**
 * os-migrate_volume: `starting` is set before the 202, so an old `success` is never seen after it.
 * Source: cinder/volume/api.py migrate_volume, cinder/volume/manager.py migrate_volume and migrate_volume_completion.
 */
export function migrationVerdict(seen: Volume, destinationNode: string): Verdict {
  if (seen.migrationStatus === 'error') return 'failed';
  if (seen.migrationStatus !== 'success' || !isAtRest(seen)) return 'pending';
  return isAtPlace(seen, destinationNode) ? 'succeeded' : 'elsewhere';
}

export const isOfType = (volume: Volume, volumeType: VolumeType): boolean =>
  volume.volumeTypeId === null
    ? volume.volumeType === volumeType.name
    : volume.volumeTypeId === volumeType.id;

/**
 * os-retype: the type decides. Where data has moved, `success` too, since type and host are saved before the move is complete;
 * where none has, migration_status is not touched and may be an old one.
 * Source: cinder/volume/manager.py retype, migrate_volume_completion.
 */
export function retypeVerdict(seen: Volume, destination: VolumeType, moved: boolean): Verdict {
  if (isMoving(seen) || !isAtRest(seen)) return 'pending';
  if (!isOfType(seen, destination)) return 'failed';
  if (!moved || seen.migrationStatus === 'success') return 'succeeded';
  return seen.migrationStatus === 'error' ? 'failed' : 'pending';
}

/** Cinder makes the volume, which is blank: nobody can attach it yet. */
export const isBeingMade = ({ status }: Volume): boolean => status === 'creating' || status === 'downloading';

/**
 * A direct swap: the source may be deleted only when all four signs hold. A destination that is in use without an
 * attachment is one whose record Cinder has lost, and one that others have had Cinder move since it was made may be
 * without the data that Nova copied: they prove nothing. A swap itself leaves migration_status null.
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

/** The swap is done, and somebody has deleted the source since: then there is nothing to delete, and nothing that could be lost. */
export function sourceIsGoneAfterSwap(swap: SwapSighting, destinationId: string): boolean {
  return (
    swap.result === 'Success' &&
    swap.source === null &&
    swap.attachedVolumeIds.includes(destinationId) &&
    swap.destination?.status === 'in-use'
  );
}

/** Nova says that it failed. */
export const swapHasFailed = (swap: SwapSighting): boolean => swap.result === 'Error';

/** Has an attachment that the server holds come back to the volume? */
export const isAttachedTo = (volume: Volume, serverIds: readonly string[]): boolean =>
  serverIds.every((serverId) => volume.attachments.some((attachment) => attachment.serverId === serverId));

/**
 * Cinder's last step of an in-use move has failed after Nova's copy: the source stays `completing` for ever, and the
 * target has the server's attachment, so that the guest writes there.
 * Source: cinder/volume/manager.py migrate_volume_completion, nova/virt/libvirt/driver.py swap_volume.
 */
export const isGuestOnTarget = ({ volume, target, swap }: MoveSighting): boolean =>
  swap !== 'running' &&
  volume !== null &&
  volume.migrationStatus !== 'success' &&
  target !== null &&
  (target.status === 'in-use' || target.attachments.length > 0);

/**
 * Nova has put the guest on the target and has Cinder complete the move: where that takes long, it is over, whatever else
 * Nova does on the server.
 */
export const isHandedOver = ({ volume, target }: MoveSighting): boolean =>
  volume?.migrationStatus === 'completing' &&
  volume.attachments.length === 0 &&
  target !== null &&
  target.attachments.length > 0;

/** Cinder shows no target any more, and Nova no swap that runs or is done. */
export const isWithoutSwap = (move: MoveSighting): boolean =>
  move.target === null && (move.swap === 'none' || move.swap === 'Error');

/** Both seem to have given up, or one of them does not show yet what the other has begun. */
export const looksGivenUp = (move: MoveSighting): boolean =>
  move.volume !== null &&
  isAtRest(move.volume) &&
  !isMoving(move.volume) &&
  move.volume.migrationStatus !== 'success' &&
  isWithoutSwap(move);
