// Rows of Cinder's own that a migration uses and then deletes: the target that it copies to, and the copy on the old backend.
// They are never removed from here. A target may hold the only current data: Cinder does not tell whether a server wrote to it
// before the migration failed. It refuses to delete one (cinder/volume/api.py delete), and to reset its state is to overrule Cinder.
import type { MadeVolume } from '../../services/cinder/madeVolumes.ts';
import { guestAdvice, isWritten, whatTargetHolds } from './guest.ts';
import { isBusy } from './stuckVolume.ts';
import { isoTime, lastChange } from './times.ts';
import type { FoundLeftover } from './types.ts';
import { stateInWords, volumeInWords } from './volumeInWords.ts';

const TARGET = /^target:(.+)$/;
const SOURCE_COPY = /^migration src for (.+)$/;

/** The volume that Cinder was moving to this row; null for any other volume. */
export const movedToTarget = ({ migrationStatus }: MadeVolume): string | null =>
  TARGET.exec(migrationStatus ?? '')?.[1] ?? null;

/** The volume whose old copy this row is, which Cinder is to delete; null for any other volume. */
export const movedFromCopy = ({ migrationStatus, description }: MadeVolume): string | null =>
  migrationStatus === 'deleting' ? (SOURCE_COPY.exec(description ?? '')?.[1] ?? null) : null;

/** What is known of a row: the volume that it belongs to, and how long nothing has happened. */
export interface RowSeen {
  readonly row: MadeVolume;
  /** Null where it is gone. */
  readonly volume: MadeVolume | null;
  readonly isQuiet: (volume: MadeVolume) => boolean;
  /** Milliseconds since Cinder last changed it. */
  readonly quietMs: (volume: MadeVolume) => number;
}

// A move that is completed passes through this state in less than a second.
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

/** A target on which nobody works: its volume is gone, at rest, or has not changed for long either. */
export function judgeTarget(seen: RowSeen): FoundLeftover[] {
  const { row, volume } = seen;
  const volumeId = movedToTarget(row);
  if (volumeId === null || !isLeft(seen)) return [];
  if (isWritten(row)) return guestLeftover(seen, volumeId);
  return [
    {
      ...whatIsSeen(row, volumeId, volume),
      kind: 'target-volume',
      missing: ['Cinder does not tell whether the only current data of the volume is here'],
      advice:
        volume === null
          ? `it may hold all that is left of the data: look for "migrat" in cinder-volume's log, and delete nothing unless an operator knows that nobody needs it`
          : `compare it with volume ${volumeId}, and look for "migrat" in cinder-volume's log; only an operator who knows that the volume is whole can clear its migration status and delete it`,
    },
  ];
}

function isLeft({ row, volume, isQuiet, quietMs }: RowSeen): boolean {
  const isAtWork = volume !== null && isBusy(volume);
  // Nothing is copied any more where a server writes to the target, and its volume is at rest or is being completed.
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
      missing: ['Cinder deletes it itself, and may still be at it'],
      advice: `look in the log of cinder-volume on ${row.host ?? 'its host'} why it is not deleted; ${
        volume === null
          ? 'it may hold all that is left of the data, so delete nothing unless an operator knows that nobody needs it'
          : `where volume ${volumeId} is whole, an operator can have it deleted again`
      }`,
    },
  ];
}

function whatIsSeen(row: MadeVolume, volumeId: string, volume: MadeVolume | null) {
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
