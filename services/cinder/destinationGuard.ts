// Guards a run's destination volume: if anybody but the run has changed it, there may be data on it.

import type { Volume } from '../../machines/types.ts';
import { BEING_MADE } from '../../machines/volumeRules.ts';
import { StateError } from '../faults.ts';
import { timeOf } from './schemas.ts';

/**
 * A period in which an earlier process drove the run, in milliseconds since the run requested its destination
 * volume.
 */
export interface DriverInterval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a process knows about its run's destination volume. */
export interface OwnershipGuard {
  /** This process creates the volume: nobody else has used it. */
  readonly made: () => void;
  /**
   * Records a reading. Nobody has used a volume that is still being created; when it becomes available, it is
   * as Cinder created it.
   */
  readonly seen: (volume: Volume | null) => void;
  /**
   * Why somebody else may use the volume by now; null if it was changed only while the run was driven, and is
   * unchanged since this process last read or changed it. What happened before this process is judged once.
   */
  readonly reasonToKeep: (volume: Volume) => string | null;
  /**
   * Reads the volume if that is still undecided; rejects with StateError `DestinationChanged` if there is
   * such a reason.
   */
  readonly assertUntouched: (read: () => Promise<Volume | null>) => Promise<void>;
  /**
   * This process has changed the volume: reads it and records its new state. Also rejects if somebody else
   * uses it now.
   */
  readonly changed: (read: () => Promise<Volume | null>) => Promise<void>;
}

/**
 * `intervals`: one list for each time that an earlier process requested the volume, because it is not known
 * which of them created it; empty if no earlier process did.
 */
export function createOwnershipGuard(intervals: readonly (readonly DriverInterval[])[] = []): OwnershipGuard {
  let judged: string | null | undefined = intervals.length === 0 ? null : undefined;
  // When Cinder had last changed it, as this process last read or left it; null before.
  let knownAt: number | null = null;
  const made = (): void => {
    judged = null;
  };
  const reasonToKeep = (volume: Volume): string | null => {
    if (judged === undefined) {
      judged = wasDriven(volume, intervals) ? null : reasonOf(volume);
      knownAt = changedAt(volume);
    }
    if (judged !== null || knownAt === null || changedAt(volume) <= knownAt + AFTERMATH_MS) return judged;
    return `it was changed at ${volume.updatedAt}, not by this run: someone may be using it`;
  };
  return {
    made,
    seen: (volume) => {
      if (judged === undefined && BEING_MADE.includes(volume?.status ?? '')) made();
      if (judged === null && volume?.status === 'available') knownAt = changedAt(volume);
    },
    reasonToKeep,
    assertUntouched: async (read) => {
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
  const message = `The data was not moved to volume ${id}: ${reason}`;
  throw new StateError({ code: 'DestinationChanged', message, reasons: [reason] });
}

const reasonOf = ({ createdAt, updatedAt }: Volume): string =>
  `it was changed at ${updatedAt ?? createdAt}, while no process was driving the run: someone may be using it`;

const changedAt = ({ createdAt, updatedAt }: Volume): number => timeOf(updatedAt ?? createdAt);

// Time for what Cinder still does for a process that has died, and for a volume that it already shows as
// available
// (cinder/volume/manager.py create_volume saves it once more).
const AFTERMATH_MS = 10_000;

// Whoever attached it has changed it, and Cinder dates that change. The date is compared with Cinder's own
// date of the volume, because two clocks may differ.
function wasDriven(volume: Volume, intervals: readonly (readonly DriverInterval[])[]): boolean {
  const changedMs = changedAt(volume) - timeOf(volume.createdAt);
  return intervals.every((times) =>
    times.some(({ fromMs, toMs }) => changedMs >= fromMs && changedMs <= toMs + AFTERMATH_MS),
  );
}
