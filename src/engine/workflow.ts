// The interface of a workflow: a machine, and the calls and watches that it invokes.
import type { AnyStateMachine } from 'xstate';
import type { AnyRecords, RecordTypes, SerializedError, WorkflowEntry, WorkflowRecord } from './records.ts';
import type { RunClaim } from './store.ts';

/** What a call receives besides its input. */
export interface CallContext {
  /** Aborted when the machine leaves the state that made the call, and when the run is stopped. */
  readonly signal: AbortSignal;
  /**
   * An earlier process was about to make this call, and its result is unknown: check before you repeat it.
   */
  readonly isRepeated: boolean;
  /** The same for each attempt at this call, in every process: use it as the key of what the call creates. */
  readonly key: string;
  /**
   * Await it directly before each request that changes something, after everything else that takes time, such as connecting.
   * Rejects with a `SerializedError` if another process may drive the run by now, for example because this one was frozen:
   * then send nothing.
   */
  readonly assertHeld: () => Promise<void>;
}

/**
 * One call, as a promise actor of the machine. The workflow's `serializeError` turns its rejection into data.
 */
// biome-ignore lint/suspicious/noExplicitAny: each call has an input of its own
export type WorkflowCall = (input: any, context: CallContext) => Promise<unknown>;

/** A watch, as a callback actor of the machine: sends events until it is aborted. */
// biome-ignore lint/suspicious/noExplicitAny: each watch has an input and events of its own
export type WorkflowWatch = (input: any, send: (event: any) => void, signal: AbortSignal) => void;

/** What a run needs from outside. */
export interface WorkflowPorts<T extends RecordTypes = AnyRecords> {
  /** By the names that the machine gives its promise actors (`src`). */
  readonly calls: Readonly<Record<string, WorkflowCall>>;
  /** By the names that the machine gives its callback actors (`src`). */
  readonly watches?: Readonly<Record<string, WorkflowWatch>>;
  /** The resource that no other run may use meanwhile. @default none */
  readonly claim?: Omit<RunClaim, 'runId'>;
  /**
   * Called once a new run has what it claims, before anything is recorded. If it rejects, the run does not start, and releases what it
   * has. @default nothing
   */
  readonly confirm?: () => Promise<void>;
  /** What to record about the start of a run, besides its input. */
  readonly origin?: T['origin'];
}

/** What earlier processes recorded of a resumed run. Read it when a call is made: it is final then. */
export interface PriorAttempt<T extends RecordTypes = AnyRecords> {
  readonly entries: readonly WorkflowEntry<T>[];
  /** Calls that were about to be made and whose results are unknown. */
  readonly unanswered: readonly string[];
  /** The machine's context at the point where it continues. */
  readonly context: unknown;
}

/** The run that the ports belong to. */
export interface WorkflowRun<T extends RecordTypes = AnyRecords> {
  readonly runId: string;
  readonly input: T['input'];
  /** Null for a new run. */
  readonly prior: PriorAttempt<T> | null;
  /** Records a request of a call or a watch, for people who read the run. Nothing waits for it. */
  readonly recordRequest: (call: string, request: T['request']) => void;
  /**
   * Leaves the run open for `resume`, because no more requests are possible now. The machine does not receive
   * it.
   */
  readonly suspend: (error: SerializedError) => void;
  /**
   * Takes one of each of these slots until the run ends, without a limit: it counts in the limits of other runs. Best effort: a
   * store that cannot write it down does not stop the run.
   */
  readonly takeSlots: (slots: readonly string[]) => void;
  /** Runs another workflow as a durable child and resolves to its output. Call it in the body of a call. */
  readonly startChild: StartChild;
}

/** The type of a workflow's output; unknown if the workflow does not say. */
export type WorkflowOutput<T extends RecordTypes> = 0 extends 1 & T['output'] ? unknown : T['output'];

/** Starts a child run. The output has the type that the workflow, or the caller (`Output`), gives it. */
export interface StartChild {
  <T extends RecordTypes>(workflow: Workflow<T>, given: unknown, call: ChildCall): Promise<WorkflowOutput<T>>;
  <Output>(workflow: Workflow, given: unknown, call: ChildCall): Promise<Output>;
}

/** The call that starts a child run. */
export interface ChildCall extends Pick<CallContext, 'key' | 'signal'> {
  /** Aborting it sends `cancel` to the child, while the parent keeps waiting for how it ends. */
  readonly cancel?: AbortSignal;
  /** Called once the child has started: not for one that is resumed, or that a limit or another run kept from starting. */
  readonly onStarted?: () => void;
}

/** A machine with its calls and watches, as `createEngine` runs it. */
export interface Workflow<T extends RecordTypes = AnyRecords> {
  /** Recorded with each run; `resume` finds the workflow by it. */
  readonly name: string;
  readonly version: string;
  /**
   * Its promise and callback actors have names (`src`), and each invocation has an `id`; no `after`, no
   * delays.
   */
  readonly machine: AnyStateMachine;
  /**
   * Machines of earlier versions, for runs that they started and that have not ended: a run stays on its machine. Their
   * calls and watches go to the same ports. A run whose machine is not here continues on `machine` if its records fit.
   * @default none
   */
  readonly earlier?: readonly AnyStateMachine[];
  /** Called once for each process that drives a run, before anything is recorded. */
  readonly ports: (run: WorkflowRun<T>) => WorkflowPorts<T> | Promise<WorkflowPorts<T>>;
  /**
   * The machine's input.
   * @default the input passed to `start`
   */
  readonly toInput?: (
    given: unknown,
    run: { readonly runId: string; readonly startedAt: string },
  ) => T['input'];
  /** @default name, message, and `code`, `reasons` and `uncertain` where the error has them */
  readonly serializeError?: (error: unknown) => T['error'];
  /**
   * Converts a record of an older version to the form that the machine now accepts.
   * @default unchanged
   */
  readonly upgradeRecord?: (record: WorkflowRecord) => WorkflowRecord;
  /** The part of an output that a replay compares with the recorded one. Messages, for example, may differ between versions. @default all of it */
  readonly comparedOutput?: (output: unknown) => unknown;
  /**
   * What another process must know to make the same workflow, besides its name: for engines that run children elsewhere. JSON.
   * @default nothing
   */
  readonly settings?: object;
  /** Whether it resumes runs whose journal names no workflow, such as those of version 0.1.0. */
  readonly ownsUnnamed?: boolean;
}

/** Any error as data. */
export function serializeError(error: unknown): SerializedError {
  const { name, message, code, reasons, uncertain } = (
    typeof error === 'object' && error !== null ? error : { message: String(error) }
  ) as Partial<SerializedError>;
  return {
    name: String(name ?? 'Error'),
    code: String(code ?? 'Failed'),
    message: String(message ?? ''),
    reasons: Array.isArray(reasons) ? reasons.map(String) : [],
    uncertain: uncertain === true,
  };
}

/** An error of a workflow's call as data, as the workflow has it. */
export function errorOf({ serializeError: ofWorkflow }: Workflow, error: unknown): SerializedError {
  try {
    return ofWorkflow?.(error) ?? serializeError(error);
  } catch {
    return serializeError(error);
  }
}
