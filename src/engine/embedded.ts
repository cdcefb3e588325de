// A run whose machine is an actor in an application's own XState system: the machine, wrapped so that it keeps a journal.

import {
  type Actor,
  type ActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type EventObject,
  fromCallback,
  fromPromise,
} from 'xstate';
import { VolumeMigrateError } from '../../machines/volumeMigrateError.ts';
import { EngineError } from './engineError.ts';
import { toJournal } from './events.ts';
import type { Tell } from './hooks.ts';
import { RUN_LEFT } from './leaving.ts';
import { errorOf, type Resumed, type RunEnd, recordEnd, recordEvent } from './liveRun.ts';
import { type CallingRun, performCall } from './performCall.ts';
import type { SerializedError } from './records.ts';
import { statePath } from './statePath.ts';
import { statusOf } from './store.ts';
import { begin } from './transitions.ts';
import { createUnderway, type Invocation } from './underway.ts';
import type { Workflow, WorkflowPorts } from './workflow.ts';

/** The actor left its run open: it can be resumed once the cause, such as an expired token, is removed. */
export class RunSuspendedError extends VolumeMigrateError {
  override readonly name = 'RunSuspendedError';
  readonly code = 'RunSuspended';
  readonly runId: string;

  constructor(runId: string, cause: SerializedError) {
    super(`run ${runId} is suspended: ${cause.message}`, { cause });
    this.runId = runId;
  }
}

export interface EmbeddedOptions extends CallingRun {
  readonly workflow: Workflow;
  readonly tell: Tell;
  readonly input: unknown;
  /** Where a resumed run continues; null for a new one. */
  readonly resumed: Resumed | null;
  /** Called when its actor starts, before anything else is recorded. */
  readonly onStart: () => void;
  /** Called when the machine receives `cancel`. */
  readonly onCancel: () => void;
}

export interface Embedded {
  readonly machine: AnyStateMachine;
  /** It never rejects. */
  readonly end: Promise<RunEnd>;
  readonly suspend: (error: SerializedError) => void;
  /** Closes the journal of a run whose actor is gone, or was never started. */
  readonly close: () => void;
}

type Scope = ActorScope<AnyMachineSnapshot, EventObject>;

const CLOSED: SerializedError = {
  ...{ name: 'Closed', code: 'Closed', message: 'its application closed it', reasons: [], uncertain: false },
};

const SUSPEND = 'xstate.engine.suspend';

