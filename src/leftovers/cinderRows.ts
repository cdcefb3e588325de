// Judges Cinder's own temporary rows: the target that a migration copies to, and the copy on the old backend.
// They are never removed from here. A target may hold the only current data: Cinder does not show whether a
// server wrote to it before the migration failed. Cinder refuses to delete one (cinder/volume/api.py delete),
// and resetting its state would overrule Cinder.
import type { VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';
import { guestAdvice, isWritten, whatTargetHolds } from './guest.ts';
import { isBusy } from './stuckVolume.ts';
import { isoTime, lastChange } from './times.ts';
import type { FoundLeftover } from './types.ts';
import { stateInWords, volumeInWords } from './volumeInWords.ts';

const TARGET = /^target:(.+)$/;
const SOURCE_COPY = /^migration src for (.+)$/;

/** The volume that Cinder was moving to this row; null for any other volume. */
export const movedToTarget = ({ migrationStatus }: VolumeWithCreator): string | null =>
  TARGET.exec(migrationStatus ?? '')?.[1] ?? null;

/** The volume whose old copy this row is, which Cinder is to delete; null for any other volume. */
export const movedFromCopy = ({ migrationStatus, description }: VolumeWithCreator): string | null =>
  migrationStatus === 'deleting' ? (SOURCE_COPY.exec(description ?? '')?.[1] ?? null) : null;

/** What is known of a row: the volume that it belongs to, and how long nothing has happened. */
export interface RowSeen {
  readonly row: VolumeWithCreator;
  /** Null if it is gone. */
  readonly volume: VolumeWithCreator | null;
  readonly isQuiet: (volume: VolumeWithCreator) => boolean;
  /** Milliseconds since Cinder last changed it. */
  readonly quietMs: (volume: VolumeWithCreator) => number;
}

// A completed move passes through this state in less than a second.
const SETTLED_AFTER_MS = 60_000;

function guestLeftover({ row, volume }: RowSeen, volumeId: string): FoundLeftover[] {
  return [
    {
      ...whatIsSeen(row, volumeId, volume),
      kind: 'target-volume',
      missing: [whatTargetHolds(row)],
      advice: guestAdvice(row, volume),
    },
  ];
}

/** A target that nothing is working on: its volume is gone, at rest, or has not changed for long either. */
export function judgeTarget(seen: RowSeen): FoundLeftover[] {
  const { row, volume } = seen;
  const volumeId = movedToTarget(row);
  if (volumeId === null || !isLeft(seen)) return [];
  if (isWritten(row)) return guestLeftover(seen, volumeId);
  return [
    {
      ...whatIsSeen(row, volumeId, volume),
      kind: 'target-volume',
      missing: ['Cinder does not show whether this holds the only current data of the volume'],
      advice:
        volume === null
          ? `it may hold the only remaining data. Search the cinder-volume log for "migrat", and delete nothing unless an operator knows that nobody needs it`
          : `compare it with volume ${volumeId}, and search the cinder-volume log for "migrat". Only an operator who knows that the volume is complete can clear its migration status and delete it`,
    },
  ];
}

function isLeft({ row, volume, isQuiet, quietMs }: RowSeen): boolean {
  const isAtWork = volume !== null && isBusy(volume);
  // No copy is under way if a server writes to the target and its volume is at rest or is being completed.
  if (isWritten(row) && (!isAtWork || volume.migrationStatus === 'completing'))
    return [row, volume ?? row].every((each) => quietMs(each) >= SETTLED_AFTER_MS);
  return isQuiet(row) && (!isAtWork || isQuiet(volume));
}

/** A source copy that Cinder has not deleted. */
export function judgeSourceCopy({ row, volume, isQuiet }: RowSeen): FoundLeftover[] {
  const volumeId = movedFromCopy(row);
  if (volumeId === null || !isQuiet(row)) return [];
  return [
    {
      ...whatIsSeen(row, volumeId, volume),
      kind: 'source-copy',
      missing: ['Cinder deletes it itself, and may still be doing so'],
      advice: `check the log of cinder-volume on ${row.host ?? 'its host'} to see why it is not deleted; ${
        volume === null
          ? 'it may hold the only remaining data, so delete nothing unless an operator knows that nobody needs it'
          : `if volume ${volumeId} is complete, an operator can have it deleted again`
      }`,
    },
  ];
}

function whatIsSeen(row: VolumeWithCreator, volumeId: string, volume: VolumeWithCreator | null) {
  return {
    id: row.id,
    name: row.name,
    runId: null,
    since: isoTime(lastChange(row)),
    evidence: [
      volumeInWords(row),
      stateInWords(row),
      volume === null ? `volume ${volumeId} is gone` : `volume ${volumeId}: ${stateInWords(volume)}`,
    ],
    verdict: 'kept',
  } as const;
}
