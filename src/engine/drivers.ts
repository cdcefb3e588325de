// Drives a run, in this process or as an actor of an application: holds it, makes its ports, releases it.
import type { Beginning, Begun, Place } from './beginnings.ts';
import { checkMachine } from './checkMachine.ts';
import { childId, openChild } from './childId.ts';
import { Embedded } from './embedded.ts';
import { EngineError } from './engineError.ts';
import {
  cancelledBy,
  type EmbeddedRun,
  type EngineDriveOptions,
  type EngineRun,
  handle,
  type RunOutcome,
  type StartChildRun,
  timed,
} from './engineRun.ts';
import type { Tell } from './hooks.ts';
import type { RunJournal } from './journal.ts';
import { type Child, createChild, RUN_LEFT } from './leaving.ts';
import { LiveRun } from './liveRun.ts';
import { createMirror } from './mirror.ts';
import type { CallingRun } from './performCall.ts';
import { progressOf } from './progress.ts';
import type { SerializedError } from './records.ts';
import type { WorkflowStep } from './replay.ts';
import { safeCallback } from './safeCallback.ts';
import { RunHeldError } from './store.ts';
import {
  type ChildCall,
  serializeError,
  type Workflow,
  type WorkflowPorts,
  type WorkflowRun,
} from './workflow.ts';

/** What the runs of an engine share. */
export interface Driving extends Place {
  readonly tell: Tell;
  /** Starts a child run, or resumes it. */
  readonly startOrResume: StartChildRun;
}

/** A run that is about to be driven. */
export interface Driven {
  readonly workflow: Workflow;
  readonly begin: Beginning;
}

/** Drives a run to its end in this process. */
export async function drive<Output>(
  driving: Driving,
  { workflow, begin }: Driven,
  { inspect, onProgress, onStart, signal }: EngineDriveOptions = {},
  isStopped?: () => boolean,
): Promise<EngineRun<Output>> {
  const { runId, input } = begin;
  const work = (opened: Opened, ports: WorkflowPorts, begun: Begun): EngineRun<Output> => {
    const { resumed } = begun;
    const machine = resumed?.machine ?? workflow.machine;
    const origin = { input, snapshot: resumed?.snapshot ?? null };
    const mirror = inspect === undefined ? null : createMirror(machine, ports, inspect, origin);
    const see = progressOf(machine, runId, onProgress);
    const calling = callingOf(driving, workflow, begin, begun);
    const { calls, watches = {} } = ports;
    const live = new LiveRun({ ...calling, calls, watches, mirror, see }, resumed);
    opened.driver = live;
    const run = handle<Output>(live, opened.children, timesOf(driving, begin));
    if (onStart !== undefined) safeCallback(onStart, 'onStart')(run);
    recordStart(driving, workflow, begin, opened, begun);
    live.begin(input);
    cancelledBy(signal, run);
    return run;
  };
  const run = await prepare(driving, { workflow, begin }, work, isStopped);
  return { ...run, outcome: releasing(driving, run.outcome) };
}

/** Prepares a run whose machine is an actor of an application. */
export async function embed(driving: Driving, { workflow, begin }: Driven): Promise<EmbeddedRun> {
  const { runId, input } = begin;
  return await prepare(driving, { workflow, begin }, (opened, ports, begun) => {
    const { children } = opened;
    const calling = callingOf(driving, workflow, begin, begun);
    const onStart = (): void => recordStart(driving, workflow, begin, opened, begun);
    const onCancel = (): void => {
      for (const child of children) child.cancel();
    };
    const { resumed } = begun;
    const embedded = new Embedded({ ...calling, input, resumed, onStart, onCancel }, ports);
    opened.driver = embedded;
    const ended = embedded.end.then((end): RunOutcome => {
      if (end.kind !== 'done') for (const child of children) child.stop();
      return timed(end, timesOf(driving, begin));
    });
    const closed = releasing(driving, ended);
    const close = async (): Promise<RunOutcome> => {
      embedded.close();
      return await closed;
    };
    return { runId, machine: embedded.machine, input, closed, close };
  });
}

const callingOf = (
  { store, tell }: Driving,
  workflow: Workflow,
  { runId }: Beginning,
  { journal }: Begun,
): CallingRun => ({ runId, workflow, journal, tell, store });

const timesOf = ({ now }: Driving, { runId, startedAt }: Beginning) => ({ runId, startedAt, now });

function recordStart(
  { tell }: Driving,
  { name }: Workflow,
  { runId, parent, prior }: Beginning,
  opened: Opened,
  { record }: Begun,
): void {
  // Only now: a run that was stopped before, or whose actor never starts, has nothing to be told of.
  if (opened.steps !== null) tell('onResumed', { runId, workflow: name, steps: opened.steps });
  opened.steps = null;
  record();
  tell('onRunStarted', { runId, workflow: name, parent, isResumed: prior !== null });
}

