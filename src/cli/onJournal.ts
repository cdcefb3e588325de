// A command that works on the journal alone.
import process from 'node:process';
import { openSqliteStore } from '../journal/sqliteStore.ts';
import type { JournalStore } from '../journal/store.ts';
import { EXIT } from './exit.ts';

/** Opens the journal, does the work, closes it; an error becomes a message and exit status 2. */
export async function onJournal(
  file: string | undefined,
  work: (store: JournalStore) => Promise<number>,
): Promise<number> {
  return await orUnusable(async () => {
    const store = openSqliteStore(file);
    return await work(store).finally(() => store.close());
  });
}

/** Does the work; an error becomes a message and exit status 2. */
export async function orUnusable(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n`);
    return EXIT.unusable;
  }
}
