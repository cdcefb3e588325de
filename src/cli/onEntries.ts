// Reads the records that a command names: from a run of the journal, or from an exported file.
import { readFile } from 'node:fs/promises';
import { readRun } from '../engine/readRun.ts';
import type { JournalStore, RunRequest, RunSummary } from '../engine/store.ts';
import { importedRun } from '../journal/exported.ts';
import { defaultJournalFile } from '../journal/sqliteFile.ts';
import { otherWorkflowOf } from '../volumeMigrate/otherWorkflow.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';
import { findRun } from './findRun.ts';
import { orUnusable, readJournal } from './onJournal.ts';

/** What the journal knows of a run of another workflow besides its records. */
export interface KnownRun {
  readonly run: RunSummary;
  /** The runs that it started, the newest first. */
  readonly children: readonly RunSummary[];
  /** All requests to it, in order. */
  readonly requests: readonly RunRequest[];
}

/**
 * Does the work on the records of a run or a file; a file takes precedence over a run of that name. `known` is null for a file,
 * and for a volume migration.
 */
export async function onEntries(
  runOrFile: string,
  journal: string | undefined,
  work: (entries: readonly JournalEntry[], source: string, known: KnownRun | null) => number,
): Promise<number> {
  return await orUnusable(async () => {
    const file = await readExport(runOrFile);
    if (file !== null) return work(entriesIn(runOrFile, file), runOrFile, null);
    return await readJournal(journal, async (store) => {
      const run = await findRun(store, runOrFile);
      const entries = await readRun(store, run.runId);
      const source = `run ${run.runId} in ${journal ?? defaultJournalFile()}`;
      return work(entries, source, otherWorkflowOf(entries[0]) === null ? null : await knownOf(store, run));
    });
  });
}

const knownOf = async (store: JournalStore, run: RunSummary): Promise<KnownRun> => ({
  run,
  children: (await store.list()).filter(({ parent }) => parent === run.runId),
  requests: await store.requests(run.runId, 0),
});

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
