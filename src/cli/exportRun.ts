// volume-migrate export

import { readRun } from '../engine/readRun.ts';
import { exportedRun } from '../journal/exported.ts';
import { EXIT } from './exit.ts';
import { findRun } from './findRun.ts';
import { readJournal } from './onJournal.ts';
import { linesOf, sayWhole } from './output.ts';

/** Prints a run's records as JSON Lines; they contain no secrets. */
export async function exportRun(run: string, { journal }: { readonly journal?: string }): Promise<number> {
  return await readJournal(journal, async (store) => {
    const { runId } = await findRun(store, run);
    sayWhole(linesOf(exportedRun(await readRun(store, runId))));
    return EXIT.succeeded;
  });
}
