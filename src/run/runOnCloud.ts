// Runs with all that belongs to them: a cloud, a journal, and the hold on their volume.
import { PORTS } from '../../machines/actors.ts';
import type { Parameters } from '../../machines/types.ts';
import { type Cloud, toFault } from '../../services/index.ts';
import type { Journal } from '../journal/journal.ts';
import type { Entry, StartedBy } from '../journal/records.ts';
import { type Beginning, beginningOf } from '../journal/replay.ts';
import { journalOn } from '../journal/shared.ts';
import { type JournalStore, RunHeldError } from '../journal/store.ts';
import type { Outcome } from '../outcome.ts';
import { continueRun, type Earlier, type WorkForResume } from './continueRun.ts';
import { type ActorOptions, workOn } from './createActors.ts';
import type { DriveOptions, Run } from './drive.ts';
import { createSharedActor } from './sharedMachine.ts';
import { beginRun, type RunOptions } from './startRun.ts';
import { createSuspension } from './suspension.ts';

export type OnCloudOptions = Omit<RunOptions, 'journal' | 'authUrl' | 'by'> &
  Omit<ActorOptions, 'journal' | keyof Earlier>;

export type ContinueOptions = Omit<DriveOptions, 'journal'> &
  Omit<ActorOptions, 'journal' | keyof Earlier> & {
    /** Go on although another user, or another project, began the run. @default false */
    readonly asOtherUser?: boolean;
  };

/** Starts a run. Rejects with `RunHeldError` where the volume is in another run that is not over. */
export async function startRunOn(
  cloud: Cloud,
  store: JournalStore,
  parameters: Parameters,
  options: OnCloudOptions = {},
): Promise<Run> {
  const journal = journalOn(store, options.clock);
  const authUrl = cloud.endpoints.identity;
  const { runId } = cloud;
  if ((await store.read(runId)).length > 0) {
    throw new RunHeldError(runId, null, `run ${runId} is in the journal already: a run starts once`);
  }
  await store.hold({ runId, volumeId: parameters.resourceId, cloud: authUrl });
  return await held(store, journal, runId, () => {
    const suspension = createSuspension();
    const work = suspension.work(workOn(cloud, { ...options, journal }));
    const started = { ...options, runId, journal, authUrl, by: userOf(cloud) };
    const run = beginRun(parameters, (given) => createSharedActor(work, given), started);
    suspension.onSuspended(run.suspend);
    return run;
  });
}

// The run that `begin` gives; its volume is let go of when it ends, however it does. That a store cannot let go of it
// changes nothing in what the run has come to.
async function held(
  store: JournalStore,
  journal: Journal,
  runId: string,
  begin: () => Run | Promise<Run>,
): Promise<Run> {
  const release = async (): Promise<string | null> => {
    await journal.flush(runId).catch(() => undefined);
    try {
      await store.release(runId);
      return null;
    } catch (error) {
      return `the journal could not release the run's volume: ${toFault(error).message}. It is free when this process has ended`;
    }
  };
  try {
    const run = await begin();
    return { ...run, outcome: outcomeAfter(run.outcome, release) };
  } catch (error) {
    await release();
    throw error;
  }
}

async function outcomeAfter(
  outcome: Promise<Outcome>,
  release: () => Promise<string | null>,
): Promise<Outcome> {
  const ended = await outcome;
  const warning = await release();
  return warning === null ? ended : { ...ended, warnings: [...ended.warnings, warning] };
}

/**
 * Goes on with a run that its process has left; `cloud` is signed in to with the run's id.
 * Rejects with `RunHeldError` where another process drives it, with `ReplayError` where this version of the machine would have gone another way.
 */
export async function continueRunOn(
  cloud: Cloud,
  store: JournalStore,
  options: ContinueOptions = {},
): Promise<Run> {
  const journal = journalOn(store, options.clock);
  const { runId } = cloud;
  const authUrl = cloud.endpoints.identity;
  const beginning = beginningOf(await readRun(store, runId));
  checkSameCloud(cloud, beginning, options.asOtherUser ?? false);
  const { input } = beginning;
  await store.hold({ runId, volumeId: input.parameters.resourceId, cloud: authUrl });
  return await held(store, journal, runId, async () => {
    // Read again: what was written before its driver was gone, or stopped, is there now.
    await journal.flush(runId).catch(() => undefined);
    const entries = await readRun(store, runId);
    const suspension = createSuspension(hasChanged(entries));
    const workFor: WorkForResume = (earlier) =>
      suspension.work(workOn(cloud, { ...options, ...earlier, journal }));
    const run = continueRun(entries, workFor, { ...options, journal });
    suspension.onSuspended(run.suspend);
    return run;
  });
}

const hasChanged = (entries: readonly Entry[]): boolean =>
  entries.some(({ record }) => record.kind === 'intent' && PORTS[record.call] === 'changes');

const userOf = ({ user, project }: Cloud): StartedBy => ({
  userId: user.id,
  userName: user.name,
  projectId: project.id,
  projectName: project.name,
});

// What another user may not see would look as if it were gone.
function checkSameCloud(cloud: Cloud, { cloud: startedOn, by }: Beginning, asOtherUser: boolean): void {
  const { runId, endpoints } = cloud;
  if (startedOn !== endpoints.identity)
    throw new Error(`run ${runId} is of the cloud ${startedOn}, not of ${endpoints.identity}`);
  const now = userOf(cloud);
  if (by === undefined || asOtherUser) return;
  if (by.userId === now.userId && by.projectId === now.projectId) return;
  throw new Error(
    `run ${runId} was begun by user ${by.userName} in project ${by.projectName}, this is user ${now.userName} in project ${now.projectName}: who may see less would take for gone what is there`,
  );
}

/** The records of a run; rejects where the journal has none. */
export async function readRun(store: JournalStore, runId: string): Promise<readonly Entry[]> {
  const entries = await store.read(runId);
  if (entries.length === 0) throw new Error(`the journal has no run ${runId}`);
  return entries;
}
