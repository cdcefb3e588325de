// What a run has come to, with its times.
import type { Result } from '../machines/context.ts';

/** The end of a run, as `migrateVolume` gives it and `volume-migrate run --json` prints it. */
export interface Outcome extends Result {
  /** ISO 8601. */
  readonly startedAt: string;
  /** ISO 8601. */
  readonly endedAt: string;
}
