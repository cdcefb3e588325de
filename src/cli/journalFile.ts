// The journal that a command works on.
import { defaultJournalFile, openSqliteStore } from '../journal/sqliteStore.ts';
import type { JournalStore } from '../journal/store.ts';

/** Opens the file that --journal names, or the user's own. The message of a failure names the file. */
export function openJournal(file = defaultJournalFile()): JournalStore {
  try {
    return openSqliteStore(file);
  } catch (error) {
    throw new Error(`the journal ${file} cannot be opened: ${(error as Error).message}`);
  }
}
