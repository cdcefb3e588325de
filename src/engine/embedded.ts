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
import type { Resumed } from './beginnings.ts';
import { Course } from './course.ts';
import { EngineError } from './engineError.ts';
import { toJournal } from './events.ts';
import { RUN_LEFT } from './leaving.ts';
import { type CallingRun, performCall } from './performCall.ts';
import type { SerializedError } from './records.ts';
import { begin } from './transitions.ts';
import type { Invocation, Underway } from './underway.ts';
import { errorOf, type WorkflowPorts } from './workflow.ts';

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

interface EmbeddedOptions extends CallingRun {
  readonly input: unknown;
  /** Where a resumed run continues; null for a new one. */
  readonly resumed: Resumed | null;
  /** Called when its actor starts, before anything else is recorded. */
  readonly onStart: () => void;
  /** Called when the machine receives `cancel`. */
  readonly onCancel: () => void;
}

type Scope = ActorScope<AnyMachineSnapshot, EventObject>;

const CLOSED: SerializedError = {
  ...{ name: 'Closed', code: 'Closed', message: 'its application closed it', reasons: [], uncertain: false },
};

const SUSPEND = 'xstate.engine.suspend';

/** The machine of one run. One actor of it may be started; it begins where the run is. */
export class Embedded extends Course<EmbeddedOptions> {
  /** For the application: it keeps the journal. */
  readonly machine: AnyStateMachine;
  readonly #own: AnyStateMachine;
  #actor: Scope['self'] | null = null;
  #isLeft = false;
  protected override hasBegun = false;

  constructor(options: EmbeddedOptions, ports: WorkflowPorts) {
    const { resumed, workflow } = options;
    super(options, resumed);
    const actors = actorsOf({ options, ports, underway: this.underway, isLeft: () => this.#isLeft });
    this.#own = (resumed?.machine ?? workflow.machine).provide({ actors: actors as never });
    this.machine = this.#wrapped();
    // Its last process could not write down the end. XState starts no actor that is over.
    if (resumed?.snapshot.status !== 'done') return;
    this.#begin();
    this.settle();
  }

  protected over(isLeft: boolean): void {
    this.#isLeft = isLeft;
  }

  #begin(): void {
    this.hasBegun = true;
    this.options.onStart();
  }

  suspend(error: SerializedError): void {
    this.#actor?.send({ type: SUSPEND, error } as never);
  }

  /** Closes the journal of a run whose actor is gone, or was never started. */
  close(): void {
    if (this.isOver) return;
    if (this.#actor === null) this.#leaveUnstarted();
    else stopActor(this.#actor);
  }

  // It is where it would begin.
  #leaveUnstarted(): void {
    const { workflow, input } = this.options;
    this.snapshot ??= begin(workflow.machine, input).snapshot;
    this.leave('stopped');
  }

  #wrapped(): AnyStateMachine {
    const { runId, resumed } = this.options;
    const getInitialSnapshot = (scope: Scope) => this.#first(scope);
    return Object.assign(Object.create(this.#own), {
      getInitialSnapshot,
      // An application that restores its own system gets the run as its journal has it, never as it was persisted.
      restoreSnapshot: (_: unknown, scope: Scope) => {
        if (resumed !== null) return getInitialSnapshot(scope);
        throw new EngineError(
          'MachineMisused',
          `run ${runId} is new and has no snapshot. To continue an earlier run, resume it from its journal`,
        );
      },
      start: (first: AnyMachineSnapshot, scope: Scope) => this.#start(first, scope),
      transition: (before: AnyMachineSnapshot, event: EventObject, scope: Scope) =>
        this.#transition(before, event, scope),
      provide: () => {
        throw new EngineError(
          'MachineMisused',
          `the machine of run ${runId} accepts no other implementations: its journal would not record what they do`,
        );
      },
    });
  }

  #first(scope: Scope): AnyMachineSnapshot {
    const { resumed, input } = this.options;
    const first =
      resumed === null
        ? this.#own.getInitialSnapshot(scope as never, input as never)
        : this.#own.restoreSnapshot(asPersisted(this.#own, resumed.snapshot), scope as never);
    // XState starts no actor that is over at once.
    if (first.status === 'active' || this.#actor !== null || this.isOver) return first;
    this.#begin();
    this.#enter(first, null);
    return first;
  }

  #start(first: AnyMachineSnapshot, scope: Scope): void {
    const { runId, resumed } = this.options;
    if (this.#actor !== null)
      throw new EngineError('RunDriven', `run ${runId} has an actor already: a run is driven once`);
    if (this.isOver) throw new EngineError('RunDriven', `run ${runId} was closed`);
    this.#actor = scope.self;
    this.#begin();
    if (resumed === null) this.#enter(first, null);
    this.#own.start(first as never);
  }

  #enter(reached: AnyMachineSnapshot, event: EventObject | null): void {
    this.entered(reached, event);
    this.settle();
  }

