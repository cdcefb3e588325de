// Runs of the volume migration on a cloud and a store: the engine's runs with the action's outcome.

import type { MigrationResult } from '../../machines/context.ts';
import type { MigrationParameters } from '../../machines/types.ts';
import type { Clock, Cloud } from '../../services/index.ts';
import { createEngine, type EngineRun, type RunOutcome, type StartOptions } from '../engine/engine.ts';
import type { EngineHooks } from '../engine/hooks.ts';
import type { Inspect } from '../engine/mirror.ts';
import { type JournalStore, RunHeldError } from '../engine/store.ts';
import { type ConfirmSwap, confirming, type Driven } from './confirmation.ts';
import type { MigrationSnapshot } from './definition.ts';
import { outcomeOf } from './engineOutcome.ts';
import { checkRunOptions } from './limits.ts';
import type { Outcome } from './outcome.ts';
import { type Progress, progressTeller } from './progress.ts';
import { type VolumeMigrateOptions, volumeMigrate } from './workflow.ts';

/** How to drive a migration. */
export interface DriveOptions {
  /** Aborting it cancels the run as far as the current step allows. */
  readonly signal?: AbortSignal;
  /**
   * Aborting it leaves the run unfinished: nothing is cancelled, this process makes no further call, and the run can be
   * resumed. The outcome then has the status `UNFINISHED`.
   */
  readonly leave?: AbortSignal;
  /**
   * Called before a swap by attachment changes anything. Unless it resolves to true, the run is cancelled.
   * @default the swap takes place; but a resumed run that was started with it is left unfinished before the swap
   */
  readonly confirmSwap?: ConfirmSwap;
  /** Any XState 5 inspector. It sees a copy of the run, which it cannot change. */
  readonly inspect?: Inspect;
  /** Receives copies. An error that it throws, or that its promise rejects with, does not end the run. */
  readonly onProgress?: (progress: Progress) => void;
  /** Hooks for tracing and metrics. */
  readonly hooks?: EngineHooks;
  /** @default the system clock */
  readonly clock?: Clock;
}

export type OnCloudOptions = DriveOptions &
  Omit<VolumeMigrateOptions, 'asOtherUser'> & {
    /**
     * A lower-case UUID.
     * @default a random one
     */
    readonly runId?: string;
    /**
     * `accepted`: leaves the run unfinished once the cloud has accepted the operation. The cloud continues by itself; the
     * run is resumed to verify the move and to clean up.
     * @default 'end'
     */
    readonly waitUntil?: 'accepted' | 'end';
  };

export type ContinueOptions = DriveOptions & VolumeMigrateOptions;

/** A migration that this process drives. */
export interface MigrationRun {
  readonly runId: string;
  /** Never rejects: failures outside the cloud, of the journal for instance, are part of the outcome. */
  readonly outcome: Promise<Outcome>;
  /** The machine's current snapshot. */
  readonly snapshot: () => MigrationSnapshot;
  /** Calls the listener after each transition. Returns a function that unsubscribes it. */
  readonly subscribe: (listener: (snapshot: MigrationSnapshot) => void) => () => void;
  /** Cancels the run as far as the current step allows. */
  readonly cancel: () => void;
  /** Stops at once, whatever is under way, and reports what is left. `outcome` resolves to the same value. */
  readonly abandon: () => Outcome;
  /** Leaves the run unfinished: nothing is cancelled, and it can be resumed. `outcome` resolves as usual. */
  readonly leave: () => void;
}

/** Starts a run. Rejects with `RunHeldError` if another run that has not ended holds the volume. */
export async function startRunOn(
  cloud: Cloud,
  store: JournalStore,
  parameters: MigrationParameters,
  options: OnCloudOptions = {},
): Promise<MigrationRun> {
  checkRunOptions(options);
  const { runId } = cloud;
  const { engine, workflow, drive, left } = engineOn(cloud, store, options);
  const run = await engine.start<MigrationResult>(workflow, parameters, { ...drive, runId });
  return migrationRun(run, store, left, options);
}

/**
 * Resumes a run that its process has left; `cloud` is signed in to with the run's ID. Rejects with
 * `RunHeldError` if another process drives it, and with `ReplayError` if its records do not fit this version
 * of the machine.
 */
export async function continueRunOn(
  cloud: Cloud,
  store: JournalStore,
  options: ContinueOptions = {},
): Promise<MigrationRun> {
  checkRunOptions(options);
  const { engine, drive, left } = engineOn(cloud, store, options);
  return migrationRun(await engine.resume<MigrationResult>(cloud.runId, drive), store, left, options);
}

/** Whether this process leaves the run unfinished, and why, if the user should know. */
interface Left {
  isLeft: boolean;
  why: string | null;
  /** Stops the run; until it is under way, nothing. */
  stop: () => unknown;
}

function engineOn(cloud: Cloud, store: JournalStore, options: OnCloudOptions & ContinueOptions) {
  const { signal, inspect, onProgress, hooks, clock, confirmSwap, ...rest } = options;
  const { runId: _, leave: __, waitUntil: ___, ...asked } = rest;
  const timed = clock === undefined ? {} : { clock };
  let driven: Driven | null = null;
  const left: Left = { isLeft: false, why: null, stop: () => undefined };
  const workflow = confirming(volumeMigrate(cloud, { ...asked, ...timed }), confirmSwap, () => driven);
  const engine = createEngine({
    store,
    workflows: [workflow],
    ...timed,
    ...(hooks === undefined ? {} : { hooks }),
  });
  const drive: StartOptions = {
    onStart: ({ snapshot, send }) => {
      const leave = (why: string): void => {
        Object.assign(left, { isLeft: true, why });
        left.stop();
      };
      driven = { snapshot, send, leave };
    },
    ...(signal === undefined ? {} : { signal }),
    ...(inspect === undefined ? {} : { inspect }),
    ...(onProgress === undefined ? {} : { onProgress: progressTeller(onProgress) }),
  };
  return { engine, workflow, drive, left };
}

function migrationRun(
  run: EngineRun<MigrationResult>,
  store: JournalStore,
  left: Left,
  options: Pick<OnCloudOptions, 'leave' | 'waitUntil'>,
): MigrationRun {
  const { runId, cancel } = run;
  const inWords = (outcome: RunOutcome<MigrationResult>): Outcome =>
    outcomeOf(outcome, store.resumeHint?.(runId) ?? null, left);
  const leave = (): void => {
    left.isLeft = true;
    run.stop();
  };
  left.stop = run.stop;
  if (left.isLeft) leave();
  leaveWhenAsked(run, options, leave);
  return {
    ...{
      runId,
      cancel,
      snapshot: run.snapshot as MigrationRun['snapshot'],
      subscribe: run.subscribe as MigrationRun['subscribe'],
    },
    outcome: run.outcome.then(inWords),
    abandon: () => inWords(run.stop()),
    leave,
  };
}

function leaveWhenAsked(
  run: EngineRun<MigrationResult>,
  { leave: asked, waitUntil }: Pick<OnCloudOptions, 'leave' | 'waitUntil'>,
  leave: () => void,
): void {
  if (asked?.aborted) leave();
  asked?.addEventListener('abort', leave, { once: true });
  const unsubscribe = run.subscribe(({ context, status }) => {
    if (waitUntil === 'accepted' && status === 'active' && context.did !== null) leave();
  });
  void run.outcome.then(() => {
    unsubscribe();
    asked?.removeEventListener('abort', leave);
  });
}

export { RunHeldError };
