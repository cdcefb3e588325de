// The interface of a store for the journals of runs, and the types that it uses.
import { VolumeMigrateError } from '../../machines/volumeMigrateError.ts';
import type { WorkflowEntry } from './records.ts';

/** A process that drives runs. */
export interface RunDriver {
  readonly id: string;
  /** Process ID; 0 if unknown. */
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
  /**
   * Why it is unknown whether the process is alive: names its lock file and says what to do. Absent if it is
   * known.
   */
  readonly doubt?: string;
}

/** What a run claims before it starts: its own ID, and the resource that no other run may use meanwhile. */
export interface RunClaim {
  readonly runId: string;
  /** ID of the resource; null if the run needs none. */
  readonly resource: string | null;
  /** The scope in which the resource's ID is unique; null if it is unique everywhere. */
  readonly scope: string | null;
  /**
   * What messages call the resource.
   * @default resource
   */
  readonly noun?: string;
  /**
   * What messages say that a run does with the resource, such as `being migrated`.
   * @default in use
   */
  readonly activity?: string;
}

/** A run in a list. */
export interface RunSummary extends Omit<RunClaim, 'noun' | 'activity'> {
  /** Name of the workflow; null in journals of version 0.1.0, and for a run that is about to start. */
  readonly workflow: string | null;
  /** ID of the parent run; null if there is none. */
  readonly parent: string | null;
  /** The machine's input; null for a run that is about to start. */
  readonly input: unknown;
  /** ISO 8601. */
  readonly startedAt: string;
  /** ISO 8601; null while the run has not ended. */
  readonly endedAt: string | null;
  /** The status in the run's output; null while the run has not ended, and for a run that was given up. */
  readonly status: string | null;
  /** The last known state of the run. */
  readonly state: string | null;
  /** The process that drives the run now. */
  readonly holder: RunDriver | null;
}

/** Another run holds the resource, or another process drives the run. */
export class RunHeldError extends VolumeMigrateError {
  override readonly name = 'RunHeldError';
  readonly code = 'RunHeld';
  readonly runId: string;
  readonly holder: RunDriver | null;

  constructor(runId: string, holder: RunDriver | null, message: string) {
    super(message);
    this.runId = runId;
    this.holder = holder;
  }
}

/** What is written in one commit. */
export interface JournalBatch {
  readonly entries: readonly WorkflowEntry[];
  /** The states that runs have reached: for lists only, never for resuming. */
  readonly states: ReadonlyMap<string, string>;
}

/**
 * Keeps the records of all runs.
 * `commit` resolves when the whole batch is durable, and rejects if none of it is; commits do not overlap.
 * An entry whose run and number already exist is refused: two processes must not write one run. A store that
 * takes a run away from its driver (an expired lease) refuses the driver's next batch: the run then makes no
 * further call.
 */
export interface JournalStore {
  /** The file that holds the records, if `--journal` accepts it. */
  readonly file?: string;
  /** The command that resumes a run of this store; absent if there is none. */
  readonly resumeHint?: (runId: string) => string;
  /** Writes a batch. Resolves when all of it is durable; rejects if none of it is. */
  readonly commit: (batch: JournalBatch) => Promise<void>;
  /**
   * Claims a run: one run per resource, one driver per run. It is held until `release` or until the process
   * ends.
   * Rejects with `RunHeldError`, which says who holds it.
   */
  readonly hold: (claim: RunClaim) => Promise<void>;
  /** Releases a run that this process holds; a run that has not ended can then be resumed. */
  readonly release: (runId: string) => Promise<void>;
  /** In order; empty if there is no such run. */
  readonly read: (runId: string) => Promise<readonly WorkflowEntry[]>;
  /** The records after number `n`, in order, for a reader that follows a run. -1 returns all. */
  readonly readAfter: (runId: string, n: number) => Promise<readonly WorkflowEntry[]>;
  /** Newest first. */
  readonly list: (filter?: {
    readonly unfinished?: boolean;
    readonly idPrefix?: string;
  }) => Promise<readonly RunSummary[]>;
  /**
   * Removes all records of a run that has ended. Rejects with `EngineError` `RunNotFound` if there is no such
   * run, and `RunOpen` if it has not ended; then nothing is removed.
   */
  readonly remove: (runId: string) => Promise<void>;
  /** Closes the store and releases what this process holds. */
  readonly close: () => Promise<void>;
}

/** The summary of a run, from its records. Throws if they do not start with the run's first record. */
export function summaryOf(
  entries: readonly WorkflowEntry[],
  claim: Pick<RunClaim, 'resource' | 'scope'>,
  now: Pick<RunSummary, 'state' | 'holder'>,
): RunSummary {
  const [first] = entries;
  const last = entries.at(-1);
  if (first?.record.kind !== 'started' || last === undefined)
    throw new Error('a run without its first record');
  const { workflow = null, parent = null, input } = first.record;
  const { record } = last;
  const hasEnded = record.kind === 'ended' || record.kind === 'givenUp';
  return {
    ...{ runId: first.runId, workflow, parent, resource: claim.resource, scope: claim.scope, input },
    startedAt: first.at,
    endedAt: hasEnded ? last.at : null,
    status: record.kind === 'ended' ? statusOf(record.result) : null,
    state: now.state,
    holder: hasEnded ? null : now.holder,
  };
}

/** The status that lists show for an output: its own `status` if it has one. */
export function statusOf(output: unknown): string {
  const { status } = (output ?? {}) as { status?: unknown };
  return typeof status === 'string' ? status : 'DONE';
}
