// The source of a swap that a resumed run is to delete: was it used since it was swapped out? Then somebody has data on it.

import { deleteVolume } from './cinder/deletion.ts';
import { timeOf } from './cinder/schemas.ts';
import { findVolume } from './cinder/volumes.ts';
import type { Cloud } from './connect.ts';
import { StateError } from './faults.ts';
import { getSwapEnd, type SwapRequest } from './nova/instanceActions.ts';

// Cinder puts the source in order when Nova has done; their clocks may differ a little.
const SLACK_MS = 60_000;

/**
 * Deletes the source of a swap which an earlier process has asked for, or seen through: days may have passed since.
 * Rejects with StateError `SourceChanged`, and deletes nothing, where Cinder dates a change of it (`updated_at`) later
 * than Nova dates the end of the swap, or where Nova does not tell that.
 */
export async function deleteReplacedSource(
  cloud: Cloud,
  { volumeId, swap }: { readonly volumeId: string; readonly swap: SwapRequest | null },
  signal?: AbortSignal,
): Promise<null> {
  const swappedAt = swap === null ? null : await getSwapEnd(cloud, swap, signal);
  // Last: where another reading takes long, it may be used meanwhile.
  const source = await findVolume(cloud, volumeId, signal);
  if (source?.status === 'available') {
    const { updatedAt, createdAt } = source;
    const changedAt = updatedAt ?? createdAt;
    const isAsSwapped = timeOf(changedAt) <= timeOf(swappedAt ?? '') + SLACK_MS;
    if (!isAsSwapped) throw changedSince(volumeId, changedAt, swappedAt);
  }
  return await deleteVolume(cloud, volumeId, signal);
}

function changedSince(volumeId: string, changedAt: string, swappedAt: string | null): StateError {
  const swapped =
    swappedAt === null ? 'Nova does not tell when the swap ended' : `the swap ended at ${swappedAt}`;
  const reason = `it was changed at ${changedAt}, ${swapped}: somebody may use it`;
  const message = `Volume ${volumeId} is not deleted: ${reason}`;
  return new StateError({ code: 'SourceChanged', message, reasons: [reason] });
}
