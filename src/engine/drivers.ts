// Drives a run, in this process or as an actor of an application: holds it, makes its ports, releases it.

import type { Beginning, Begun, Place } from './beginnings.ts';
import { checkMachine } from './checkMachine.ts';
import { childId, openChild } from './childId.ts';
import { createEmbedded } from './embedded.ts';
import { EngineError } from './engineError.ts';
import {
  type EmbeddedRun,
  type EngineDriveOptions,
  type EngineRun,
  handle,
  type RunOutcome,
  timed,
} from './engineRun.ts';
import type { Tell } from './hooks.ts';
import type { RunJournal } from './journal.ts';
import { type Child, createChild, RUN_LEFT } from './leaving.ts';
import { createLiveRun } from './liveRun.ts';
import { createMirror } from './mirror.ts';
import { progressOf } from './progress.ts';
import type { SerializedError } from './records.ts';
import { safeCallback } from './safeCallback.ts';
import { RunHeldError } from './store.ts';
import {
  type CallContext,
  serializeError,
  type Workflow,
  type WorkflowPorts,
  type WorkflowRun,
} from './workflow.ts';

/** What drives runs. */
export interface Drivers {
  /** Drives a run to its end in this process. */
  readonly drive: <Output>(
    workflow: Workflow,
    begin: Beginning,
    options: EngineDriveOptions,
    isStopped?: () => boolean,
  ) => Promise<EngineRun<Output>>;
  /** Prepares a run whose machine is an actor of an application. */
  readonly embed: (workflow: Workflow, begin: Beginning) => Promise<EmbeddedRun>;
}

export interface DriverOptions extends Place {
  readonly tell: Tell;
  /** Starts a child run, or resumes it. */
  readonly startOrResume: (
    child: Workflow,
    given: unknown,
    run: { readonly runId: string; readonly parent: string; readonly isStopped: () => boolean },
  ) => Promise<EngineRun>;
}

// A run whose ports are being made.
interface Opened {
  readonly children: Set<Child>;
  /** Null until the run has begun. */
  journal: RunJournal | null;
  suspend: (error: SerializedError) => void;
}

