// Opens the journal file that a command names. Apart from openStore.ts, because a run needs nothing of Restate.
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { JournalStore } from '../engine/store.ts';
import { defaultJournalFile, type OpenMode } from '../journal/sqliteFile.ts';
import { JournalFileError, openSqliteStore } from '../journal/sqliteStore.ts';

/**
 * Opens a journal file. A file that is named may be created, but not its folder: a mistyped name would start an empty journal
 * elsewhere. Throws `JournalFileError`.
 */
export function openJournalFile(file: string | undefined, mode: OpenMode = 'create'): JournalStore {
  if (mode === 'create') checkFolder(file);
  return openSqliteStore(file, { mode });
}

/** Throws `JournalFileError` if the folder of a file that is named does not exist. That of the default is created. */
export function checkFolder(file: string | undefined): void {
  if (file === undefined || resolve(file) === defaultJournalFile()) return;
  const folder = dirname(file);
  if (statSync(folder, { throwIfNoEntry: false }) === undefined)
    throw new JournalFileError(
      file,
      new Error(`the folder ${folder} does not exist. Create it, or correct the name`),
    );
}
