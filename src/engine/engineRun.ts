// A run as its caller sees it: what it reports, how it is driven, how it ends.
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import type { RunEnd } from './course.ts';
import type { Child } from './leaving.ts';
import type { LiveRun, RunListener } from './liveRun.ts';
import type { Inspect } from './mirror.ts';
import type { SerializedError, WorkflowEntry } from './records.ts';
import { foldOf } from './replay.ts';
import type { Workflow } from './workflow.ts';

/** What a run reports while it is under way. */
export interface RunProgress {
  readonly runId: string;
  /** Milliseconds since this process began to drive the run. */
  readonly elapsedMs: number;
  readonly state: string;
  /** The state's description in the machine. */
  readonly description: string;
  /** A copy. */
  readonly context: unknown;
}

/** How to drive a run: for `start` and `resume`. */
export interface EngineDriveOptions {
  /** Aborting it sends `cancel` to the machine and to the run's children. */
  readonly signal?: AbortSignal;
  /** Receives copies. An error that it throws, or that its promise rejects with, does not end the run. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Any XState 5 inspector. It sees a copy of the run, which it cannot change. */
  readonly inspect?: Inspect;
  /** Receives the run before its first transition, so that it can subscribe from the beginning. */
  readonly onStart?: (run: Pick<EngineRun, 'send' | 'subscribe' | 'snapshot'>) => void;
}

/** Options of `start`. */
export interface StartOptions extends EngineDriveOptions {
  /** @default a random UUID */
  readonly runId?: string;
  /** ID of the run that starts this one, from another process. @default none */
  readonly parent?: string;
}

/** How a run ended or left its process, with its times. */
export interface RunOutcome<Output = unknown> extends RunEnd {
  readonly runId: string;
  /** Undefined if the run has not ended. */
  readonly output: Output | undefined;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Why the run's resource could not be released; it is released when the process ends. */
  readonly releaseError: SerializedError | null;
}

/** A run that this process drives. */
export interface EngineRun<Output = unknown> {
  readonly runId: string;
  /** Never rejects: any failure, of the journal for instance, is part of the outcome. */
  readonly outcome: Promise<RunOutcome<Output>>;
  /** The machine's current snapshot. */
  readonly snapshot: () => AnyMachineSnapshot;
  /** Calls the listener after each transition. Returns a function that unsubscribes it. */
  readonly subscribe: (listener: RunListener) => () => void;
  /** Sends an event to the machine. The event is recorded and is part of every replay. */
  readonly send: (event: EventObject) => void;
  /**
   * Sends `cancel` to the machine and to the run's children; the machine decides what can still be cancelled.
   */
  readonly cancel: () => void;
  /**
   * Stops at once, whatever is under way, and leaves the run open; children too. Once the run has ended it does nothing.
   * Calls get an aborted signal: one that ignores it may still be under way.
   */
  readonly stop: () => RunOutcome<Output>;
}

/** A child run as its parent sees it. */
export interface ChildRun extends Pick<EngineRun, 'cancel'> {
  /**
   * Of the child: `done` with its output, or why it stays open. It rejects if the child could not start, as `start` does.
   */
  readonly outcome: Promise<Pick<RunOutcome, 'kind' | 'output' | 'error' | 'journalError'>>;
  /** The parent's process leaves both. */
  readonly stop: () => unknown;
}

/** Starts a child run, or continues with the one of that ID: it may have been started, or have ended, before. */
export type StartChildRun = (
  workflow: Workflow,
  given: unknown,
  run: {
    readonly runId: string;
    readonly parent: string;
    readonly isStopped: () => boolean;
    /** Called when it starts, not when it is resumed. */
    readonly onStarted: () => void;
  },
) => Promise<ChildRun>;

/** A run for an actor of your own: `createActor(machine, { input })`, or an invoke of your machine. */
export interface EmbeddedRun {
  readonly runId: string;
  /** Of this run: start one actor of it. */
  readonly machine: AnyStateMachine;
  readonly input: unknown;
  /** Resolves when the run has ended, or its actor was stopped or suspended, and its resource is released. It never rejects. */
  readonly closed: Promise<RunOutcome>;
  /**
   * Releases the resource; a run that was started stays open. Its actor is stopped; a child of your machine ends with
   * `RunSuspendedError`.
   */
  readonly close: () => Promise<RunOutcome>;
}

interface Times {
  readonly runId: string;
  readonly startedAt: string;
  readonly now: () => number;
}

/** The handle on a run that has not begun. */
export function handle<Output>(live: LiveRun, children: ReadonlySet<Child>, times: Times): EngineRun<Output> {
  return {
    runId: times.runId,
    outcome: live.end.then((end) => timed<Output>(end, times)),
    snapshot: () => live.snapshot as AnyMachineSnapshot,
    subscribe: (listener) => live.subscribe(listener),
    send: (event) => {
      // What cannot be recorded is refused here, before the run has it.
      JSON.stringify(event);
      live.send(event);
    },
    cancel: () => {
      for (const child of children) child.cancel();
      live.send({ type: 'cancel' });
    },
    stop: () => {
      for (const child of children) child.stop();
      return timed<Output>(live.stop(), times);
    },
  };
}

/** Cancels the run when the signal aborts. */
export function cancelledBy(
  signal: AbortSignal | undefined,
  { cancel, outcome }: Pick<EngineRun, 'cancel' | 'outcome'>,
): void {
  if (signal?.aborted) cancel();
  else if (signal !== undefined) {
    signal.addEventListener('abort', cancel, { once: true });
    void outcome.then(() => signal.removeEventListener('abort', cancel));
  }
}

/** How a run ended, with its times. */
export function timed<Output>(end: RunEnd, { runId, startedAt, now }: Times): RunOutcome<Output> {
  return {
    ...end,
    ...{ runId, output: end.snapshot?.output, startedAt, releaseError: null },
    // A clock that was set back meanwhile makes no run end before it began.
    endedAt: new Date(Math.max(now(), Date.parse(startedAt))).toISOString(),
  };
}

// A child that ended before its parent could learn of it.
export function endedRun(workflow: Workflow, entries: readonly WorkflowEntry[]): EngineRun {
  const fold = foldOf(workflow, entries);
  const snapshot = fold.snapshot();
  const outcome: RunOutcome = {
    ...{ kind: 'done', snapshot, error: null, journalError: null, isWritten: true, releaseError: null },
    ...{ runId: entries[0]?.runId ?? '', output: snapshot.output },
    ...{ startedAt: entries[0]?.at ?? '', endedAt: entries.at(-1)?.at ?? '' },
  };
  return {
    ...{ runId: outcome.runId, outcome: Promise.resolve(outcome), snapshot: () => snapshot },
    ...{ subscribe: () => () => {}, send: () => {}, cancel: () => {}, stop: () => outcome },
  };
}
