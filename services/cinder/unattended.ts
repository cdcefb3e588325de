// A run's destination volume: was it changed by anybody but the run? Then somebody may have data on it.
import type { Volume } from '../../machines/types.ts';
import { StateError } from '../faults.ts';
import { timeOf } from './schemas.ts';

/** A time in which an earlier process drove the run, in milliseconds since the run asked for its destination volume. */
export interface Attended {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a process knows of its run's destination volume. */
export interface Attendance {
  /** This process makes the volume: nobody else has had it. */
  readonly made: () => void;
  /** A volume that is still being made has been nobody's yet; one that is available then is as Cinder has made it. */
  readonly seen: (volume: Volume | null) => void;
  /**
   * Why the volume may be somebody's by now; null where it was changed only while the run was driven, and is as this
   * process has seen or left it last. What was done before this process is judged once.
   */
  readonly reasonToKeep: (volume: Volume) => string | null;
  /** Reads the volume where that is open; rejects with StateError `DestinationChanged` where there is such a reason. */
  readonly assertOurs: (read: () => Promise<Volume | null>) => Promise<void>;
  /** This process has changed the volume: it is read, and is as it was left. Rejects as well where somebody has it now. */
  readonly changed: (read: () => Promise<Volume | null>) => Promise<void>;
}

/**
 * `attended`: a list for each time that an earlier process has asked for the volume, since it is not known which of
 * them made it; none where no earlier process has.
 */
export function createAttendance(attended: readonly (readonly Attended[])[] = []): Attendance {
  let judged: string | null | undefined = attended.length === 0 ? null : undefined;
  // When Cinder had changed it last, as this process has last seen or left it; null before.
  let knownAt: number | null = null;
  const made = (): void => {
    judged = null;
  };
  const reasonToKeep = (volume: Volume): string | null => {
    if (judged === undefined) {
      judged = wasAttended(volume, attended) ? null : reasonOf(volume);
      knownAt = changedAt(volume);
    }
    if (judged !== null || knownAt === null || changedAt(volume) <= knownAt + AFTERMATH_MS) return judged;
    return `it was changed at ${volume.updatedAt}, not by this run: somebody may use it`;
  };
  return {
    made,
    seen: (volume) => {
      if (judged === undefined && BEING_MADE.has(volume?.status ?? '')) made();
      if (judged === null && volume?.status === 'available') knownAt = changedAt(volume);
    },
    reasonToKeep,
    assertOurs: async (read) => {
      if (judged === null && knownAt === null) return;
      const volume = await read();
      if (volume !== null) refuse(volume, reasonToKeep(volume));
    },
    changed: async (read) => {
      if (knownAt === null) return;
      const volume = await read();
      if (volume === null) return;
      refuse(volume, volume.status === 'available' ? null : `its status is ${volume.status}`);
      knownAt = changedAt(volume);
    },
  };
}

function refuse({ id }: Volume, reason: string | null): void {
  if (reason === null) return;
  const message = `The data is not moved to volume ${id}: ${reason}`;
  throw new StateError({ code: 'DestinationChanged', message, reasons: [reason] });
}

/** Cinder makes the volume, which is blank: nobody can attach it yet. */
export const BEING_MADE: ReadonlySet<string> = new Set(['creating', 'downloading']);

const reasonOf = ({ createdAt, updatedAt }: Volume): string =>
  `it was changed at ${updatedAt ?? createdAt}, when no process drove the run: somebody may use it`;

const changedAt = ({ createdAt, updatedAt }: Volume): number => timeOf(updatedAt ?? createdAt);

// What Cinder still does of what a process asked for before it died, and of a volume that it shows as available already
// (cinder/volume/manager.py create_volume saves it once more).
const AFTERMATH_MS = 10_000;

// Whoever attached it has changed it: Cinder dates that. The date is held against Cinder's own date of the volume, for
// two clocks may differ.
function wasAttended(volume: Volume, attended: readonly (readonly Attended[])[]): boolean {
  const changedMs = changedAt(volume) - timeOf(volume.createdAt);
  return attended.every((times) =>
    times.some(({ fromMs, toMs }) => changedMs >= fromMs && changedMs <= toMs + AFTERMATH_MS),
  );
}
