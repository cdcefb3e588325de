// One run for those who run the machine as an actor in their own XState system, with or without a journal.
import type { MigrationInput, MigrationResult } from '../../machines/context.ts';
import { type VolumeMigrateMachine, volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import type { Cloud } from '../../services/index.ts';
import { createEngine, type RunOutcome } from '../engine/engine.ts';
import type { EngineHooks } from '../engine/hooks.ts';
import type { JournalStore } from '../engine/store.ts';
import { createActors } from './createActors.ts';
import { outcomeOf } from './engineOutcome.ts';
import { type InputOptions, inputOf } from './input.ts';
import { checkRunOptions } from './limits.ts';
import type { Outcome } from './outcome.ts';
import { type MigrateVolumeParameters, parseParameters } from './parameters.ts';
import { type ActorOptions, type VolumeMigrateOptions, volumeMigrate } from './workflow.ts';

/** Options of `createRun`: how the run calls and polls, its ID and its time limits. */
export type CreateRunOptions = ActorOptions & InputOptions;

/** The machine and its input for one run: `createActor(machine, { input })`, or an invoke of your own machine. */
export interface CreatedRun {
  readonly machine: VolumeMigrateMachine;
  readonly input: MigrationInput;
}

export interface JournalledRunOptions extends VolumeMigrateOptions, Pick<InputOptions, 'runId'> {
  /** Where the run is recorded. */
  readonly store: JournalStore;
  readonly hooks?: EngineHooks;
}

/** A run that keeps a journal, whoever runs its actor. Start one actor of it. */
export interface JournalledRun extends CreatedRun {
  readonly runId: string;
  /**
   * Resolves when the run has ended, or its actor was stopped or suspended, and its volume is released. It never rejects.
   */
  readonly outcome: Promise<Outcome>;
  /** Releases the volume of a run whose actor you do not start. A run that has started stays open for `resumeRun`. */
  readonly close: () => Promise<Outcome>;
}

/**
 * One run on a cloud that `connect` has signed in to. One sign-in serves any number of runs; each has its own ID, which its
 * requests, its temporary user and its volume carry. Throws `InvalidParametersError`, which names every problem.
 *
 * With a `store`, the run is journalled like those of `migrateVolume`: its actor makes no call before what led to it is
 * durable, and after a crash `createRun(cloud, { resume: runId }, { store })` gives a machine that continues where the run
 * was. Then it rejects with `RunHeldError` where another run has the volume or another process drives the run, and with
 * `ReplayError` where the journal does not fit this version of the machine.
 */
export function createRun(
  cloud: Cloud,
  parameters: MigrateVolumeParameters | { readonly resume: string },
  options: JournalledRunOptions,
): Promise<JournalledRun>;
export function createRun(
  cloud: Cloud,
  parameters: MigrateVolumeParameters,
  options?: CreateRunOptions,
): CreatedRun;
export function createRun(
  cloud: Cloud,
  parameters: MigrateVolumeParameters | { readonly resume: string },
  options: CreateRunOptions | JournalledRunOptions = {},
): CreatedRun | Promise<JournalledRun> {
  if ('store' in options) return journalledRun(cloud, parameters, options);
  const input = inputOf(parseParameters(parameters as MigrateVolumeParameters), options);
  const actors = createActors(cloud.forRun(input.runId), options);
  return { machine: volumeMigrateMachine.provide({ actors }), input };
}

async function journalledRun(
  cloud: Cloud,
  parameters: MigrateVolumeParameters | { readonly resume: string },
  { store, hooks, runId, ...options }: JournalledRunOptions,
): Promise<JournalledRun> {
  const own = { ...(runId === undefined ? {} : { runId }) };
  checkRunOptions({ ...options, ...own });
  const workflow = volumeMigrate(cloud, options);
  const { clock } = options;
  const engine = createEngine({
    ...{ store, workflows: [workflow] },
    ...(clock === undefined ? {} : { clock }),
    ...(hooks === undefined ? {} : { hooks }),
  });
  const run = isResume(parameters)
    ? await engine.embedResumed(parameters.resume)
    : await engine.embed(workflow, parseParameters(parameters), own);
  const toOutcome = (ended: RunOutcome): Outcome =>
    outcomeOf(ended as RunOutcome<MigrationResult>, store.resumeHint?.(run.runId) ?? null);
  return {
    runId: run.runId,
    machine: run.machine as VolumeMigrateMachine,
    input: run.input as MigrationInput,
    outcome: run.closed.then(toOutcome),
    close: async () => toOutcome(await run.close()),
  };
}

const isResume = (
  parameters: MigrateVolumeParameters | { readonly resume: string },
): parameters is { readonly resume: string } => 'resume' in parameters;
