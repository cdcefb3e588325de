// The outcome of a run, with its times.
import type { MigrationResult } from '../../machines/context.ts';

/** The end of a run, as `migrateVolume` returns it and `volume-migrate run --json` prints it. */
export interface Outcome extends MigrationResult {
  /** ISO 8601. */
  readonly startedAt: string;
  /** ISO 8601. */
  readonly endedAt: string;
}
