// Deletes volumes and verifies that they are gone.

import type { Volume } from '../../machines/types.ts';
import { BEING_MADE } from '../../machines/volumeRules.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { exceptFirst } from '../exceptFirst.ts';
import { StateError } from '../faults.ts';
import { patiently } from '../http/patience.ts';
import { callWithReconcile } from '../http/reconcile.ts';
import { LAG_MS, untilKnown } from '../lag.ts';
import { startStopwatch } from '../stopwatch.ts';
import type { OwnershipGuard } from './destinationGuard.ts';
import { findVolume } from './volumes.ts';

const WAIT_MS = 60_000;
const POLL_EVERY_MS = 500;
// Reads may lag behind: a single 404 proves nothing.
const GONE_READINGS = 3;
const GONE_EVERY_MS = 250;

/** Cinder is deleting the volume, or has tried to. */
export const GOING: ReadonlySet<string> = new Set(['deleting', 'error_deleting']);

/**
 * `DELETE /volumes/{id}`, 202: only sends the request. Succeeds if the volume is gone or being deleted, and
 * also if its deletion has failed since.
 * Source: cinder/volume/api.py (delete): 400 unless it is available or in error, unattached, without
 * snapshots.
 */
export async function deleteVolume(
  cloud: Cloud,
  volumeId: string,
  { assertUnused = async () => {}, assertStillUnused = assertUnused, isGone = isNull }: Deletion = {},
  signal?: AbortSignal,
): Promise<null> {
  const path = `/volumes/${encodeURIComponent(volumeId)}`;
  return await callWithReconcile({
    call: async () => {
      await assertUnused();
      const call = { service: 'volume', method: 'DELETE', path, expected: [202] } as const;
      await cloud.request({ ...call, beforeRepeat: assertStillUnused }, signal);
      return null;
    },
    reconcile: async () => {
      const volume = await findVolume(cloud, volumeId, signal);
      const isGoing = volume !== null && GOING.has(volume.status);
      return isGoing || (await isGone(volume)) ? null : undefined;
    },
    attempts: 2,
    reconcilesAfter: (error) => error.code === 'NotFound' || error.code === 'BadRequest',
  });
}

interface Deletion {
  /** Called each time before the request is sent; rejects if it must not be. */
  readonly assertUnused?: () => Promise<void>;
  /**
   * The same check for a repetition that Cinder asked for (429, Retry-After).
   * @default assertUnused
   */
  readonly assertStillUnused?: () => Promise<void>;
  /** After a refusal: whether a volume that was just not found is really gone. */
  readonly isGone?: (volume: Volume | null) => Promise<boolean>;
}

const isNull = async (volume: Volume | null): Promise<boolean> => volume === null;

interface DestinationToDelete {
  readonly runId: string;
  readonly volumeId: string;
  /** What the run knows about the volume; omitted by callers that have checked themselves. */
  readonly destinationGuard?: OwnershipGuard;
}

/**
 * Deletes the destination of a swap that never happened, and waits until it is gone; retries while Cinder has
 * problems.
 * Before each attempt it proves the volume unused. Rejects with StateError `DestinationInUse` (nothing was
 * deleted) or `StillDeleting`.
 */
export async function deleteDestinationVolume(
  cloud: Cloud,
  destination: DestinationToDelete,
  clock: Clock,
  signal?: AbortSignal,
): Promise<null> {
  return await patiently(async () => await deleteIfUnused(cloud, destination, clock, signal), clock, signal);
}