/** The machine of one run. One actor of it may be started; it begins where the run is. */
export function createEmbedded(options: EmbeddedOptions, ports: WorkflowPorts): Embedded {
  const { runId, workflow, journal, tell, resumed } = options;
  const underway = resumed?.underway ?? createUnderway();
  const inherited = new Map(underway.byId);
  const unanswered = new Set(resumed?.unanswered);
  const { promise, resolve } = Promise.withResolvers<RunEnd>();
  let snapshot: AnyMachineSnapshot | undefined = resumed?.snapshot;
  let actor: Scope['self'] | null = null;
  let isOver = false;
  let isLeft = false;
  let hasBegun = false;

  const onStart = (): void => {
    hasBegun = true;
    options.onStart();
  };
  const finish = (
    kind: RunEnd['kind'],
    error: SerializedError | null,
    journalError: SerializedError | null,
  ) => {
    const status = kind === 'done' ? statusOf(snapshot?.output) : null;
    if (hasBegun) tell('onRunEnded', { runId, workflow: workflow.name, kind, status });
    const isWritten = journal.isWritten();
    // One that was never started is where it would begin.
    const reached = snapshot ?? begin(workflow.machine, options.input).snapshot;
    resolve({ kind, snapshot: reached, error, journalError, isWritten });
  };
  const leave = (kind: 'stopped' | 'suspended' | 'broken', error: SerializedError | null): void => {
    if (isOver) return;
    isOver = true;
    isLeft = true;
    journal.close();
    finish(kind, error, null);
  };
  const complete = async (output: unknown): Promise<void> => {
    isOver = true;
    finish('done', null, await recordEnd(journal, output));
  };
  const enter = (reached: AnyMachineSnapshot, event: string): void => {
    const from = snapshot === undefined ? null : statePath(snapshot.value);
    const to = statePath(reached.value);
    snapshot = reached;
    journal.note(to);
    // What no call waits for is written as well; a store that fails is noticed by the next call.
    journal.flush().catch(() => undefined);
    tell('onTransition', { runId, workflow: workflow.name, event, from, to });
    if (reached.status === 'done') void complete(reached.output);
    if (reached.status === 'error') leave('broken', errorOf(workflow, reached.error));
  };
  const invoked = (id: string, src: string, input: unknown): Invocation => {
    const known = inherited.get(id);
    inherited.delete(id);
    return known ?? underway.start({ kind: 'start', id, src, input });
  };
  const machine = (resumed?.machine ?? workflow.machine).provide({
    actors: actorsOf({
      options,
      ports,
      invoked,
      isRepeated: (id) => unanswered.delete(id),
      isLeft: () => isLeft,
    }) as never,
  });

  const initial = (scope: Scope): AnyMachineSnapshot => {
    if (resumed === null) return machine.getInitialSnapshot(scope as never, options.input as never);
    const persisted = JSON.parse(JSON.stringify(machine.getPersistedSnapshot(resumed.snapshot)));
    return machine.restoreSnapshot(persisted, scope as never);
  };
  const hasStarted = (): boolean => actor !== null || isOver;
  const getInitialSnapshot = (scope: Scope): AnyMachineSnapshot => {
    const first = initial(scope);
    // XState starts no actor that is over at once.
    if (first.status === 'active' || hasStarted()) return first;
    onStart();
    enter(first, 'xstate.init');
    return first;
  };
  const start = (first: AnyMachineSnapshot, scope: Scope): void => {
    if (actor !== null)
      throw new EngineError('RunDriven', `run ${runId} has an actor already: a run is driven once`);
    if (isOver) throw new EngineError('RunDriven', `run ${runId} was closed`);
    actor = scope.self;
    onStart();
    if (resumed === null) enter(first, 'xstate.init');
    machine.start(first as never);
  };
  const transition = (before: AnyMachineSnapshot, event: EventObject, scope: Scope): AnyMachineSnapshot => {
    if (event.type === SUSPEND) {
      const { error } = event as unknown as { readonly error: SerializedError };
      leave('suspended', error);
      const stopped = machine.transition(before, { type: 'xstate.stop' }, scope as never);
      return {
        ...stopped,
        status: 'error',
        error: new RunSuspendedError(runId, error),
      } as AnyMachineSnapshot;
    }
    if (event.type === 'xstate.stop') leave('stopped', null);
    if (isOver || scope.self !== actor) return machine.transition(before, event, scope as never);
    const received = recordEvent(journal, event);
    const result = toJournal(received);
    if (result?.type === 'done' || result?.type === 'failed') underway.end(result['call'] as string);
    if (received.type === 'cancel') options.onCancel();
    try {
      const reached = machine.transition(before, received, scope as never) as AnyMachineSnapshot;
      enter(reached, received.type);
      return reached;
    } catch (error) {
      leave('broken', errorOf(workflow, error));
      throw error;
    }
  };
  // Its last process could not write down the end. XState starts no actor that is over.
  if (resumed?.snapshot.status === 'done') {
    onStart();
    void complete(resumed.snapshot.output);
  }
  // An application that restores its own system gets the run as its journal has it, never as it was persisted.
  const restoreSnapshot = (_: unknown, scope: Scope): AnyMachineSnapshot => {
    if (resumed !== null) return getInitialSnapshot(scope);
    throw new EngineError(
      'MachineMisused',
      `run ${runId} is new and has no snapshot. To continue an earlier run, resume it from its journal`,
    );
  };
  const provide = (): never => {
    throw new EngineError(
      'MachineMisused',
      `the machine of run ${runId} accepts no other implementations: its journal would not record what they do`,
    );
  };
  return {
    machine: Object.assign(Object.create(machine), {
      ...{ getInitialSnapshot, restoreSnapshot, start, transition, provide },
    }),
    end: promise,
    suspend: (error) => actor?.send({ type: SUSPEND, error } as never),
    close: () => {
      if (actor === null) leave('stopped', null);
      else if (!isOver) stopActor(actor);
    },
  };
}

// XState stops root actors only: a child ends with an error, which its parent receives.
function stopActor(actor: Scope['self']): void {
  try {
    (actor as unknown as Actor<AnyStateMachine>).stop();
  } catch {
    actor.send({ type: SUSPEND, error: CLOSED } as never);
  }
}

interface Acting {
  readonly options: EmbeddedOptions;
  readonly ports: WorkflowPorts;
  readonly invoked: (id: string, src: string, input: unknown) => Invocation;
  readonly isRepeated: (id: string) => boolean;
  /** Whether the run, not only the call, was left. */
  readonly isLeft: () => boolean;
}

// The calls and watches as XState actors. An actor has the ID of its invoke.
function actorsOf({ options, ports: { calls, watches = {} }, invoked, isRepeated, isLeft }: Acting): object {
  const { runId, workflow, tell } = options;
  const asData = (error: unknown): SerializedError => errorOf(workflow, error);
  // XState aborts without a reason.
  const withReason = (signal: AbortSignal): AbortSignal => {
    const own = new AbortController();
    signal.addEventListener('abort', () => own.abort(isLeft() ? RUN_LEFT : undefined), { once: true });
    return own.signal;
  };
  const callActor = (src: string) =>
    fromPromise<unknown, unknown>(async ({ input, signal, self }) => {
      const { id } = self;
      const begun = performance.now();
      const ended = (error: SerializedError | null): void =>
        tell('onCall', { runId, workflow: workflow.name, call: id, ms: performance.now() - begun, error });
      try {
        const invocation = invoked(id, src, input);
        const output = await performCall(options, calls[src], invocation, {
          ...{ signal: withReason(signal), isRepeated: isRepeated(id) },
        });
        ended(null);
        return output;
      } catch (error) {
        ended(asData(error));
        throw asData(error);
      }
    });
  const watchActor = (src: string) =>
    fromCallback<EventObject, unknown>(({ input, sendBack, self }) => {
      invoked(self.id, src, input);
      const over = new AbortController();
      try {
        watches[src]?.(input, sendBack, over.signal);
      } catch (error) {
        throw asData(error);
      }
      return () => over.abort();
    });
  return Object.fromEntries([
    ...Object.keys(calls).map((src) => [src, callActor(src)]),
    ...Object.keys(watches).map((src) => [src, watchActor(src)]),
  ]);
}
