// The records that a command means: of a run of the journal, or of a file that export has made.
import { readFile } from 'node:fs/promises';
import { importedRun } from '../journal/exported.ts';
import type { Entry } from '../journal/records.ts';
import { readRun } from '../run/runOnCloud.ts';
import { findRun } from './findRun.ts';
import { orUnusable, readJournal } from './onJournal.ts';

/** Does the work on the records of a run or a file; a file goes before a run of that name. */
export async function onEntries(
  runOrFile: string,
  journal: string | undefined,
  work: (entries: readonly Entry[]) => number,
): Promise<number> {
  const file = await readFile(runOrFile, 'utf8').catch(() => null);
  if (file !== null) return await orUnusable(async () => work(entriesIn(runOrFile, file)));
  return await readJournal(journal, async (store) => {
    const { runId } = await findRun(store, runOrFile);
    return work(await readRun(store, runId));
  });
}

/** The records in the text of a file; throws where it is not what export prints. */
export function entriesIn(name: string, file: string): Entry[] {
  try {
    return importedRun(file);
  } catch (error) {
    throw new Error(`${name} is not what export prints: ${(error as Error).message}`);
  }
}
