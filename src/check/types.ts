// What a check of a migration returns.
import type { MigrationOperation } from '../../machines/types.ts';
import type { CloudService } from '../../services/index.ts';

/** A call that a run would make, and that changes something. */
export interface PlannedCall {
  readonly service: CloudService;
  /** The name of the call in the chart, such as `requestMigration`. */
  readonly call: string;
  readonly method: 'POST' | 'PUT' | 'DELETE';
  /**
   * Relative to the service's endpoint. The IDs of what the run creates are not known yet: `{user}`,
   * `{destination}`.
   */
  readonly path: string;
  /** What the call does, in words. */
  readonly description: string;
}

/** What a run with these parameters would do now, as far as that can be known without changing anything. */
export interface MigrationCheck {
  /** Whether nothing blocks the run. */
  readonly clear: boolean;
  readonly volumeId: string;
  /** What the run would request; null if it is blocked before that is decided. */
  readonly operation: MigrationOperation | null;
  /** Why a swap would be made by a retype, if no warning says so; null otherwise. */
  readonly note: string | null;
  /** The code with which the run would fail, stable; null if nothing blocks it. */
  readonly code: string | null;
  /** The message with which the run would fail; null if nothing blocks it. */
  readonly message: string | null;
  /** Everything that blocks the run, each with what to do about it. */
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  /** The changing calls that the run would make, in order; empty if it is blocked. */
  readonly calls: readonly PlannedCall[];
}