async function deleteIfUnused(
  cloud: Cloud,
  { runId, volumeId, destinationGuard }: DestinationToDelete,
  clock: Clock,
  signal?: AbortSignal,
): Promise<null> {
  const read = async () => await findVolume(cloud, volumeId, signal);
  // The volume was created a moment ago: a node that lags behind does not show it yet.
  const readYoung = async () => await readUntilSure(read, clock, signal, LAG_MS);
  const isMade = (seen: Volume | null) => seen === null || !BEING_MADE.includes(seen.status);
  const readMade = async () => await waitUntil(readYoung, isMade, clock, signal);
  const volume = await readMade();
  if (volume === null) return null;
  assertUnused(volume, { runId, destinationGuard });
  const assertStillUnused = async (): Promise<void> => {
    const now = await readMade();
    if (now !== null) assertUnused(now, { runId, destinationGuard });
  };
  const isGone = async (seen: Volume | null) => seen === null && (await readYoung()) === null;
  const proofs = { assertUnused: exceptFirst(assertStillUnused), assertStillUnused, isGone };
  const send = async () => await deleteVolume(cloud, volumeId, proofs, signal);
  if (volume.status !== 'deleting') await untilKnown(send, ({ code }) => code === 'NotFound', clock, signal);
  // A volume whose deletion failed before may be shown in its earlier state for some seconds.
  const isAsBefore = (seen: Volume, afterMs: number) =>
    seen.status === volume.status && seen.updatedAt === volume.updatedAt && afterMs < LAG_MS;
  const left = await waitUntil(
    read,
    (seen, afterMs) => seen === null || (seen.status === 'error_deleting' && !isAsBefore(seen, afterMs)),
    clock,
    signal,
  );
  if (left === null) return null;
  throw new StateError({
    code: left.status === 'error_deleting' ? 'DeleteFailed' : 'StillDeleting',
    message:
      left.status === 'error_deleting'
        ? `Volume ${volumeId} could not be deleted: its status is error_deleting`
        : `Volume ${volumeId} is still being deleted: its status is ${left.status}`,
  });
}

function assertUnused(
  volume: Volume,
  {
    runId,
    destinationGuard,
  }: Pick<DestinationToDelete, 'runId'> & { destinationGuard: OwnershipGuard | undefined },
): void {
  const reasons = reasonsToKeep(volume, runId);
  const changed = GOING.has(volume.status) ? null : destinationGuard?.reasonToKeep(volume);
  if (changed) reasons.push(changed);
  if (reasons.length === 0) return;
  const message = `Volume ${volume.id} was not deleted: ${reasons.join(', ')}`;
  throw new StateError({ code: 'DestinationInUse', message, reasons });
}

const DELETABLE = new Set(['available', 'error', 'error_deleting', 'deleting']);

// Every reason against deleting it: who may have created it, who may use it.
function reasonsToKeep(volume: Volume, runId: string): string[] {
  const reasons = [];
  if (volume.runMark !== runId) reasons.push("it does not have this run's mark");
  if (!DELETABLE.has(volume.status)) reasons.push(`its status is ${volume.status}`);
  if (volume.attachments.length > 0) reasons.push('it has an attachment');
  if (volume.migrationStatus) reasons.push(`its migration status is ${volume.migrationStatus}`);
  return reasons;
}

/**
 * Reads a volume; null only if it is not found several times in a row, over at least `forMs` milliseconds.
 */
export async function readUntilSure(
  read: () => Promise<Volume | null>,
  clock: Clock,
  signal?: AbortSignal,
  forMs = 0,
): Promise<Volume | null> {
  const watch = startStopwatch(clock);
  for (let reading = 1; ; reading += 1) {
    const volume = await read();
    const isSure = reading >= GONE_READINGS && watch.elapsedMs() >= forMs;
    if (volume !== null || isSure || signal?.aborted) return volume;
    await watch.sleep(GONE_EVERY_MS, signal);
  }
}

async function waitUntil(
  read: () => Promise<Volume | null>,
  done: (volume: Volume | null, afterMs: number) => boolean,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Volume | null> {
  const watch = startStopwatch(clock);
  for (;;) {
    const volume = await read();
    const afterMs = watch.elapsedMs();
    if (done(volume, afterMs) || afterMs >= WAIT_MS) return volume;
    await watch.sleep(POLL_EVERY_MS, signal);
  }
}
