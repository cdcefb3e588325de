// Deletes the source of a proven swap, unless it was used since the swap: then somebody may have data on it.
import type { Volume } from '../machines/types.ts';
import { deleteVolume, GOING, readUntilSure } from './cinder/deletion.ts';
import { carryOverChanges, type OwnersChanges } from './cinder/ownersChanges.ts';
import { timeOf } from './cinder/schemas.ts';
import { isAsNewAs } from './cinder/staleness.ts';
import { findVolume } from './cinder/volumes.ts';
import type { Clock } from './clock.ts';
import type { Cloud } from './connect.ts';
import { CloudError, StateError } from './faults.ts';
import { isPassing, patiently } from './http/patience.ts';
import { readUntil } from './lag.ts';
import { getSwapEnd, type SwapRequest } from './nova/instanceActions.ts';

// Cinder updates the source when Nova has finished; their clocks may differ a little.
const SLACK_MS = 60_000;

export interface SwappedSource {
  /** As it was at the first proof. */
  readonly source: Volume;
  /** As it was when the run started. */
  readonly before: Volume;
  readonly destinationVolumeId: string;
}

/**
 * Deletes the source of a proven swap, and retries while Cinder has problems. What its owner changed on it
 * during the swap is carried over to the destination first; if that fails, rejects with StateError
 * `ChangesNotCarriedOver`. Rejects with StateError `SourceChanged` if the source is no longer available, or
 * if Cinder has changed it (`updated_at`) since the proof: the process may have been suspended. In both cases
 * nothing is deleted.
 * `swap`: for a resumed run, the swap that an earlier process requested; days may have passed before the
 * proof. It then also rejects if Cinder dates the last change later than Nova dates the end of the swap, or
 * if Nova does not report that end.
 */
export async function deleteSwappedSource(
  cloud: Cloud,
  { source: proven, before, destinationVolumeId }: SwappedSource,
  swap: SwapRequest | null | undefined,
  clock: Clock,
  signal?: AbortSignal,
): Promise<null> {
  const find = async () => await findVolume(cloud, proven.id, signal);
  const read = async () => await readUntilSure(find, clock, signal);
  // What Cinder dates earlier than the proof is stale: it is read again.
  const readFresh = async () => await readUntil(read, isAsNewAs(proven), clock, signal);
  let isCarriedOver = false;
  const carryOver = async (): Promise<void> => {
    if (isCarriedOver) return;
    const source = await readFresh();
    if (source === null || GOING.has(source.status) || changeSince(proven, source) !== null) return;
    await carryOverOrKeep(cloud, { before, source, destinationVolumeId }, clock, signal);
    isCarriedOver = true;
  };
  const assertUnused = async (): Promise<void> => {
    const swappedAt = swap ? await getSwapEnd(cloud, swap, signal) : null;
    // This reading comes last: while another one takes long, the source may be used.
    const source = await readFresh();
    if (source === null || GOING.has(source.status)) return;
    const reason = changeSince(proven, source) ?? (swap === undefined ? null : useSince(swappedAt, source));
    if (reason === null) return;
    const message = `Volume ${proven.id} was not deleted: ${reason}`;
    throw new StateError({ code: 'SourceChanged', message, reasons: [reason] });
  };
  const remove = async () => {
    await carryOver();
    return await deleteVolume(cloud, proven.id, { assertUnused }, signal);
  };
  return await patiently(remove, clock, signal);
}

async function carryOverOrKeep(
  cloud: Cloud,
  changes: OwnersChanges,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await carryOverChanges(cloud, changes, clock, signal);
  } catch (error) {
    if (!(error instanceof CloudError) || isPassing(error) || error.code === 'Aborted') throw error;
    const { source, destinationVolumeId } = changes;
    const reason = `changes that its owner made during the swap could not be copied to volume ${destinationVolumeId}: ${error.message}`;
    const message = `Volume ${source.id} was not deleted: ${reason}`;
    throw new StateError({ code: 'ChangesNotCarriedOver', message, reasons: [reason] });
  }
}

function changeSince(proven: Volume, { status, updatedAt }: Volume): string | null {
  if (status !== 'available') return `its status is ${status}`;
  if (updatedAt === proven.updatedAt) return null;
  return `it was changed at ${updatedAt}, after the swap was proven: someone may be using it`;
}

function useSince(swappedAt: string | null, { updatedAt, createdAt }: Volume): string | null {
  const changedAt = updatedAt ?? createdAt;
  if (timeOf(changedAt) <= timeOf(swappedAt ?? '') + SLACK_MS) return null;
  const swapped =
    swappedAt === null ? 'Nova does not show when the swap ended' : `the swap ended at ${swappedAt}`;
  return `it was changed at ${changedAt}, ${swapped}: someone may be using it`;
}
