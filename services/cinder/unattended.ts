// A resumed run's destination volume: was it changed while no process drove the run? Then somebody may have data on it.
import type { Volume } from '../../machines/types.ts';
import { StateError } from '../faults.ts';
import { timeOf } from './schemas.ts';

/** A time in which a process drove the run, in milliseconds since the run asked for its destination volume. */
export interface Attended {
  readonly fromMs: number;
  /** Null for the process that drives it now. */
  readonly toMs: number | null;
}

/** What a process knows of its run's destination volume. */
export interface Attendance {
  /** This process has made the volume: nobody else has had it. */
  readonly made: () => void;
  /**
   * Why the volume may be somebody's by now; null where it was changed only while the run was driven.
   * Once that was found, what changes is of this process's own making.
   */
  readonly reasonToKeep: (volume: Volume) => string | null;
  /** Reads the volume where that is open; rejects with StateError `DestinationChanged` where there is such a reason. */
  readonly assertOurs: (read: () => Promise<Volume | null>) => Promise<void>;
}

/**
 * `attended`: a list for each time that an earlier process has asked for the volume, since it is not known which of
 * them made it; none where no earlier process has.
 */
export function createAttendance(attended: readonly (readonly Attended[])[]): Attendance {
  let isOurs = attended.length === 0;
  const reasonToKeep = (volume: Volume): string | null => {
    isOurs ||= wasAttended(volume, attended);
    if (isOurs) return null;
    const { createdAt, updatedAt } = volume;
    return `it was changed at ${updatedAt ?? createdAt}, when no process drove the run: somebody may use it`;
  };
  return {
    made: () => {
      isOurs = true;
    },
    reasonToKeep,
    assertOurs: async (read) => {
      if (isOurs) return;
      const volume = await read();
      const reason = volume === null ? null : reasonToKeep(volume);
      if (volume === null || reason === null) return;
      const message = `The data is not moved to volume ${volume.id}: ${reason}`;
      throw new StateError({ code: 'DestinationChanged', message, reasons: [reason] });
    },
  };
}

// What Cinder still does of what a process asked for before it died.
const AFTERMATH_MS = 10_000;

// Whoever attached it has changed it: Cinder dates that. The date is held against Cinder's own date of the volume, for
// two clocks may differ. A change at the edge, where Cinder's whole seconds do not tell, counts as somebody else's.
function wasAttended({ createdAt, updatedAt }: Volume, attended: readonly (readonly Attended[])[]): boolean {
  const changedMs = timeOf(updatedAt ?? createdAt) - timeOf(createdAt);
  const isIn = ({ fromMs, toMs }: Attended): boolean =>
    changedMs >= fromMs && (toMs === null || changedMs <= toMs + AFTERMATH_MS);
  return attended.every((times) => times.some(isIn));
}
