// A run that this worker drives: it produces steps, and continues when a step is durable.
import type { EngineRun } from '../../engine/engine.ts';
import type { SerializedError, WorkflowEntry } from '../../engine/records.ts';
import { sinceNow } from '../../engine/sinceNow.ts';
import type { JournalBatch, JournalStore } from '../../engine/store.ts';
import { serializeError } from '../../engine/workflow.ts';
import { type Refusal, type RunStep, type SentClaim, sentClaim } from './protocol.ts';
import { errorOfRefusal, refusalOf, STOPPED } from './refusal.ts';

/** How long a run may be silent before an empty step shows that it is alive, in milliseconds. */
export const HEARTBEAT_MS = 30_000;

// Another worker is given a run at the earliest two seconds after its worker became silent. What a step proves is outdated sooner
// than that: a second until it is durable, half a second afterwards, and half a second until a request is sent.
const LATE_AFTER_MS = 1_000;
const PROVES_FOR_MS = 500;

export interface DrivenOptions {
  readonly runId: string;
  /** The records that the run has. */
  readonly before: readonly WorkflowEntry[];
  /** What an earlier attempt has claimed: it is not claimed again. */
  readonly held?: SentClaim | null;
  /** Reads other runs. */
  readonly others: JournalStore;
  /** Starts or resumes the run with the engine, on this store. */
  readonly open: (store: JournalStore) => Promise<EngineRun>;
  readonly heartbeatMs?: number;
  /** Starts to measure; the function that it returns returns the milliseconds since then. @default by this process's clocks */
  readonly sinceNow?: () => () => number;
}

interface Waiting {
  readonly step: RunStep;
  readonly done: (refusal: Refusal | null) => void;
  /** When it has taken this long to settle, that must be confirmed. */
  readonly lateAfterMs: number;
}

const ALWAYS = (): number => Number.POSITIVE_INFINITY;
const ABANDONED = 'the worker has lost the run: another one drives it';

/** A run that this worker drives. */
export class DrivenRun {
  readonly #options: DrivenOptions;
  readonly #entries: WorkflowEntry[];
  readonly #outbox: Waiting[] = [];
  // Records of requests, which nothing waits for.
  #gathered: WorkflowEntry[] = [];
  #state: string | null = null;
  #current: Waiting | null = null;
  #sinceTaken = ALWAYS;
  // When a step last proved that this worker drives the run.
  #sinceProven = ALWAYS;
  // A step whose only purpose is to prove that.
  #proving: Promise<void> | null = null;
  // Settled, but a second step must be durable before the run continues.
  #unconfirmed: Waiting | null = null;
  #wake: (() => void) | null = null;
  #run: EngineRun | null = null;
  #isCancelled = false;
  #isAbandoned = false;
  readonly #abandoned = Promise.withResolvers<void>();

  constructor(options: DrivenOptions) {
    this.#options = options;
    this.#entries = [...options.before];
    void options.open(this.#store()).then(
      (run) => this.#opened(run),
      (error: unknown) => this.#failed(error),
    );
  }

