// Runs workflows durably: starts them, resumes them, closes them, lists them.

import { randomUUID } from 'node:crypto';
import type { AnyMachineSnapshot } from 'xstate';
import { toBegin, toResume } from './beginnings.ts';
import { type Driven, type Driving, drive, embed } from './drivers.ts';
import { EngineError } from './engineError.ts';
import {
  type EmbeddedRun,
  type EngineDriveOptions,
  type EngineRun,
  endedRun,
  type RunOutcome,
  type RunProgress,
  type StartChildRun,
  type StartOptions,
} from './engineRun.ts';
import { giveUp } from './giveUp.ts';
import { type EngineHooks, tellHooks } from './hooks.ts';
import { journalOn } from './journal.ts';
import { readRun } from './readRun.ts';
import type { RecordTypes, WorkflowEntry } from './records.ts';
import { foldOf, type WorkflowStep } from './replay.ts';
import { ReplayError, startOf } from './replayChecks.ts';
import type { JournalStore } from './store.ts';
import { timelineOf, type WorkflowTimeline } from './timeline.ts';
import type { Workflow, WorkflowOutput } from './workflow.ts';

/** Options of `createEngine`. `hooks` are called for every run of the engine. */
export interface EngineOptions {
  readonly store: JournalStore;
  /** The workflows that `resume` can find; `start` adds its own. */
  readonly workflows?: readonly Workflow[];
  /** @default the system clock */
  readonly clock?: { readonly now: () => number };
  readonly hooks?: EngineHooks;
  /** Runs the children of runs. @default this engine, in this process */
  readonly startChild?: StartChildRun;
}
export interface Engine {
  readonly store: JournalStore;
  /**
   * Starts a run. Rejects with `RunHeldError` if another run holds its resource; then nothing is recorded.
   */
  readonly start: StartRun;
  /**
   * Resumes a run that its process has left. Rejects with `RunHeldError` if another process drives it, and
   * with `ReplayError` if its records do not fit this version of its machine.
   */
  readonly resume: <Output = unknown>(
    runId: string,
    options?: EngineDriveOptions,
  ) => Promise<EngineRun<Output>>;
  /**
   * Prepares a run whose machine is an actor in your own XState system, with the same journal. Rejects as `start` does.
   */
  readonly embed: (
    workflow: Workflow,
    given: unknown,
    options?: Pick<StartOptions, 'runId'>,
  ) => Promise<EmbeddedRun>;
  /** Prepares the rest of a run to be an actor in your own XState system. Rejects as `resume` does. */
  readonly embedResumed: (runId: string) => Promise<EmbeddedRun>;
  /** Closes a run that has not ended, without resuming it; its resource is free for another run. */
  readonly giveUp: (runId: string, why?: string) => Promise<readonly WorkflowEntry[]>;
  /** The runs of the store, newest first. */
  readonly list: JournalStore['list'];
  /** The timeline of a run, from its records. Rejects with `ReplayError` if a record does not fit. */
  readonly timeline: (runId: string) => Promise<WorkflowTimeline>;
  /**
   * Replays records without performing anything. Throws `ReplayError`, which names the first record that does
   * not fit.
   */
  readonly replay: (entries: readonly WorkflowEntry[]) => {
    readonly snapshot: AnyMachineSnapshot;
    readonly steps: readonly WorkflowStep[];
  };
}

/** Starts a run. The output has the type that the workflow, or the caller (`Output`), gives it. */
export interface StartRun {
  <T extends RecordTypes>(
    workflow: Workflow<T>,
    given: unknown,
    options?: StartOptions,
  ): Promise<EngineRun<WorkflowOutput<T>>>;
  <Output>(workflow: Workflow, given: unknown, options?: StartOptions): Promise<EngineRun<Output>>;
}

/**
 * An engine that runs any workflow durably: every event is recorded in the store before its effects are
 * performed. Engines of one process that use the same store share its commits.
 */
export function createEngine({
  store,
  workflows = [],
  clock = { now: Date.now },
  hooks,
  startChild,
}: EngineOptions): Engine {
  const known = new Map(workflows.map((workflow) => [workflow.name, workflow]));
  const now = (): number => clock.now();
  const place = { store, journal: journalOn(store, now), now };
  const workflowOf = (entries: readonly WorkflowEntry[]): Workflow => {
    const { workflow: name } = startOf(entries);
    const found =
      name === undefined ? [...known.values()].find(({ ownsUnnamed }) => ownsUnnamed) : known.get(name);
    if (found !== undefined) return found;
    throw new EngineError(
      'WorkflowUnknown',
      `this engine has no workflow ${name ?? 'for runs that name none'}. Pass it to createEngine({ workflows })`,
    );
  };
  const toStart = async (
    workflow: Workflow,
    given: unknown,
    runId: string,
    parent: string | null = null,
  ): Promise<Driven> => {
    known.set(workflow.name, workflow);
    return { workflow, begin: await toBegin(place, workflow, given, runId, parent) };
  };
  // `own`: that of a child; each child has one of its own, though they share a name.
  const rest = async (runId: string, own?: Workflow): Promise<Driven> => {
    // A driver that this process has just stopped may not have written everything yet.
    await place.journal.settled();
    const before = await readRun(store, runId);
    const workflow = own ?? workflowOf(before);
    return { workflow, begin: toResume(place, workflow, before) };
  };
  const startHere: StartChildRun = async (workflow, given, { runId, parent, isStopped, onStarted }) => {
    const entries = await store.read(runId);
    const last = entries.at(-1);
    if (last === undefined) {
      const onStart = { onStart: onStarted };
      return await drive(driving, await toStart(workflow, given, runId, parent), onStart, isStopped);
    }
    known.set(workflow.name, workflow);
    if (last.record.kind === 'ended') return endedRun(workflow, entries);
    return await drive(driving, await rest(runId, workflow), {}, isStopped);
  };
  const driving: Driving = { ...place, tell: tellHooks(hooks), startOrResume: startChild ?? startHere };

  return {
    store,
    start: async (
      workflow: Workflow,
      given: unknown,
      { runId = randomUUID(), parent, ...options }: StartOptions = {},
    ) => await drive<never>(driving, await toStart(workflow, given, runId, parent), options),
    resume: async (runId, options) => await drive(driving, await rest(runId), options),
    embed: async (workflow, given, { runId = randomUUID() } = {}) =>
      await embed(driving, await toStart(workflow, given, runId)),
    embedResumed: async (runId) => await embed(driving, await rest(runId)),
    giveUp: async (runId, why = 'no reason given') => await giveUp(place, runId, why),
    list: store.list,
    timeline: async (runId) => {
      const entries = await readRun(store, runId);
      return timelineOf(workflowOf(entries), entries);
    },
    replay: (entries) => {
      const fold = foldOf(workflowOf(entries), entries);
      return { snapshot: fold.snapshot(), steps: fold.steps };
    },
  };
}

export {
  type EmbeddedRun,
  type EngineDriveOptions,
  type EngineRun,
  ReplayError,
  type RunOutcome,
  type RunProgress,
  type StartChildRun,
  type StartOptions,
};
