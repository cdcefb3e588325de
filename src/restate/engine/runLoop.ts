// The loop that drives a run: each of its steps is a batch of the run's own records, and durable before the run continues.
import type { internal, WorkflowContext } from '@restatedev/restate-sdk';
import { entryAfter, isLast, type SerializedError, type WorkflowEntry } from '../../engine/records.ts';
import type { RunDriver } from '../../engine/store.ts';
import type { DrivenRun } from './driven.ts';
import { hold, release, takeSlots } from './holding.ts';
import {
  type RunOrder,
  type RunReport,
  type RunStep,
  type SentClaim,
  type SentOrder,
  STATE,
  type WakeUp,
} from './protocol.ts';
import { RunState } from './runState.ts';
import type { Sdk } from './sdk.ts';

export interface DriveOptions {
  /** Drives a run in this process, from its records on. */
  readonly drive: (
    runId: string,
    order: RunOrder,
    before: readonly WorkflowEntry[],
    held: SentClaim | null,
  ) => DrivenRun;
  /** This process. */
  readonly driver: RunDriver;
}

/** A step, and the process that made it. */
interface Stepped {
  readonly step: RunStep;
  readonly driver: RunDriver;
}

const CANCEL = 'cancel';
const RESUME: WakeUp = { kind: 'resume' };
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 600_000;

/**
 * One attempt of the handler. Restate gives it the steps of earlier attempts first, without running them; the first step
 * that runs continues the run from their records.
 */
export class RunLoop {
  readonly #sdk: Sdk;
  readonly #ctx: WorkflowContext;
  readonly #restored: SentOrder['restored'];
  #order: RunOrder;
  readonly #options: DriveOptions;
  readonly #runId: string;
  readonly #state: RunState;
  readonly #entries: WorkflowEntry[] = [];
  #driven: DrivenRun | null = null;
  #claim: SentClaim | null = null;
  // The claim that succeeded. Claiming again in each attempt would take forever if attempts are shorter than the queue.
  #held: SentClaim | null = null;
  #isCancelled = false;
  // How often the run was left since it made progress, and in all.
  #failures = 0;
  #wakes = 0;

  constructor(sdk: Sdk, ctx: WorkflowContext, sent: SentOrder, options: DriveOptions) {
    const { restored, ...order } = sent;
    this.#sdk = sdk;
    this.#ctx = ctx;
    this.#order = order;
    this.#restored = restored;
    this.#options = options;
    this.#runId = ctx.key;
    this.#state = new RunState(ctx);
    const { attemptCompletedSignal } = ctx.request();
    attemptCompletedSignal.addEventListener('abort', () => this.#driven?.abandon(), { once: true });
  }

  /** Drives the run to its end. */
  async toEnd(): Promise<RunReport> {
    this.#state.begin(this.#ctx.request().id, this.#order);
    let report = this.#restore();
    while (report === null) report = await this.#take(await this.#next());
    if (this.#claim !== null) await release(this.#ctx, this.#claim);
    return report;
  }

  // A run that Restate drove before is what its records say. It may still have its resource and its slots.
  #restore(): RunReport | null {
    if (this.#restored === undefined) return null;
    const { head, entries, closing } = this.#restored;
    const { runId, resource, scope } = head;
    this.#claim = { runId, resource, scope, slots: {} };
    this.#entries.push(...entries);
    this.#state.restore(this.#restored);
    return closing === null ? null : this.#giveUp(closing);
  }

  async #next(): Promise<Stepped> {
    const { driver } = this.#options;
    const made = this.#ctx.run('records', async (): Promise<Stepped> => {
      return { step: await this.#drive().next(), driver };
    });
    if (this.#isCancelled) return await made;
    const first = await this.#sdk.RestatePromise.race([made, this.#cancellation()]);
    if (first !== CANCEL) return first;
    this.#isCancelled = true;
    this.#driven?.cancel();
    return await made;
  }

  #drive(): DrivenRun {
    if (this.#driven !== null) return this.#driven;
    const driven = this.#options.drive(this.#runId, this.#order, [...this.#entries], this.#held);
    if (this.#isCancelled) driven.cancel();
    this.#driven = driven;
    return driven;
  }

  #cancellation() {
    return (this.#ctx as unknown as internal.ContextInternal).cancellation().map((): typeof CANCEL => CANCEL);
  }

  async #take({ step, driver }: Stepped): Promise<RunReport | null> {
    if (step.kind === 'records') return this.#record(step, driver);
    if (step.kind === 'refused') return step;
    if (step.kind === 'left') return await this.#left(step.why);
    if (step.kind === 'takeSlots') {
      if (this.#claim !== null) takeSlots(this.#ctx, this.#claim, step.slots);
      this.#driven?.settle();
      return null;
    }
    this.#claim = step.claim;
    // Also if Restate returns the step of an earlier attempt, where nothing waits for the answer.
    const refusal = await hold(this.#ctx, step.claim);
    if (refusal === null) this.#held = step.claim;
    this.#driven?.settle(refusal);
    return null;
  }

  #record({ entries, state }: Extract<RunStep, { kind: 'records' }>, driver: RunDriver): RunReport | null {
    this.#entries.push(...entries);
    this.#state.add(entries, { state, driver, claim: this.#claim });
    if (entries.some(({ record }) => record.kind === 'event')) this.#failures = 0;
    this.#driven?.settle();
    const last = entries.at(-1);
    return last === undefined || !isLast(last.record) ? null : reportOf(last);
  }

  // Waits until somebody wakes the run, or for a while: the obstacle may be gone then.
  async #left(why: SerializedError): Promise<RunReport | null> {
    this.#driven?.abandon();
    this.#driven = null;
    this.#wakes += 1;
    const name = `wake ${this.#wakes}`;
    this.#state.left(why);
    this.#ctx.set(STATE.wake, name);
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
    this.#failures += 1;
    const how = await this.#sdk.RestatePromise.race([
      this.#ctx.promise<WakeUp>(name).get(),
      this.#ctx.sleep(pauseMs).map((): WakeUp => RESUME),
      ...(this.#isCancelled ? [] : [this.#cancellation()]),
    ]);
    this.#ctx.clear(STATE.wake);
    if (how === CANCEL) {
      this.#isCancelled = true;
      return null;
    }
    if (how.kind === 'giveUp') return this.#giveUp(how.entry);
    if (how.settings !== undefined) this.#change(how.settings);
    return null;
  }

  #change(settings: object): void {
    this.#order = { ...this.#order, settings: { ...this.#order.settings, ...settings } };
    this.#state.begin(this.#ctx.request().id, this.#order);
  }

  #giveUp(entry: WorkflowEntry): RunReport | null {
    const last = this.#entries.at(-1) ?? null;
    // It was made from what its author had read of the run.
    const isNext = entry.n === (last?.n ?? -1) + 1 && entry.digest === digestAfter(last, entry);
    if (!isNext || entry.record.kind !== 'givenUp') return null;
    return this.#record({ kind: 'records', entries: [entry], state: null }, this.#options.driver);
  }
}

const digestAfter = (last: WorkflowEntry | null, { runId, at, record }: WorkflowEntry): string =>
  entryAfter(last, runId, at, record).digest;

function reportOf({ record }: WorkflowEntry): RunReport {
  if (record.kind === 'givenUp') return { kind: 'givenUp', why: record.why };
  return { kind: 'ended', result: record.kind === 'ended' ? record.result : undefined };
}
