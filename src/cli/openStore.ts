// Opens the runs that a command works on: a journal file, or a store whose runs workers drive.
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { JournalStore } from '../engine/store.ts';
import { journalToRead } from '../journal/journalToRead.ts';
import { resumeCommand } from '../journal/resumeCommand.ts';
import { defaultJournalFile, type OpenMode } from '../journal/sqliteFile.ts';
import { JournalFileError, openSqliteStore } from '../journal/sqliteStore.ts';
import { openRestateStore, type RestateStore } from '../restate/engine/store.ts';
import { isStoreUrl } from '../restate/engine/storeUrl.ts';
import { storeToken } from './cluster/storeToken.ts';

/**
 * Opens a journal file, or the store at a URL. A file that is named may be created, but not its folder: a mistyped name would
 * start an empty journal elsewhere. Throws the error of either.
 */
export function openStore(where: string | undefined, mode: OpenMode = 'create'): JournalStore {
  if (where !== undefined && isStoreUrl(where)) return openClusterStore(where);
  if (mode === 'create') checkFolder(where);
  return openSqliteStore(where, { mode });
}

/** The same, only for reading: a journal that does not exist yet has no runs and is not created. */
export function storeToRead(where: string | undefined): JournalStore {
  if (where !== undefined && isStoreUrl(where)) return openClusterStore(where);
  checkFolder(where);
  return journalToRead(where);
}

function checkFolder(file: string | undefined): void {
  if (file === undefined || resolve(file) === defaultJournalFile()) return;
  const folder = dirname(file);
  if (statSync(folder, { throwIfNoEntry: false }) === undefined)
    throw new JournalFileError(
      file,
      new Error(`the folder ${folder} does not exist. Create it, or correct the name`),
    );
}

/** Opens the store at a URL. Throws `InvalidStoreUrlError`. */
export function openClusterStore(url: string): RestateStore {
  const store = openRestateStore(url, storeToken());
  // Its commands name the store as those of a journal file name the file.
  return { ...store, file: store.url, resumeHint: (runId) => resumeCommand(runId, store.url) };
}
