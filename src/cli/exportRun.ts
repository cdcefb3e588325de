// volume-migrate export
import process from 'node:process';
import { exportedRun } from '../journal/exported.ts';
import { readRun } from '../run/runOnCloud.ts';
import { EXIT } from './exit.ts';
import { findRun } from './findRun.ts';
import { onJournal } from './onJournal.ts';

/** Prints a run's records as JSON Lines; there is no secret in them. */
export async function exportRun(run: string, { journal }: { readonly journal?: string }): Promise<number> {
  return await onJournal(journal, async (store) => {
    const { runId } = await findRun(store, run);
    process.stdout.write(exportedRun(await readRun(store, runId)));
    return EXIT.succeeded;
  });
}