// Holds the run while it is prepared; releases it if that fails.
async function prepare<Prepared>(
  driving: Driving,
  { workflow, begin }: Driven,
  work: (opened: Opened, ports: WorkflowPorts, begun: Begun) => Prepared,
  isStopped?: () => boolean,
): Promise<Prepared> {
  const { runId } = begin;
  const opened: Opened = { children: new Set(), journal: null, driver: null, steps: null };
  const ports = await workflow.ports(runOf(driving, opened, workflow, begin));
  checkMachine(workflow, ports);
  await driving.store.hold({ resource: null, scope: null, ...ports.claim, runId });
  try {
    if (begin.prior === null) await ports.confirm?.();
    const ofRun = { runId, workflow: workflow.name };
    const begun = await begin.from(ports, (steps) => {
      if (driving.tell.hears('onResumed')) opened.steps = steps;
    });
    if (driving.tell.hears('onRecord'))
      begun.journal.onEntry = (entry) => driving.tell('onRecord', { ...ofRun, entry });
    if (isStopped?.()) throw new EngineError('RunStopped', `run ${runId} was stopped before it began`);
    opened.journal = begun.journal;
    return work(opened, ports, begun);
  } catch (error) {
    await release(driving, runId);
    throw error;
  }
}

// Without an async function, which would stay in memory while the run waits.
const releasing = <Output>(driving: Driving, ended: Promise<RunOutcome<Output>>) =>
  ended.then(async (outcome) => ({ ...outcome, releaseError: await release(driving, outcome.runId) }));

async function release({ store, journal }: Driving, runId: string): Promise<SerializedError | null> {
  await journal.settled();
  return await store.release(runId).then(() => null, serializeError);
}

// A run whose ports are being made.
interface Opened {
  readonly children: Set<Child>;
  /** Null until the run is held. */
  journal: RunJournal | null;
  driver: Pick<LiveRun, 'suspend'> | null;
  /** What the hooks are told of a resumed run once it starts; null if nothing, or if they were told. */
  steps: readonly WorkflowStep[] | null;
}

// What the ports of a run may do. `suspend` acts once the run is under way.
// Once they are made, nothing here keeps the records of earlier processes in memory.
function runOf(
  driving: Driving,
  opened: Opened,
  { name }: Workflow,
  { runId, input, prior }: Beginning,
): WorkflowRun {
  let started: WeakMap<AbortSignal, number> | null = null;
  return {
    ...{ runId, input, prior },
    recordRequest: (call, request) => {
      opened.journal?.append({ kind: 'request', request: { call, ...request } });
      opened.journal?.flush().catch(() => undefined);
      driving.tell('onRequest', { runId, workflow: name, call, request });
    },
    suspend: (error) => opened.driver?.suspend(error),
    takeSlots: (slots) => void driving.store.takeSlots(runId, slots).catch(() => undefined),
    startChild: async (child: Workflow, given: unknown, { key, signal, cancel, onStarted }: ChildCall) => {
      started ??= new WeakMap();
      const nth = (started.get(signal) ?? 0) + 1;
      started.set(signal, nth);
      const ofChild = { runId: childId(nth === 1 ? key : `${key}/${nth}`), parent: runId };
      return (await runChild(driving, opened, child, given, {
        ...{ ...ofChild, signal, cancel, onStarted },
      })) as never;
    },
  };
}

interface ChildOf {
  readonly runId: string;
  readonly parent: string;
  readonly signal: AbortSignal;
  readonly cancel: AbortSignal | undefined;
  readonly onStarted: (() => void) | undefined;
}

// Runs a child to its end. Where the parent leaves the call first, or is left, its promise never settles.
async function runChild(
  { startOrResume }: Driving,
  opened: Opened,
  workflow: Workflow,
  given: unknown,
  { runId, parent, signal, cancel, onStarted = () => {} }: ChildOf,
): Promise<unknown> {
  const child = createChild();
  const leave = (): void => (signal.reason === RUN_LEFT ? child.stop() : child.cancel());
  opened.children.add(child);
  if (cancel?.aborted) child.cancel();
  else cancel?.addEventListener('abort', child.cancel, { once: true });
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  try {
    const { isStopped } = child;
    const run = await startOrResume(workflow, given, { runId, parent, isStopped, onStarted });
    child.started(run);
    const { kind, output, error, journalError } = await run.outcome;
    if (kind === 'done' && journalError === null) return output;
    // The child is open: so is its parent, unless it has moved on.
    if (!signal.aborted) opened.driver?.suspend(error ?? journalError ?? openChild(runId));
  } catch (error) {
    // Another process drives the child: so it does the parent, soon.
    const isDriven = error instanceof RunHeldError && error.runId === runId;
    if (!signal.aborted && !isDriven) throw error;
    if (!signal.aborted) opened.driver?.suspend(serializeError(error));
  } finally {
    opened.children.delete(child);
    signal.removeEventListener('abort', leave);
    cancel?.removeEventListener('abort', child.cancel);
  }
  return await new Promise<never>(() => {});
}
