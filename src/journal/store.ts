// Where journals are kept. A store of another kind implements this interface.
import type { Parameters, Status } from '../../machines/types.ts';
import type { Holder } from './holders.ts';
import type { Entry } from './records.ts';

/** A run in a list. */
export interface RunSummary {
  readonly runId: string;
  readonly volumeId: string;
  /** Null for a run that is about to begin. */
  readonly parameters: Parameters | null;
  readonly cloud: string | null;
  /** ISO 8601. */
  readonly startedAt: string;
  /** ISO 8601; null while the run is not over. */
  readonly endedAt: string | null;
  /** Null while the run is not over, and for one that was given up. */
  readonly status: Status | null;
  /** The state that the run was last known to be in. */
  readonly state: string | null;
  /** The process that drives it now. */
  readonly holder: Holder | null;
}

/** Another run holds the volume, or another process the run. */
export class RunHeldError extends Error {
  override readonly name = 'RunHeldError';
  readonly code = 'RunHeld';
  readonly runId: string;
  readonly holder: Holder | null;

  constructor(runId: string, holder: Holder | null, message: string) {
    super(message);
    this.runId = runId;
    this.holder = holder;
  }
}

/** What is written in one go. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** The states that runs have come to: for lists only, never for resuming. */
  readonly states: ReadonlyMap<string, string>;
}

/**
 * Keeps the records of all runs.
 * `commit` resolves when the whole batch is durable, and rejects when none of it is; calls do not overlap.
 * An entry whose run and number are there already is refused: two processes must not write one run.
 */
export interface JournalStore {
  /** The file that it keeps them in, where it is one that `--journal` takes. */
  readonly file?: string;
  readonly commit: (batch: Batch) => Promise<void>;
  /**
   * Takes a run: one run a volume at a time, one driver a run. Held until `release`, or until the process ends.
   * Rejects with RunHeldError, which says who holds it.
   */
  readonly hold: (run: Pick<RunSummary, 'runId' | 'volumeId' | 'cloud'>) => Promise<void>;
  /** Lets go of a run that this process holds; one that is not over waits to be resumed. */
  readonly release: (runId: string) => Promise<void>;
  /** In order; empty where there is no such run. */
  readonly read: (runId: string) => Promise<readonly Entry[]>;
  /** The records after number `n`, in order: what is new to one who follows a run. -1 gives all. */
  readonly readAfter: (runId: string, n: number) => Promise<readonly Entry[]>;
  /** The newest first. */
  readonly list: (filter?: {
    readonly unfinished?: boolean;
    readonly idPrefix?: string;
  }) => Promise<readonly RunSummary[]>;
  readonly close: () => Promise<void>;
}
