// The loop of a run: event, append, flush, effects. Its effects are real calls and watches.
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import { fromJournal, toJournal } from './events.ts';
import type { Tell } from './hooks.ts';
import type { RunJournal } from './journal.ts';
import { RUN_LEFT } from './leaving.ts';
import type { Mirror } from './mirror.ts';
import { type CallingRun, performCall } from './performCall.ts';
import type { SerializedError, WorkflowEvent } from './records.ts';
import { safeCallback } from './safeCallback.ts';
import { statePath } from './statePath.ts';
import { statusOf } from './store.ts';
import { begin, type Effect, next, type Stepped } from './transitions.ts';
import { createUnderway, type Invocation, type Underway } from './underway.ts';
import { serializeError, type Workflow, type WorkflowPorts } from './workflow.ts';

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

/** Called after a transition, before its effects; `event` is null for the first. */
export type RunListener = (snapshot: AnyMachineSnapshot, event: EventObject | null) => void;

export interface LiveRun {
  readonly snapshot: () => AnyMachineSnapshot;
  /** Calls the listener after each transition. Returns a function that unsubscribes it. */
  readonly subscribe: (listener: RunListener) => () => void;
  readonly send: (event: EventObject) => void;
  /** Stops at once, whatever is under way. */
  readonly stop: () => RunEnd;
  readonly suspend: (error: SerializedError) => void;
  /** Never rejects. */
  readonly end: Promise<RunEnd>;
}

export interface LiveOptions extends CallingRun {
  readonly workflow: Workflow;
  readonly tell: Tell;
  readonly mirror: Mirror | null;
  /** Called after each transition, including the first. */
  readonly see: (snapshot: AnyMachineSnapshot, event: EventObject | null) => void;
}

/** The point where a resumed run continues. */
export interface Resumed {
  /** The one that started the run, if the workflow still has it. */
  readonly machine: AnyStateMachine;
  readonly snapshot: AnyMachineSnapshot;
  readonly underway: Underway;
  readonly unanswered: readonly string[];
}

