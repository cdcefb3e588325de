// What the workflow of a run keeps in its state, for everybody who reads the run.
import type { WorkflowContext } from '@restatedev/restate-sdk';
import { isLast, type SerializedError, type WorkflowEntry } from '../../engine/records.ts';
import { type RunDriver, statusOf, summaryOf } from '../../engine/store.ts';
import {
  type RestoredRun,
  type RunHead,
  type RunNow,
  type RunOrder,
  type SentClaim,
  STATE,
} from './protocol.ts';

// Records that are stored again come in parts of this size.
const RESTORED_AT_ONCE = 50;

const NEW: RunNow = { endedAt: null, status: null, state: null, driver: null, why: null };

/** The state of one run. What is written is a function of the run's steps: the same in each attempt. */
export class RunState {
  readonly #ctx: WorkflowContext;
  #now = NEW;

  constructor(ctx: WorkflowContext) {
    this.#ctx = ctx;
  }

  /** The invocation that drives the run, and with what order; its first record has the rest. */
  begin(invocationId: string, { workflow, settings, parent }: RunOrder): void {
    this.#ctx.set(STATE.invocation, invocationId);
    this.#ctx.set(STATE.order, { workflow, settings, parent });
  }

  /** The run as it was before its workflow was started again. */
  restore({ head, state, entries }: RestoredRun): void {
    this.#ctx.set(STATE.head, head);
    for (let from = 0; from < entries.length; from += RESTORED_AT_ONCE) {
      const part = entries.slice(from, from + RESTORED_AT_ONCE);
      this.#ctx.set(STATE.records(part[0]?.n ?? 0), part);
    }
    this.#become({ ...NEW, state });
  }

  /** Adds records, and where the run is after them. */
  add(
    entries: readonly WorkflowEntry[],
    { state, driver, claim }: { state: string | null; driver: RunDriver; claim: SentClaim | null },
  ): void {
    const [first] = entries;
    const last = entries.at(-1);
    if (first?.record.kind === 'started') this.#ctx.set(STATE.head, headOf(first, claim));
    if (first !== undefined) this.#ctx.set(STATE.records(first.n), entries);
    const isOver = last !== undefined && isLast(last.record);
    this.#become({
      ...{ state: state ?? this.#now.state, why: null, driver: isOver ? null : driver },
      endedAt: isOver ? last.at : null,
      status: last?.record.kind === 'ended' ? statusOf(last.record.result) : null,
    });
  }

  /** No worker drives the run, until it is woken. */
  left(why: SerializedError): void {
    this.#become({ ...this.#now, driver: null, why });
  }

  #become(now: RunNow): void {
    if (JSON.stringify(now) === JSON.stringify(this.#now)) return;
    this.#now = now;
    this.#ctx.set(STATE.now, now);
  }
}

function headOf(first: WorkflowEntry, claim: SentClaim | null): RunHead {
  const { resource = null, scope = null, slots = {} } = claim ?? {};
  const names = Object.fromEntries(Object.keys(slots).map((name) => [name, 1]));
  const summary = summaryOf([first], { resource, scope, slots: names }, { state: null, holder: null });
  const { endedAt: _, status: __, state: ___, holder: ____, ...head } = summary;
  return head;
}
