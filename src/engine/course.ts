// The course of a run, whoever drives it: what its machine receives is recorded, hooks are told of it, and it ends once.
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import type { Resumed } from './beginnings.ts';
import { fromJournal, toJournal } from './events.ts';
import type { CallingRun } from './performCall.ts';
import type { SerializedError } from './records.ts';
import { statePath } from './statePath.ts';
import { statusOf } from './store.ts';
import { Underway } from './underway.ts';
import { errorOf, serializeError } from './workflow.ts';

/**
 * How a run left its process. `stopped`, `suspended` and `broken` can be resumed, and so can `done` with a
 * `journalError`.
 */
export interface RunEnd {
  readonly kind: 'done' | 'stopped' | 'suspended' | 'broken';
  readonly snapshot: AnyMachineSnapshot;
  /** Why the run was suspended, or what broke it. */
  readonly error: SerializedError | null;
  /** Why the end of the run could not be written. */
  readonly journalError: SerializedError | null;
  /** Whether any record of the run is durable; if not, none of its calls was made. */
  readonly isWritten: boolean;
}

/** A class, not closures: many runs may wait in one process. */
export abstract class Course<Options extends CallingRun> {
  /** Undefined until a new run begins. */
  snapshot: AnyMachineSnapshot | undefined;
  /** Never rejects. */
  readonly end: Promise<RunEnd>;
  protected readonly options: Options;
  protected readonly underway: Underway;
  protected isOver = false;
  /** False for a run that is prepared, and may never start. */
  protected hasBegun = true;
  readonly #resolve: (end: RunEnd) => void;
  #ended: RunEnd | null = null;

  constructor(options: Options, resumed: Resumed | null) {
    const { promise, resolve } = Promise.withResolvers<RunEnd>();
    this.options = options;
    this.snapshot = resumed?.snapshot;
    this.underway = resumed?.underway ?? new Underway();
    this.end = promise;
    this.#resolve = resolve;
  }

  /** Called once: when the machine is done, or the run is left. */
  protected abstract over(isLeft: boolean): void;

  /** Records an event, and returns it as a replay will have it. XState's own events are not recorded. */
  protected received(event: EventObject): EventObject {
    const kept = toJournal(event);
    const recorded = kept === null ? null : this.options.journal.append({ kind: 'event', event: kept });
    return recorded?.kind === 'event' ? fromJournal(recorded.event) : event;
  }

  /** The machine has made a transition; `event` is null for the first. */
  protected entered(reached: AnyMachineSnapshot, event: EventObject | null): void {
    const { runId, workflow, journal, tell } = this.options;
    const from = this.snapshot === undefined ? null : statePath(this.snapshot.value);
    const to = statePath(reached.value);
    this.snapshot = reached;
    journal.note(to);
    // Records that no call waits for are written as well; the next call notices if the store fails.
    journal.flush().catch(() => undefined);
    tell('onTransition', { runId, workflow: workflow.name, event: event?.type ?? 'xstate.init', from, to });
  }

  /** Ends if the machine has ended. A resumed run may have done so without being able to record it. */
  protected settle(): void {
    if (this.isOver) return;
    if (this.snapshot?.status === 'done') void this.#complete();
    if (this.snapshot?.status === 'error') this.broken(this.snapshot.error);
  }

  protected broken(error: unknown): void {
    this.leave('broken', errorOf(this.options.workflow, error));
  }

  /** Leaves the run open. Once it is over, there is nothing to leave. */
  protected leave(kind: Exclude<RunEnd['kind'], 'done'>, error: SerializedError | null = null): RunEnd {
    if (this.isOver) return this.#ended ?? this.#endOf('done');
    this.isOver = true;
    this.over(true);
    this.options.journal.close();
    return this.#finish(this.#endOf(kind, error));
  }

  async #complete(): Promise<void> {
    this.isOver = true;
    this.over(false);
    this.#finish(this.#endOf('done', null, await this.#recordEnd()));
  }

  // Resolves to why the end could not be recorded.
  async #recordEnd(): Promise<SerializedError | null> {
    const { journal } = this.options;
    try {
      journal.append({ kind: 'ended', result: this.snapshot?.output as never });
      await journal.flush();
      return null;
    } catch (error) {
      journal.close();
      return serializeError(error);
    }
  }

  #endOf(kind: RunEnd['kind'], error: RunEnd['error'] = null, journalError: RunEnd['error'] = null): RunEnd {
    const { isWritten } = this.options.journal;
    return { kind, snapshot: this.snapshot as AnyMachineSnapshot, error, journalError, isWritten };
  }

  #finish(end: RunEnd): RunEnd {
    const { runId, workflow, tell } = this.options;
    const { kind, snapshot } = end;
    const status = kind === 'done' ? statusOf(snapshot.output) : null;
    if (this.hasBegun) tell('onRunEnded', { runId, workflow: workflow.name, kind, status });
    this.#ended = end;
    this.#resolve(end);
    return end;
  }
}
