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

// Between the run's asking and Cinder's row lies a request; Cinder's times end at the second.
const SLACK_MS = 2_000;
// What Cinder still does of what a process asked for before it died.
const AFTERMATH_MS = 10_000;

/**
 * Why a volume that a run has made may be somebody's by now; null where every change of it lies in times in which the
 * run was driven. Whoever attached it has changed it: Cinder dates that (`updated_at`), and dates are held against
 * Cinder's own date of the volume, for two clocks may differ.
 * `attended`: a list for each time that the run has asked for a volume, since it is not known which of them made it.
 */
export function changedUnattended(
  { createdAt, updatedAt }: Volume,
  attended: readonly (readonly Attended[])[],
): string | null {
  if (attended.length === 0) return null;
  const changedMs = timeOf(updatedAt ?? createdAt) - timeOf(createdAt);
  const wasAttended = attended.every((times) =>
    times.some(
      ({ fromMs, toMs }) =>
        changedMs >= fromMs - SLACK_MS && (toMs === null || changedMs <= toMs + AFTERMATH_MS),
    ),
  );
  return wasAttended
    ? null
    : `it was changed at ${updatedAt ?? createdAt}, when no process drove the run: somebody may use it`;
}

/** Rejects with StateError `DestinationChanged` where the volume may be somebody's by now. */
export function assertAttended(volume: Volume, attended: readonly (readonly Attended[])[]): void {
  const reason = changedUnattended(volume, attended);
  if (reason === null) return;
  throw new StateError({
    code: 'DestinationChanged',
    message: `The data is not moved to volume ${volume.id}: ${reason}`,
    reasons: [reason],
  });
}
