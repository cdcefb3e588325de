// The results of a workload.
import type { MigrationParameters } from '../../../machines/types.ts';
import type { Outcome } from '../../volumeMigrate/outcome.ts';
import type { JournalEntry } from '../../volumeMigrate/records.ts';
import type { ChangeSeen, Look } from '../look.ts';
import type { Stage } from './stage.ts';
import type { Workload, WorkloadEvent } from './workload.ts';

export interface PlayedRun {
  readonly runId: string;
  readonly parameters: MigrationParameters;
  /** Null for a run that never started, and for one that nobody resumed. */
  readonly outcome: Outcome | null;
  /** What it reported each time that it was stopped at once. */
  readonly abandoned: readonly Abandoned[];
  /** Why it did not start, or could not be resumed; null if it could. */
  readonly failure: unknown;
  readonly entries: readonly JournalEntry[];
  /** The state when the run ended; null if it did not. */
  readonly atEnd: AtEnd | null;
  /** Requests that it sent after its end. */
  readonly requestsAfterEnd: number;
}

export interface AtEnd {
  readonly cloud: Look;
  /** The data that each of the workload's volumes must hold. */
  readonly data: readonly (string | null)[];
}

export interface Abandoned {
  readonly outcome: Outcome;
  /** The state of the cloud at that moment. */
  readonly cloud: Look;
}

/** An event of the workload, at a time of the virtual clock. */
export interface Happened {
  readonly at: number;
  readonly event: WorkloadEvent;
}

export interface Played {
  readonly workload: Workload;
  readonly stage: Stage;
  /** The cloud before the workload, and when everything has come to rest after it. */
  readonly before: Look;
  readonly after: Look;
  readonly runs: readonly PlayedRun[];
  readonly happened: readonly Happened[];
  /** Every changing request of anybody, with the state of the cloud when it arrived. */
  readonly changes: readonly ChangeSeen[];
  /** Who created a volume: run IDs by volume IDs. */
  readonly makers: ReadonlyMap<string, string>;
  /** The data that each of the workload's volumes must hold, in whatever volume it is now. */
  readonly data: readonly (string | null)[];
  /** Tokens and passwords that were sent. */
  readonly secrets: ReadonlySet<string>;
  /** IDs of the runs that have not ended in the time allowed. */
  readonly stuck: readonly string[];
  readonly elapsedMs: number;
  readonly allowedMs: number;
}
