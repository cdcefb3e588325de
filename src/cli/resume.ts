// volume-migrate resume
import process from 'node:process';
import { connect, loadCloudConfig } from '../../services/index.ts';
import { ReplayError } from '../journal/replay.ts';
import { type JournalStore, RunHeldError } from '../journal/store.ts';
import { continueRunOn } from '../run/runOnCloud.ts';
import { EXIT } from './exit.ts';
import { findRun } from './findRun.ts';
import { dim, follow, say, showProgress } from './follow.ts';
import { onJournal } from './onJournal.ts';

interface Flags {
  readonly all?: boolean;
  readonly cloud?: string;
  readonly journal?: string;
  readonly json?: boolean;
}

/** Goes on with a run, or with every one that is not over; the exit status is the worst of theirs. */
export async function resume(run: string | undefined, flags: Flags): Promise<number> {
  return await onJournal(flags.journal, async (store) => {
    const runIds = await chosen(store, run, flags.all ?? false);
    let worst: number = EXIT.succeeded;
    for (const runId of runIds) worst = Math.max(worst, await resumeOne(store, runId, flags));
    return worst;
  });
}

async function chosen(store: JournalStore, run: string | undefined, all: boolean): Promise<string[]> {
  if ((run === undefined) !== all) throw new Error('resume takes the id of a run, or --all');
  if (run !== undefined) return [(await findRun(store, run)).runId];
  return (await store.list({ unfinished: true }))
    .filter(({ holder }) => holder === null)
    .map(({ runId }) => runId);
}

async function resumeOne(
  store: JournalStore,
  runId: string,
  { cloud, json = false }: Flags,
): Promise<number> {
  const config = await loadCloudConfig(cloud === undefined ? {} : { cloud });
  if (!json) say(dim(`resuming run ${runId}`));
  try {
    const options = json ? {} : { onProgress: showProgress };
    return await follow(await continueRunOn(await connect(config, { runId }), store, options), json);
  } catch (error) {
    if (!(error instanceof RunHeldError || error instanceof ReplayError)) throw error;
    process.stderr.write(`error: run ${runId}: ${error.message}\n`);
    return EXIT.failed;
  }
}
