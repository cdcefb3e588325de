// The source of a swap that a resumed run is to delete: was it used since it was swapped out? Then somebody has data on it.
import type { Volume } from '../machines/types.ts';
import { deleteVolume, GOING } from './cinder/deletion.ts';
import { timeOf } from './cinder/schemas.ts';
import { findVolume } from './cinder/volumes.ts';
import type { Cloud } from './connect.ts';
import { StateError } from './faults.ts';
import { getSwapEnd, type SwapRequest } from './nova/instanceActions.ts';

// Cinder puts the source in order when Nova has done; their clocks may differ a little.
const SLACK_MS = 60_000;

/**
 * Deletes the source of a swap which an earlier process has asked for, or seen through: days may have passed since.
 * Rejects with StateError `SourceChanged`, and deletes nothing, where it is not available any more, where Cinder dates a
 * change of it (`updated_at`) later than Nova dates the end of the swap, or where Nova does not tell that.
 */
export async function deleteReplacedSource(
  cloud: Cloud,
  { volumeId, swap }: { readonly volumeId: string; readonly swap: SwapRequest | null },
  signal?: AbortSignal,
): Promise<null> {
  const swappedAt = swap === null ? null : await getSwapEnd(cloud, swap, signal);
  // Last: where another reading takes long, it may be used meanwhile.
  const source = await findVolume(cloud, volumeId, signal);
  const reason = source === null ? null : reasonToKeep(source, swappedAt);
  if (reason === null) return await deleteVolume(cloud, volumeId, signal);
  const message = `Volume ${volumeId} is not deleted: ${reason}`;
  throw new StateError({ code: 'SourceChanged', message, reasons: [reason] });
}

function reasonToKeep({ status, updatedAt, createdAt }: Volume, swappedAt: string | null): string | null {
  if (GOING.has(status)) return null;
  if (status !== 'available') return `its status is ${status}`;
  const changedAt = updatedAt ?? createdAt;
  if (timeOf(changedAt) <= timeOf(swappedAt ?? '') + SLACK_MS) return null;
  const swapped =
    swappedAt === null ? 'Nova does not tell when the swap ended' : `the swap ended at ${swappedAt}`;
  return `it was changed at ${changedAt}, ${swapped}: somebody may use it`;
}
