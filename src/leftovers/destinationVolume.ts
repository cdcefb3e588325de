// A volume with the mark of a run: when is it proven that no data is on it, and nobody uses it?
import type { MadeVolume } from '../../services/cinder/madeVolumes.ts';
import { timeOf } from '../../services/cinder/schemas.ts';
import type { RunSummary } from '../journal/store.ts';
import { isUnfinished, type OfRun, provenOver, runInWords, whoGoesOn } from './ofRun.ts';
import type { Made } from './runFacts.ts';
import { isoTime, lastChange } from './times.ts';
import type { FoundLeftover } from './types.ts';
import { stateInWords, volumeInWords } from './volumeInWords.ts';

export interface DestinationVolumeSeen extends OfRun {
  readonly volume: MadeVolume;
  /** Null where it is gone. */
  readonly source: MadeVolume | null;
  /** How many other volumes carry the same mark. */
  readonly twins: number;
  /** Null where they could not be read. */
  readonly snapshotIds: readonly string[] | null;
  /** A run that moves this very volume. */
  readonly mover: RunSummary | undefined;
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
  const snapshots = snapshotIds === null ? 'snapshots not known' : `snapshots: ${snapshotIds.length}`;
  return [
    volumeInWords(volume),
    `${stateInWords(volume)}, ${snapshots}`,
    `metadata volume-migrate:run says that run ${runId} made it`,
    ...(sourceId === undefined ? [] : [`its source ${sourceId} is ${source?.status ?? 'gone'}`]),
    runInWords(seen),
  ];
}

function adviceFor({ volume, runId, run, source }: DestinationVolumeSeen): string {
  const { id, attachments } = volume;
  const unmark = `openstack volume unset --property volume-migrate:run ${id}`;
  const made = run?.made;
  // A swap whose mark could not be taken off looks like this too: what holds the data is not told how to be deleted.
  if (!made) return `it may hold the data of a swap, do not delete it: ${whoKnows(run)}`;
  if (isCopied(volume, made))
    return `run ${runId} did not make it: nothing to delete. Remove the copied mark: ${unmark}`;
  if (made.swapProven) return `it holds the data: only its mark is left, ${unmark}`;
  const wasSwapped = made.swapAsked !== 'no';
  if (wasSwapped && source !== null)
    return `see on the hypervisor which of volumes ${made.sourceVolumeId} and ${id} the server writes to (virsh domblklist); delete only the other`;
  if (wasSwapped && attachments.length > 0)
    return `it has replaced its source; nothing to delete. Remove its mark: ${unmark}`;
  if (wasSwapped)
    return `its source is gone, so this may be the only copy of the data; if you keep it, remove its mark: ${unmark}`;
  if (attachments.length > 0)
    return `it is attached to server ${attachments.map(({ serverId }) => serverId).join(', ')}: ask the owner of the server; if the volume is theirs, remove only its mark: ${unmark}`;
  return `look whether anybody has put data on it; where nobody has: openstack volume delete ${id}`;
}

const whoKnows = (run: OfRun['run']): string =>
  run === null
    ? 'run volume-migrate leftovers on the machine that has the journal of the run'
    : 'restore the journal from a backup, or see on the hypervisor whether a server writes to it (virsh domblklist)';

// The mark came with somebody's copy of the metadata.
const isCopied = ({ id }: MadeVolume, { destinationAsked, destinationId }: Made): boolean =>
  !destinationAsked || (destinationId !== null && destinationId !== id);

function notProven(seen: DestinationVolumeSeen): string[] {
  const { missing, made } = provenOver(seen);
  const ofRun = made === null ? [] : [...mayHoldData(seen, made), ...notItsVolume(seen, made)];
  const changed = made === null ? [] : changedSince(seen, made);
  return [...missing, ...ofRun, ...notDeletable(seen), ...changed];
}

// After the copy the guest writes to the destination, also where Nova then fails and gives Cinder back the state before:
// nova/compute/manager.py _swap_volume. So once a swap was asked, no status proves that the data is not here.
function mayHoldData({ source }: DestinationVolumeSeen, made: Made): string[] {
  if (made.swapProven) return ['the swap is proven: the data is on this volume'];
  if (made.swapAsked !== 'no')
    return ['Nova was asked to swap it in: the server may have written to it, whatever Cinder and Nova show'];
  const { sourceVolumeId } = made;
  if (source === null) return [`its source ${sourceVolumeId} is gone: where the data is, is not known`];
  return ['available', 'in-use'].includes(source.status)
    ? []
    : [`its source ${sourceVolumeId} is ${source.status}, neither available nor in-use`];
}

// Cinder copies metadata to other volumes, and owners may: the mark alone proves nothing. Only the run had the user's password.
function notItsVolume(seen: DestinationVolumeSeen, made: Made): string[] {
  const { volume, runId, twins } = seen;
  const { destinationAsked, destinationId, userId, projectId } = made;
  if (!destinationAsked) return [`run ${runId} did not ask for a volume: the mark was copied here`];
  if (destinationId !== null && destinationId !== volume.id)
    return [`the volume that run ${runId} made was ${destinationId}: the mark was copied here`];
  return [
    ...(destinationId === null && twins > 0
      ? [`${twins} more with the same mark: which is the run's own?`]
      : []),
    ...(userId === null || userId !== volume.userId
      ? [`the run's user did not make it, or it was transferred: it is user ${volume.userId}'s`]
      : []),
    ...(projectId === volume.projectId ? [] : [`the run made it in project ${projectId}`]),
  ];
}

function notDeletable({ volume, snapshotIds, mover }: DestinationVolumeSeen): string[] {
  const { status, attachments, migrationStatus, groupId, isShownWhole } = volume;
  return [
    ...(isShownWhole ? [] : ['its migration status is not shown to this user']),
    ...(['available', 'error'].includes(status) ? [] : [`its status is ${status}`]),
    ...(attachments.length === 0 ? [] : ['it is attached']),
    ...(migrationStatus ? [`its migration status is ${migrationStatus}`] : []),
    ...(groupId === null ? [] : [`it is in group ${groupId}`]),
    ...(snapshotIds === null ? ['whether it has snapshots could not be read'] : []),
    ...(snapshotIds ?? []).map((id) => `it has snapshot ${id}`),
    ...(mover === undefined ? [] : [`run ${mover.runId}, which is not over, moves it`]),
  ];
}

// Cinder's times end at the second.
const SECOND_MS = 1_000;

// Whoever attached it has changed it. Cinder's times are held against Cinder's, ours against ours: the two clocks may differ.
function changedSince({ volume, runId }: DestinationVolumeSeen, { destinationHeldMs }: Made): string[] {
  if (destinationHeldMs === null)
    return [
      `run ${runId} was left and resumed after it was made: whether it was used in between is not known`,
    ];
  const changedAfterMs = timeOf(lastChange(volume)) - timeOf(volume.createdAt);
  return changedAfterMs <= destinationHeldMs + SECOND_MS
    ? []
    : [`it was changed at ${isoTime(lastChange(volume))}, when its run was over: somebody may use it`];
}