export function createDrivers({ store, journal, tell, now, startOrResume }: DriverOptions): Drivers {
  // What the ports of a run may do. `suspend` acts once the run is under way.
  // Once they are made, nothing here keeps the records of earlier processes in memory.
  const open = (
    workflow: Workflow,
    { runId, input, prior }: Beginning,
  ): { readonly opened: Opened; readonly run: WorkflowRun } => {
    const started = new WeakMap<AbortSignal, number>();
    const opened: Opened = { children: new Set(), journal: null, suspend: () => {} };
    return {
      opened,
      run: {
        ...{ runId, input, prior },
        recordRequest: (call, request) => {
          opened.journal?.append({ kind: 'request', request: { call, ...request } });
          opened.journal?.flush().catch(() => undefined);
          tell('onRequest', { runId, workflow: workflow.name, call, request });
        },
        suspend: (error) => opened.suspend(error),
        startChild: async (
          child: Workflow,
          given: unknown,
          { key, signal }: Pick<CallContext, 'key' | 'signal'>,
        ) => {
          const nth = (started.get(signal) ?? 0) + 1;
          started.set(signal, nth);
          const ofChild = { runId: childId(nth === 1 ? key : `${key}/${nth}`), parent: runId };
          return (await runChild(opened, child, given, { ...ofChild, signal })) as never;
        },
      },
    };
  };

  // Runs a child to its end. Where the parent leaves the call first, or is left, its promise never settles.
  const runChild = async (
    opened: Opened,
    workflow: Workflow,
    given: unknown,
    { runId, parent, signal }: { runId: string; parent: string; signal: AbortSignal },
  ): Promise<unknown> => {
    const child = createChild();
    const leave = (): void => (signal.reason === RUN_LEFT ? child.stop() : child.cancel());
    opened.children.add(child);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    try {
      const run = await startOrResume(workflow, given, { runId, parent, isStopped: child.isStopped });
      child.started(run);
      const { kind, output, error, journalError } = await run.outcome;
      if (kind === 'done' && journalError === null) return output;
      // The child is open: so is its parent, unless it has moved on.
      if (!signal.aborted) opened.suspend(error ?? journalError ?? openChild(runId));
    } catch (error) {
      // Another process drives the child: so it does the parent, soon.
      const isDriven = error instanceof RunHeldError && error.runId === runId;
      if (!signal.aborted && !isDriven) throw error;
      if (!signal.aborted) opened.suspend(serializeError(error));
    } finally {
      opened.children.delete(child);
      signal.removeEventListener('abort', leave);
    }
    return await new Promise<never>(() => {});
  };

  const calling = (workflow: Workflow, runId: string, own: RunJournal) => ({
    ...{ runId, workflow, journal: own },
    howToResume: store.resumeHint?.(runId) ?? null,
  });

  // Holds the run while it is prepared; releases it if that fails.
  const prepare = async <Prepared>(
    workflow: Workflow,
    begin: Beginning,
    work: (opened: Opened, ports: WorkflowPorts, begun: Begun) => Prepared,
    isStopped: () => boolean = () => false,
  ): Promise<Prepared> => {
    const { opened, run } = open(workflow, begin);
    const ports = await workflow.ports(run);
    checkMachine(workflow, ports);
    await store.hold({ resource: null, scope: null, ...ports.claim, runId: begin.runId });
    try {
      const begun = await begin.from(ports);
      if (isStopped()) throw new EngineError('RunStopped', `run ${begin.runId} was stopped before it began`);
      opened.journal = begun.journal;
      return work(opened, ports, begun);
    } catch (error) {
      await release(begin.runId);
      throw error;
    }
  };

  const release = async (runId: string): Promise<SerializedError | null> => {
    await journal.settled();
    return await store.release(runId).then(
      () => null,
      (error: unknown) => serializeError(error),
    );
  };

  const drive = async <Output>(
    workflow: Workflow,
    begin: Beginning,
    options: EngineDriveOptions,
    isStopped?: () => boolean,
  ): Promise<EngineRun<Output>> => {
    const { runId, input, parent, startedAt } = begin;
    const isResumed = begin.prior !== null;
    const work = (
      opened: Opened,
      ports: WorkflowPorts,
      { journal: own, resumed, record }: Begun,
    ): EngineRun<Output> => {
      const machine = resumed?.machine ?? workflow.machine;
      const origin = { input, snapshot: resumed?.snapshot ?? null };
      const live = createLiveRun(
        {
          ...{ ...calling(workflow, runId, own), tell, see: progressOf(machine, runId, options.onProgress) },
          mirror:
            options.inspect === undefined ? null : createMirror(machine, ports, options.inspect, origin),
        },
        ports,
        resumed ?? { input },
      );
      opened.suspend = live.suspend;
      safeCallback(options.onStart ?? (() => {}), 'onStart')(live);
      record();
      tell('onRunStarted', { runId, workflow: workflow.name, parent, isResumed });
      const { children } = opened;
      return handle<Output>(live, { runId, startedAt, children, signal: options.signal, now });
    };
    const run = await prepare(workflow, begin, work, isStopped);
    const outcome = run.outcome.then(async (ended) => ({ ...ended, releaseError: await release(runId) }));
    return { ...run, outcome };
  };

  const embed = async (workflow: Workflow, begin: Beginning): Promise<EmbeddedRun> => {
    const { runId, input, parent, startedAt } = begin;
    const isResumed = begin.prior !== null;
    return await prepare(workflow, begin, (opened, ports, { journal: own, resumed, record }) => {
      const embedded = createEmbedded(
        {
          ...{ ...calling(workflow, runId, own), tell, input, resumed },
          onStart: () => {
            record();
            tell('onRunStarted', { runId, workflow: workflow.name, parent, isResumed });
          },
          onCancel: () => {
            for (const child of opened.children) child.cancel();
          },
        },
        ports,
      );
      opened.suspend = embedded.suspend;
      const closed = embedded.end.then(async (end): Promise<RunOutcome> => {
        if (end.kind !== 'done') for (const child of opened.children) child.stop();
        return { ...timed(end, { runId, startedAt, now }), releaseError: await release(runId) };
      });
      const close = async (): Promise<RunOutcome> => {
        embedded.close();
        return await closed;
      };
      return { runId, machine: embedded.machine, input, closed, close };
    });
  };

  return { drive, embed };
}