  #transition(before: AnyMachineSnapshot, event: EventObject, scope: Scope): AnyMachineSnapshot {
    if (event.type === SUSPEND) return this.#suspended(before, event, scope);
    if (event.type === 'xstate.stop') this.leave('stopped');
    if (this.isOver || scope.self !== this.#actor) return this.#own.transition(before, event, scope as never);
    const received = this.received(event);
    const result = toJournal(received);
    if (result?.type === 'done' || result?.type === 'failed') this.underway.end(result['call'] as string);
    if (received.type === 'cancel') this.options.onCancel();
    try {
      const reached = this.#own.transition(before, received, scope as never) as AnyMachineSnapshot;
      this.#enter(reached, received);
      return reached;
    } catch (error) {
      this.broken(error);
      throw error;
    }
  }

  #suspended(before: AnyMachineSnapshot, event: EventObject, scope: Scope): AnyMachineSnapshot {
    const { error: cause } = event as unknown as { readonly error: SerializedError };
    this.leave('suspended', cause);
    const stopped = this.#own.transition(before, { type: 'xstate.stop' }, scope as never);
    const error = new RunSuspendedError(this.options.runId, cause);
    return { ...stopped, status: 'error', error } as AnyMachineSnapshot;
  }
}

const asPersisted = (machine: AnyStateMachine, snapshot: AnyMachineSnapshot): never =>
  JSON.parse(JSON.stringify(machine.getPersistedSnapshot(snapshot))) as never;

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
  readonly underway: Underway;
  /** Whether the run, not only the call, was left. */
  readonly isLeft: () => boolean;
}

// The calls and watches as XState actors. An actor has the ID of its invoke.
function actorsOf({ options, ports: { calls, watches = {} }, underway, isLeft }: Acting): object {
  const inherited = new Map(underway.byId);
  const unanswered = new Set(options.resumed?.unanswered);
  const invoked = (id: string, src: string, input: unknown): Invocation => {
    const known = inherited.get(id);
    inherited.delete(id);
    return known ?? underway.start({ kind: 'start', id, src, input });
  };
  // XState aborts without a reason.
  const withReason = (signal: AbortSignal): AbortSignal => {
    const own = new AbortController();
    signal.addEventListener('abort', () => own.abort(isLeft() ? RUN_LEFT : undefined), { once: true });
    return own.signal;
  };
  const callActor = (src: string) =>
    fromPromise<unknown, unknown>(async ({ input, signal, self: { id } }) => {
      const invocation = invoked(id, src, input);
      const asked = { signal: withReason(signal), isRepeated: unanswered.delete(id) };
      return await performCall(options, calls[src], invocation, asked);
    });
  const watchActor = (src: string) =>
    fromCallback<EventObject, unknown>(({ input, sendBack, self }) => {
      invoked(self.id, src, input);
      const over = new AbortController();
      try {
        watches[src]?.(input, sendBack, over.signal);
      } catch (error) {
        throw errorOf(options.workflow, error);
      }
      return () => over.abort();
    });
  return Object.fromEntries([
    ...Object.keys(calls).map((src) => [src, callActor(src)]),
    ...Object.keys(watches).map((src) => [src, watchActor(src)]),
  ]);
}
