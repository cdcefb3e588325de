// Judges a volume with the mark of a run: when it is proven that it holds no data and that nobody uses it.
import { timeOf } from '../../services/cinder/schemas.ts';
import type { VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';
import type { MigrationSummary } from '../volumeMigrate/runSummary.ts';
import { isUnfinished, type OfRun, provenOver, runInWords, whoGoesOn } from './ofRun.ts';
import type { Made } from './runFacts.ts';
import { isoTime, lastChange } from './times.ts';
import type { FoundLeftover } from './types.ts';
import { stateInWords, volumeInWords } from './volumeInWords.ts';

export interface DestinationVolumeSeen extends OfRun {
  readonly volume: VolumeWithCreator;
  /** Null if it is gone. */
  readonly source: VolumeWithCreator | null;
  /** How many other volumes carry the same mark. */
  readonly twins: number;
  /** Null if they could not be read. */
  readonly snapshotIds: readonly string[] | null;
  /** A run that moves this very volume. */
  readonly mover: MigrationSummary | undefined;
}

export function judgeDestinationVolume(seen: DestinationVolumeSeen): FoundLeftover {
  const { volume, runId, run } = seen;
  const missing = notProven(seen);
  const found = {
    kind: 'destination-volume',
    id: volume.id,
    name: volume.name,
    runId,
    since: isoTime(volume.createdAt),
    evidence: evidenceOf(seen),
    missing,
  } as const;
  if (run !== null && isUnfinished(seen)) return { ...found, verdict: 'unfinished', advice: whoGoesOn(run) };
  if (missing.length === 0)
    return { ...found, verdict: 'removable', advice: 'volume-migrate leftovers --remove' };
  return { ...found, verdict: 'kept', advice: adviceFor(seen) };
}

function evidenceOf(seen: DestinationVolumeSeen): string[] {
  const { volume, runId, source, run, snapshotIds } = seen;
  const sourceId = run?.made?.sourceVolumeId;
  const snapshots = snapshotIds === null ? 'snapshots unknown' : `snapshots: ${snapshotIds.length}`;
  return [
    volumeInWords(volume),
    `${stateInWords(volume)}, ${snapshots}`,
    `metadata volume-migrate:run says that run ${runId} created it`,
    ...(sourceId === undefined ? [] : [`its source ${sourceId} is ${source?.status ?? 'gone'}`]),
    runInWords(seen),
  ];
}

function adviceFor({ volume, runId, run, source }: DestinationVolumeSeen): string {
  const { id, attachments } = volume;
  const unmark = `openstack volume unset --property volume-migrate:run ${id}`;
  const made = run?.made;
  // A swap whose mark could not be removed looks like this too: no deletion is advised for what may hold the
  // data.
  if (!made) return `it may hold the data of a swap. Do not delete it: ${whoKnows(run)}`;
  if (isCopied(volume, made))
    return `run ${runId} did not create it: there is nothing to delete. Remove the copied mark: ${unmark}`;
  if (made.swapProven) return `it holds the data. Remove only its mark: ${unmark}`;
  const wasSwapped = made.swapAsked !== 'no';
  if (wasSwapped && source !== null)
    return `check on the hypervisor which of volumes ${made.sourceVolumeId} and ${id} the server writes to (virsh domblklist); delete only the other`;
  if (wasSwapped && attachments.length > 0)
    return `it has replaced its source; nothing to delete. Remove its mark: ${unmark}`;
  if (wasSwapped)
    return `its source is gone, so this may be the only copy of the data; if you keep it, remove its mark: ${unmark}`;
  if (attachments.length > 0)
    return `it is attached to server ${attachments.map(({ serverId }) => serverId).join(', ')}: ask the owner of the server; if the volume is theirs, remove only its mark: ${unmark}`;
  return `check whether anyone has put data on it. If not: openstack volume delete ${id}`;
}

const whoKnows = (run: OfRun['run']): string =>
  run === null
    ? 'run volume-migrate leftovers on the machine that has the journal of the run'
    : 'restore the journal from a backup, or check on the hypervisor whether a server writes to it (virsh domblklist)';

// The mark came with a copy of the metadata.
const isCopied = ({ id }: VolumeWithCreator, { destinationAsked, destinationId }: Made): boolean =>
  !destinationAsked || (destinationId !== null && destinationId !== id);

function notProven(seen: DestinationVolumeSeen): string[] {
  const { missing, made } = provenOver(seen);
  const ofRun = made === null ? [] : [...mayHoldData(seen, made), ...notItsVolume(seen, made)];
  const changed = made === null ? [] : changedSince(seen, made);
  return [...missing, ...ofRun, ...notDeletable(seen), ...changed];
}

// After the copy the guest writes to the destination, even if Nova then fails and restores Cinder's earlier
// state: nova/compute/manager.py _swap_volume. So once a swap was requested, no status proves that the data
// is not here.
function mayHoldData({ source }: DestinationVolumeSeen, made: Made): string[] {
  if (made.swapProven) return ['the swap is proven: the data is on this volume'];
  if (made.swapAsked !== 'no')
    return [
      'a swap to it was requested from Nova: the server may have written to it, whatever Cinder and Nova show',
    ];
  const { sourceVolumeId } = made;
  if (source === null) return [`its source ${sourceVolumeId} is gone: it is not known where the data is`];
  return ['available', 'in-use'].includes(source.status)
    ? []
    : [`its source ${sourceVolumeId} is ${source.status}, neither available nor in-use`];
}

// Cinder copies metadata to other volumes, and owners may: the mark alone proves nothing. Only the run had
// the user's password.
function notItsVolume(seen: DestinationVolumeSeen, made: Made): string[] {
  const { volume, runId, twins } = seen;
  const { destinationAsked, destinationId, userId, projectId } = made;
  if (!destinationAsked) return [`run ${runId} did not request a volume: the mark was copied here`];
  if (destinationId !== null && destinationId !== volume.id)
    return [`run ${runId} created volume ${destinationId}: the mark was copied here`];
  return [
    ...(destinationId === null && twins > 0
      ? [`${twins} more with the same mark: it is not known which one the run created`]
      : []),
    ...(userId === null || userId !== volume.userId
      ? [`the run's user did not create it, or it was transferred: it belongs to user ${volume.userId}`]
      : []),
    ...(projectId === volume.projectId ? [] : [`the run created it in project ${projectId}`]),
  ];
}

function notDeletable({ volume, snapshotIds, mover }: DestinationVolumeSeen): string[] {
  const { status, attachments, migrationStatus, groupId, hasAdminFields } = volume;
  return [
    ...(hasAdminFields ? [] : ['its migration status is not shown to this user']),
    ...(['available', 'error'].includes(status) ? [] : [`its status is ${status}`]),
    ...(attachments.length === 0 ? [] : ['it is attached']),
    ...(migrationStatus ? [`its migration status is ${migrationStatus}`] : []),
    ...(groupId === null ? [] : [`it is in group ${groupId}`]),
    ...(snapshotIds === null ? ['could not check whether it has snapshots'] : []),
    ...(snapshotIds ?? []).map((id) => `it has snapshot ${id}`),
    ...(mover === undefined ? [] : [`run ${mover.runId}, which has not ended, is moving it`]),
  ];
}

// Cinder's times have no fractions of a second.
const SECOND_MS = 1_000;

// Whoever attached it has changed it. Cinder's times are compared with Cinder's, local times with local ones:
// the two clocks may differ.
function changedSince({ volume, runId }: DestinationVolumeSeen, { destinationHeldMs }: Made): string[] {
  if (destinationHeldMs === null)
    return [
      `run ${runId} was interrupted and resumed after it created the volume: it is not known whether the volume was used in between`,
    ];
  const changedAfterMs = timeOf(lastChange(volume)) - timeOf(volume.createdAt);
  return changedAfterMs <= destinationHeldMs + SECOND_MS
    ? []
    : [`it was changed at ${isoTime(lastChange(volume))}, after its run had ended: someone may be using it`];
}
