// The loop of a run: event, append, flush, effects. Its effects are real calls and watches.
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import type { Resumed } from './beginnings.ts';
import { Course, type RunEnd } from './course.ts';
import { fromJournal } from './events.ts';
import { RUN_LEFT } from './leaving.ts';
import type { Mirror } from './mirror.ts';
import { type CallingRun, performCall } from './performCall.ts';
import type { SerializedError, WorkflowEvent } from './records.ts';
import { safeCallback } from './safeCallback.ts';
import { begin, type Effect, next, type Stepped } from './transitions.ts';
import type { Invocation } from './underway.ts';
import { errorOf, type WorkflowPorts, type WorkflowWatch } from './workflow.ts';

/** Called after a transition, before its effects; `event` is null for the first. */
export type RunListener = (snapshot: AnyMachineSnapshot, event: EventObject | null) => void;

interface LiveOptions extends CallingRun {
  readonly calls: WorkflowPorts['calls'];
  readonly watches: NonNullable<WorkflowPorts['watches']>;
  readonly mirror: Mirror | null;
  /** Called after each transition, including the first. */
  readonly see: RunListener;
}

/** A run that waits for `begin`: new with its input, or resumed. A class, not closures: many runs may wait in one process. */
export class LiveRun extends Course<LiveOptions> {
  readonly #machine: AnyStateMachine;
  readonly #controllers = new Map<string, AbortController>();
  // Calls that an earlier process may have made.
  #unanswered: readonly string[];
  #listeners: Set<(transition: Transition) => void> | null = null;
  readonly #mailbox: Received[] = [];
  // Until it begins, events wait.
  #isBusy = true;

  constructor(options: LiveOptions, resumed: Resumed | null) {
    super(options, resumed);
    this.#machine = resumed?.machine ?? options.workflow.machine;
    this.#unanswered = resumed?.unanswered ?? [];
  }

  /** Calls the listener after each transition. Returns a function that unsubscribes it. */
  subscribe(listener: RunListener): () => void {
    const safe = safeCallback(
      ({ reached, event }: Transition) => listener(reached, event),
      'a listener of the run',
    );
    this.#listeners ??= new Set();
    this.#listeners.add(safe);
    return () => void this.#listeners?.delete(safe);
  }

  send(event: EventObject): void {
    if (!this.isOver) this.#deliver({ event, from: null });
  }

  /** Stops at once, whatever is under way. */
  stop(): RunEnd {
    return this.leave('stopped');
  }

  suspend(error: SerializedError): void {
    this.leave('suspended', error);
  }

  /** `input`: that of a new run. */
  begin(input: unknown): void {
    const { mirror, see } = this.options;
    const { snapshot } = this;
    mirror?.start();
    try {
      if (snapshot === undefined) this.#enter(begin(this.#machine, input), null);
      else {
        see(snapshot, null);
        for (const invocation of [...this.underway.byId.values()]) if (!this.isOver) this.#invoke(invocation);
        this.settle();
      }
    } catch (error) {
      this.broken(error);
    }
    this.#drain();
  }

  protected over(isLeft: boolean): void {
    for (const controller of this.#controllers.values()) controller.abort(isLeft ? RUN_LEFT : undefined);
    this.#controllers.clear();
    if (isLeft) this.options.mirror?.stop();
  }

  #enter({ snapshot, effects }: Stepped, event: EventObject | null): void {
    this.entered(snapshot, event);
    this.options.see(snapshot, event);
    for (const listener of this.#listeners ?? []) listener({ reached: snapshot, event });
    for (const effect of effects) {
      // A listener, or an effect, may have stopped the run.
      if (this.isOver) return;
      this.#perform(effect);
    }
    this.settle();
  }

  // One event at a time: an event that an effect sends at once waits for the end of its transition.
  #deliver(received: Received): void {
    this.#mailbox.push(received);
    if (!this.#isBusy) this.#drain();
  }

  #drain(): void {
    this.#isBusy = true;
    try {
      for (
        let first = this.#mailbox.shift();
        first !== undefined && !this.isOver;
        first = this.#mailbox.shift()
      )
        this.#process(first);
    } catch (error) {
      this.broken(error);
    } finally {
      this.#isBusy = false;
    }
  }

  #process({ event, from }: Received): void {
    const received = this.received(event);
    this.options.mirror?.send(received, from);
    this.#enter(next(this.#machine, this.snapshot as AnyMachineSnapshot, received), received);
  }

  #perform(effect: Effect): void {
    if (effect.kind === 'act') effect.perform();
    if (effect.kind === 'start') this.#invoke(this.underway.start(effect));
    if (effect.kind !== 'stop') return;
    this.underway.end(effect.id);
    this.#controllers.get(effect.id)?.abort();
    this.#controllers.delete(effect.id);
  }

  #invoke(invocation: Invocation): void {
    const { id, src } = invocation;
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    const watch = this.options.watches[src];
    if (watch === undefined) this.#call(invocation, controller);
    else this.#watch(watch, invocation, controller);
  }

  #call(invocation: Invocation, controller: AbortController): void {
    const { id: call, src } = invocation;
    const { signal } = controller;
    const isRepeated = this.#unanswered.includes(call);
    this.#unanswered = this.#unanswered.filter((one) => one !== call);
    performCall(this.options, this.options.calls[src], invocation, { signal, isRepeated }).then(
      (output) => this.#answer(invocation, controller, { type: 'done', call, output }),
      (fault) => this.#answer(invocation, controller, { type: 'failed', call, fault }),
    );
  }

  #watch(watch: WorkflowWatch, invocation: Invocation, controller: AbortController): void {
    const { id, input } = invocation;
    const send = (event: EventObject): void => {
      if (this.#isCurrent(id, controller)) this.#deliver({ event, from: id });
    };
    try {
      watch(input, send, controller.signal);
    } catch (error) {
      const fault = errorOf(this.options.workflow, error);
      this.#answer(invocation, controller, { type: 'failed', call: id, fault });
      controller.abort();
    }
  }

  #isCurrent(id: string, controller: AbortController): boolean {
    return this.#controllers.get(id) === controller;
  }

  #answer(invocation: Invocation, controller: AbortController, event: WorkflowEvent): void {
    const { id } = invocation;
    if (!this.#isCurrent(id, controller)) return;
    this.underway.end(id);
    this.#controllers.delete(id);
    this.#deliver({ event: fromJournal(event), from: id });
  }
}

interface Transition {
  readonly reached: AnyMachineSnapshot;
  readonly event: EventObject | null;
}

interface Received {
  readonly event: EventObject;
  /** The ID of the call or watch that sent it; null if it came from outside. */
  readonly from: string | null;
}
