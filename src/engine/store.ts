// The interface of a store for the journals of runs, and the types that it uses.
import type { EventObject } from 'xstate';
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
  /** The scope in which the resource's ID and the names of slots are unique; null if they are unique everywhere. */
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
  /**
   * Further resources of which the run takes one each, by name, such as `destination node1@ssd#pool`: how many unfinished
   * runs, this one included, may have one at once. A name such as `space node1@ssd#pool ×20` takes 20 of the slot; the limit is that
   * of all runs together. Only a new run is refused for it.
   * @default none
   */
  readonly slots?: Readonly<Record<string, number>>;
}

/** A run in a list. */
export interface RunSummary extends Omit<RunClaim, 'noun' | 'activity' | 'slots'> {
  /** The names of the slots that the run takes while it has not ended. */
  readonly slots: readonly string[];
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

/** As many unfinished runs as allowed have a slot that a new run needs. */
export class LimitReachedError extends VolumeMigrateError {
  override readonly name = 'LimitReachedError';
  readonly code = 'LimitReached';
  /** The names of the slots that are all in use. */
  readonly slots: readonly string[];

  constructor(slots: readonly string[]) {
    super(`as many other runs as allowed are using: ${slots.join(', ')}`);
    this.slots = slots;
  }
}

/** Which runs to list. */
export interface RunFilter {
  /** Only runs that have not ended. @default false */
  readonly unfinished?: boolean;
  /** With `unfinished`: also the runs that have ended since this time, ISO 8601; a store may leave them out. @default none */
  readonly endedSince?: string;
  /** Only runs whose ID begins with this. @default all */
  readonly idPrefix?: string;
}

/** Whether a run is among those that a list asks for, by its end. */
export const isListed = (
  { endedAt }: Pick<RunSummary, 'endedAt'>,
  { unfinished = false, endedSince }: RunFilter,
): boolean => !unfinished || endedAt === null || (endedSince !== undefined && endedAt >= endedSince);

/** A request to a run, from any process. */
export interface RunRequest {
  /** From 1, without gaps within a run. */
  readonly n: number;
  readonly event: EventObject;
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
  /** Adds slots to a run that is held, once it knows which it needs; without a limit. */
  readonly takeSlots: (runId: string, slots: readonly string[]) => Promise<void>;
  /**
   * Whether this process still holds the run; asked before each call, and before each request that changes something. A process
   * that was frozen may have lost its lock meanwhile. The answer may be half a second old, or older if the store is always slow to
   * answer. If it rejects, nothing is sent, and the run stays open.
   * @default true, until a batch is refused
   */
  readonly isHeld?: (runId: string) => Promise<boolean>;
  /** Releases a run that this process holds; a run that has not ended can then be resumed. */
  readonly release: (runId: string) => Promise<void>;
  /** In order; empty if there is no such run. */
  readonly read: (runId: string) => Promise<readonly WorkflowEntry[]>;
  /** The records after number `n`, in order, for a reader that follows a run. -1 returns all. */
  readonly readAfter: (runId: string, n: number) => Promise<readonly WorkflowEntry[]>;
  /** Newest first. */
  readonly list: (filter?: RunFilter) => Promise<readonly RunSummary[]>;
  /**
   * Removes all records of a run that has ended. Rejects with `EngineError` `RunNotFound` if there is no such
   * run, and `RunOpen` if it has not ended; then nothing is removed.
   */
  readonly remove: (runId: string) => Promise<void>;
  /** Leaves a request for a run: its driver, now or later, reads it with `requests`. Returns the request's number. */
  readonly request: (runId: string, event: EventObject) => Promise<number>;
  /** The requests to a run after number `n`, in order. 0 returns all. */
  readonly requests: (runId: string, n: number) => Promise<readonly RunRequest[]>;
  /** Closes the store and releases what this process holds. */
  readonly close: () => Promise<void>;
}

/** The summary of a run, from its records. Throws if they do not start with the run's first record. */
export function summaryOf(
  entries: readonly WorkflowEntry[],
  claim: Pick<RunClaim, 'resource' | 'scope' | 'slots'>,
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
    slots: Object.keys(claim.slots ?? {}),
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
