// The records that a command means: of a run of the journal, or of a file that export has made.
import { readFile } from 'node:fs/promises';
import { importedRun } from '../journal/exported.ts';
import type { Entry } from '../journal/records.ts';
import { defaultJournalFile } from '../journal/sqliteFile.ts';
import { readRun } from '../run/runOnCloud.ts';
import { findRun } from './findRun.ts';
import { orUnusable, readJournal } from './onJournal.ts';

/** Does the work on the records of a run or a file; a file goes before a run of that name. */
export async function onEntries(
  runOrFile: string,
  journal: string | undefined,
  work: (entries: readonly Entry[], source: string) => number,
): Promise<number> {
  return await orUnusable(async () => {
    const file = await readExport(runOrFile);
    if (file !== null) return work(entriesIn(runOrFile, file), runOrFile);
    return await readJournal(journal, async (store) => {
      const { runId } = await findRun(store, runOrFile);
      return work(await readRun(store, runId), `run ${runId} in ${journal ?? defaultJournalFile()}`);
    });
  });
}

/** The text of a file; null where there is none of that name. Throws where it cannot be read. */
export async function readExport(name: string): Promise<string | null> {
  try {
    return await readFile(name, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (NO_FILE.has(code)) return null;
    throw new Error(`${name} cannot be read: ${message}`);
  }
}

const NO_FILE: ReadonlySet<string> = new Set([
  ...['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'],
]);

/** The records in the text of a file; throws where it is not what export prints. */
export function entriesIn(name: string, file: string): Entry[] {
  try {
    return importedRun(file);
  } catch (error) {
    throw new Error(`${name} is not what export prints: ${(error as Error).message}`);
  }
}