  /** The next step. One step at a time: `settle` it before the next. Rejects once the run is abandoned. */
  async next(): Promise<RunStep> {
    const unconfirmed = this.#unconfirmed;
    this.#unconfirmed = null;
    if (unconfirmed === null && this.#outbox.length === 0 && !this.#isAbandoned)
      await this.#somethingOrHeartbeat();
    if (this.#isAbandoned) throw new Error(ABANDONED);
    this.#current =
      unconfirmed === null ? (this.#outbox.shift() ?? this.#step(() => {})) : this.#confirming(unconfirmed);
    this.#sinceTaken = this.#sinceNow();
    return this.#current.step;
  }

  /**
   * The step is durable, or its request was refused: the run continues, at times only once a second step is durable. A worker that
   * was frozen may find this in its buffers when another drives the run already. And if the run is killed in Restate, it continues
   * from the state of its workflow, which is stored by the time of the second step: a call must not be missing there.
   */
  settle(refusal: Refusal | null = null): void {
    const settled = this.#current;
    this.#current = null;
    if (settled === null) return;
    const isOfRecords = settled.step.kind === 'records';
    const isLate = isOfRecords && this.#sinceTaken() > settled.lateAfterMs;
    if (isOfRecords && !isLate) this.#sinceProven = this.#sinceNow();
    if (isLate || hasIntent(settled.step)) this.#unconfirmed = settled;
    else settled.done(refusal);
  }

  /** Cancels the run, unless its records have a cancel already. */
  cancel(): void {
    if (this.#isCancelled || this.#options.before.some(isCancel)) return;
    this.#isCancelled = true;
    this.#run?.cancel();
  }

  /** Leaves the run at once: it makes no further call. */
  abandon(): void {
    if (this.#isAbandoned) return;
    this.#isAbandoned = true;
    this.#run?.stop();
    this.#wake?.();
    this.#abandoned.resolve();
  }

  #opened(run: EngineRun): void {
    this.#run = run;
    if (this.#isAbandoned) run.stop();
    else if (this.#isCancelled) run.cancel();
    void run.outcome.then(({ kind, error, journalError }) => {
      if (kind !== 'done' || journalError !== null) this.#leave(error ?? journalError ?? STOPPED);
    });
  }

  #failed(error: unknown): void {
    const hasStarted = this.#entries.length > 0;
    if (hasStarted) this.#leave(serializeError(error));
    else void this.#put({ kind: 'refused', refusal: refusalOf(error) });
  }

  #leave(why: SerializedError): void {
    if (this.#gathered.length > 0) void this.#put(this.#records());
    void this.#put({ kind: 'left', why });
  }

  // Resolves when the step is durable.
  async #put(step: RunStep): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<Refusal | null>();
    this.#outbox.push({ step, done: resolve, lateAfterMs: LATE_AFTER_MS });
    this.#wake?.();
    const refusal = await promise;
    if (refusal !== null) throw errorOfRefusal(refusal);
  }

  async #somethingOrHeartbeat(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#options.heartbeatMs ?? HEARTBEAT_MS);
    this.#wake = resolve;
    await promise;
    this.#wake = null;
    clearTimeout(timer);
  }

  #sinceNow(): () => number {
    return (this.#options.sinceNow ?? sinceNow)();
  }

  async #isHeld(): Promise<boolean> {
    if (!this.#isAbandoned && this.#sinceProven() > PROVES_FOR_MS) {
      this.#proving ??= this.#put(this.#records()).finally(() => {
        this.#proving = null;
      });
      await Promise.race([this.#proving, this.#abandoned.promise]);
    }
    return !this.#isAbandoned;
  }

  #step(done: Waiting['done'], lateAfterMs = LATE_AFTER_MS): Waiting {
    return { step: this.#records(), done, lateAfterMs };
  }

  // Twice as patient each time: a busy server confirms in the end.
  #confirming({ done, lateAfterMs }: Waiting): Waiting {
    return this.#step(done, 2 * lateAfterMs);
  }

  #records(): RunStep {
    const entries = this.#gathered;
    this.#gathered = [];
    return { kind: 'records', entries, state: this.#state };
  }

  // The journal of this run alone: other runs are read where they are.
  #store(): JournalStore {
    const { runId, others } = this.#options;
    const isOwn = (id: string): boolean => id === runId;
    return {
      ...others,
      hold: async (claim) => await this.#hold(sentClaim(claim)),
      takeSlots: async (_, slots) => await this.#put({ kind: 'takeSlots', slots }),
      isHeld: async (id) => !isOwn(id) || (await this.#isHeld()),
      // The loop that drives the run releases what it holds, once it has ended.
      release: async () => {},
      commit: async (batch) => await this.#commit(batch),
      read: async (id) => (isOwn(id) ? [...this.#entries] : await others.read(id)),
      readAfter: async (id, n) =>
        isOwn(id) ? this.#entries.filter((entry) => entry.n > n) : await others.readAfter(id, n),
    };
  }

  async #hold(claim: SentClaim): Promise<void> {
    if (JSON.stringify(claim) === JSON.stringify(this.#options.held)) return;
    await this.#put({ kind: 'hold', claim });
  }

  async #commit({ entries, states }: JournalBatch): Promise<void> {
    if (this.#isAbandoned) throw new Error(ABANDONED);
    this.#entries.push(...entries);
    this.#gathered.push(...entries);
    for (const state of states.values()) this.#state = state;
    if (entries.some(({ record }) => record.kind !== 'request')) await this.#put(this.#records());
  }
}

const isCancel = ({ record }: WorkflowEntry): boolean =>
  record.kind === 'event' && record.event.type === 'cancel';

const hasIntent = (step: RunStep): boolean =>
  step.kind === 'records' && step.entries.some(({ record }) => record.kind === 'intent');
