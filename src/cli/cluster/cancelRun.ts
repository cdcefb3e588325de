// volume-migrate cancel --store: cancels a single run that a worker drives.
import { EngineError } from '../../engine/engineError.ts';
import { watchCommand } from '../../journal/resumeCommand.ts';
import { EXIT } from '../exit.ts';
import { findRun } from '../findRun.ts';
import { orUnusable } from '../onJournal.ts';
import { openClusterStore } from '../openStore.ts';
import { sayLines } from '../output.ts';

/** Cancels a run as far as its current step allows; does not wait for that. Returns the exit status. */
export async function cancelRun(run: string, url: string): Promise<number> {
  return await orUnusable(async () => {
    const store = openClusterStore(url);
    const { runId, endedAt, status } = await findRun(store, run);
    if (endedAt !== null)
      throw new EngineError('RunEnded', `run ${runId} has ended: ${status ?? 'it was given up'}`);
    await store.cancel(runId);
    sayLines([
      `asked the worker to cancel run ${runId}, as far as its current step allows. To follow it to its end: ${watchCommand(runId, url)}`,
    ]);
    return EXIT.succeeded;
  });
}
