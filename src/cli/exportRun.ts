// volume-migrate export
import { readRun } from '../run/runOnCloud.ts';
import { EXIT } from './exit.ts';
import { findRun } from './findRun.ts';
import { say } from './follow.ts';
import { onJournal } from './onJournal.ts';

/** Prints a run's records as JSON Lines; there is no secret in them. */
export async function exportRun(run: string, { journal }: { readonly journal?: string }): Promise<number> {
  return await onJournal(journal, async (store) => {
    const { runId } = await findRun(store, run);
    for (const entry of await readRun(store, runId)) say(JSON.stringify(entry));
    return EXIT.succeeded;
  });
}