/** A run that waits for `begin`: new with its input, or resumed. */
export function createLiveRun(
  options: LiveOptions,
  ports: WorkflowPorts,
  from: { readonly input: unknown } | Resumed,
): LiveRun & { readonly begin: () => void } {
  const { runId, workflow, journal, tell, mirror, see } = options;
  const { name } = workflow;
  const isResumed = 'underway' in from;
  const machine = isResumed ? from.machine : workflow.machine;
  const underway = isResumed ? from.underway : createUnderway();
  const unanswered = new Set(isResumed ? from.unanswered : []);
  const controllers = new Map<string, AbortController>();
  const listeners = new Set<(transition: Transition) => void>();
  const { promise, resolve } = Promise.withResolvers<RunEnd>();
  const mailbox: { readonly event: EventObject; readonly from: string | null }[] = [];
  let snapshot: AnyMachineSnapshot = isResumed ? from.snapshot : (undefined as never);
  let isOver = false;
  let ended: RunEnd | null = null;
  // Until it begins, events wait.
  let isBusy = true;

  const finish = (
    kind: RunEnd['kind'],
    error: SerializedError | null,
    journalError: SerializedError | null = null,
  ): RunEnd => {
    const end = { kind, snapshot, error, journalError, isWritten: journal.isWritten() };
    const status = kind === 'done' ? statusOf(snapshot.output) : null;
    tell('onRunEnded', { runId, workflow: name, kind, status });
    ended = end;
    resolve(end);
    return end;
  };
  const close = (reason?: unknown): void => {
    isOver = true;
    for (const controller of controllers.values()) controller.abort(reason);
    controllers.clear();
  };
  const leave = (kind: 'stopped' | 'suspended' | 'broken', error: SerializedError | null): RunEnd => {
    close(RUN_LEFT);
    journal.close();
    mirror?.stop();
    return finish(kind, error);
  };
  const complete = async (): Promise<void> => {
    close();
    finish('done', null, await recordEnd(journal, snapshot.output));
  };
  const ending = (): RunEnd => ({
    ...{ kind: 'done', snapshot, error: null, journalError: null, isWritten: journal.isWritten() },
  });
  const broken = (error: unknown): void => void leave('broken', errorOf(workflow, error));

  // A resumed run may already have reached its end without being able to record it.
  const settle = (): void => {
    if (snapshot.status === 'done') void complete();
    if (snapshot.status === 'error') broken(snapshot.error);
  };
  const enter = ({ snapshot: reached, effects }: Stepped, event: EventObject | null): void => {
    const before = snapshot;
    snapshot = reached;
    const to = statePath(reached.value);
    journal.note(to);
    // Records that no call waits for are written as well; the next call notices if the store fails.
    journal.flush().catch(() => undefined);
    tell('onTransition', {
      ...{ runId, workflow: name, event: event?.type ?? 'xstate.init' },
      ...{ from: before === undefined ? null : statePath(before.value), to },
    });
    see(reached, event);
    for (const listener of listeners) listener({ reached, event });
    for (const effect of effects) {
      // A listener, or an effect, may have stopped the run.
      if (isOver) return;
      perform(effect);
    }
    if (!isOver) settle();
  };
  const process = (event: EventObject, sender: string | null): void => {
    const received = recordEvent(journal, event);
    mirror?.send(received, sender);
    enter(next(machine, snapshot, received), received);
  };
  // One event at a time: an event that an effect sends at once waits for the end of its transition.
  const deliver = (event: EventObject, sender: string | null): void => {
    mailbox.push({ event, from: sender });
    if (!isBusy) drain();
  };
  const drain = (): void => {
    isBusy = true;
    try {
      for (let first = mailbox.shift(); first !== undefined && !isOver; first = mailbox.shift())
        process(first.event, first.from);
    } catch (error) {
      broken(error);
    } finally {
      isBusy = false;
    }
  };
  const answer = (invocation: Invocation, event: WorkflowEvent): void => {
    underway.end(invocation.id);
    controllers.delete(invocation.id);
    deliver(fromJournal(event), invocation.id);
  };
  const perform = (effect: Effect): void => {
    if (effect.kind === 'act') effect.perform();
    if (effect.kind === 'start') invoke(underway.start(effect));
    if (effect.kind !== 'stop') return;
    underway.end(effect.id);
    controllers.get(effect.id)?.abort();
    controllers.delete(effect.id);
  };
  const invoke = (invocation: Invocation): void => {
    const { id, src, input } = invocation;
    const controller = new AbortController();
    controllers.set(id, controller);
    const watch = ports.watches?.[src];
    const call = ports.calls[src];
    const isCurrent = (): boolean => controllers.get(id) === controller;
    const failed = (error: unknown): void => {
      if (isCurrent()) answer(invocation, { type: 'failed', call: id, fault: errorOf(workflow, error) });
    };
    if (watch !== undefined) {
      try {
        watch(input, (event) => isCurrent() && deliver(event, id), controller.signal);
      } catch (error) {
        failed(error);
        controller.abort();
      }
      return;
    }
    const isRepeated = unanswered.delete(id);
    const begun = performance.now();
    const ended = (error: SerializedError | null): void =>
      tell('onCall', { runId, workflow: name, call: id, ms: performance.now() - begun, error });
    performCall(options, call, invocation, { signal: controller.signal, isRepeated }).then(
      (output) => {
        ended(null);
        if (isCurrent()) answer(invocation, { type: 'done', call: id, output });
      },
      (error: unknown) => {
        ended(errorOf(workflow, error));
        failed(error);
      },
    );
  };
  const start = (): void => {
    mirror?.start();
    try {
      if (isResumed) {
        see(snapshot, null);
        for (const invocation of [...underway.byId.values()]) if (!isOver) invoke(invocation);
        if (!isOver) settle();
      } else enter(begin(machine, from.input), null);
    } catch (error) {
      broken(error);
    }
    drain();
  };
  return {
    begin: start,
    snapshot: () => snapshot,
    subscribe: (listener) => {
      const safe = safeCallback(
        ({ reached, event }: Transition) => listener(reached, event),
        'a listener of the run',
      );
      listeners.add(safe);
      return () => void listeners.delete(safe);
    },
    send: (event) => {
      if (!isOver) deliver(event, null);
    },
    // Once it is over, there is nothing to stop.
    stop: () => ended ?? (isOver ? ending() : leave('stopped', null)),
    suspend: (error) => {
      if (!isOver) leave('suspended', error);
    },
    end: promise,
  };
}

/** The error as data, as the workflow has it. */
export function errorOf({ serializeError: ofWorkflow }: Workflow, error: unknown): SerializedError {
  try {
    return ofWorkflow?.(error) ?? serializeError(error);
  } catch {
    return serializeError(error);
  }
}

/** Records an event, and returns it as a replay will have it. XState's own events are not recorded. */
export function recordEvent(journal: RunJournal, event: EventObject): EventObject {
  const kept = toJournal(event);
  const recorded = kept === null ? null : journal.append({ kind: 'event', event: kept });
  return recorded?.kind === 'event' ? fromJournal(recorded.event) : event;
}

/** Records the end of a run; returns why it could not be recorded. */
export async function recordEnd(journal: RunJournal, output: unknown): Promise<SerializedError | null> {
  try {
    journal.append({ kind: 'ended', result: output as never });
    await journal.flush();
    return null;
  } catch (error) {
    journal.close();
    return serializeError(error);
  }
}

interface Transition {
  readonly reached: AnyMachineSnapshot;
  readonly event: EventObject | null;
}
