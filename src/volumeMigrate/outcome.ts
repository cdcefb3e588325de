// The outcome of a run, with its times.
import type { MigrationResult } from '../../machines/context.ts';
import type { RunStatus } from '../../machines/types.ts';

/** How a run ended. `UNFINISHED`: its process has left it; nothing was cancelled, and it can be resumed. */
export type OutcomeStatus = RunStatus | 'UNFINISHED';

/** The end of a run, as `migrateVolume` returns it and `volume-migrate run --json` prints it. */
export interface Outcome extends Omit<MigrationResult, 'status'> {
  readonly status: OutcomeStatus;
  /** ISO 8601. */
  readonly startedAt: string;
  /** ISO 8601. */
  readonly endedAt: string;
}
