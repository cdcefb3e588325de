// Opens the runs that a command works on: a journal file, or a store whose runs workers drive.
import type { JournalStore } from '../engine/store.ts';
import { journalToRead } from '../journal/journalToRead.ts';
import { resumeCommand } from '../journal/resumeCommand.ts';
import type { OpenMode } from '../journal/sqliteFile.ts';
import { openRestateStore, type RestateStore } from '../restate/engine/store.ts';
import { isStoreUrl } from '../restate/engine/storeUrl.ts';
import { storeToken } from './cluster/storeToken.ts';
import { checkFolder, openJournalFile } from './journalFile.ts';

/** Opens a journal file, or the store at a URL. Throws the error of either. */
export const openStore = (where: string | undefined, mode: OpenMode = 'create'): JournalStore =>
  where !== undefined && isStoreUrl(where) ? openClusterStore(where) : openJournalFile(where, mode);

/** The same, only for reading: a journal that does not exist yet has no runs and is not created. */
export function storeToRead(where: string | undefined): JournalStore {
  if (where !== undefined && isStoreUrl(where)) return openClusterStore(where);
  checkFolder(where);
  return journalToRead(where);
}

/** Opens the store at a URL. Throws `InvalidStoreUrlError`. */
export function openClusterStore(url: string): RestateStore {
  const store = openRestateStore(url, storeToken());
  // Its commands name the store as those of a journal file name the file.
  return { ...store, file: store.url, resumeHint: (runId) => resumeCommand(runId, store.url) };
}
