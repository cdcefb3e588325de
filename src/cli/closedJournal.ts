// Closes the journal that a command has used.
import type { JournalStore } from '../engine/store.ts';
import { sayError } from './output.ts';

/** Closes a journal. If that fails, the work done on it still counts: the error is only reported. */
export async function closed(store: JournalStore): Promise<void> {
  await store
    .close()
    .catch((error: Error) => sayError(`the journal was not closed cleanly: ${error.message}`));
}
