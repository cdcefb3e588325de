// Reads the records that a command names: from a run of the journal, or from an exported file.
import { readFile } from 'node:fs/promises';
import { readRun } from '../engine/readRun.ts';
import { importedRun } from '../journal/exported.ts';
import { defaultJournalFile } from '../journal/sqliteFile.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';
import { findRun } from './findRun.ts';
import { orUnusable, readJournal } from './onJournal.ts';

/** Does the work on the records of a run or a file; a file takes precedence over a run of that name. */
export async function onEntries(
  runOrFile: string,
  journal: string | undefined,
  work: (entries: readonly JournalEntry[], source: string) => number,
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

/** The text of a file; null if there is no such file. Throws if it cannot be read. */
export async function readExport(name: string): Promise<string | null> {
  try {
    return await readFile(name, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (NO_FILE.has(code)) return null;
    throw new Error(`cannot read ${name}: ${message}`);
  }
}

const NO_FILE: ReadonlySet<string> = new Set([
  ...['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'],
]);

/** The records in the text of a file; throws if it is not an exported run. */
export function entriesIn(name: string, file: string): JournalEntry[] {
  try {
    return importedRun(file);
  } catch (error) {
    throw new Error(`${name} was not written by export: ${(error as Error).message}`);
  }
}
