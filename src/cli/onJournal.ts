// A command that works on the journal alone.
import { existsSync } from 'node:fs';
import { createMemoryStore } from '../journal/memoryStore.ts';
import { defaultJournalFile, type OpenMode } from '../journal/sqliteFile.ts';
import { openSqliteStore } from '../journal/sqliteStore.ts';
import type { JournalStore } from '../journal/store.ts';
import { awaitedJournal } from './awaitedJournal.ts';
import { EXIT } from './exit.ts';
import { sayError } from './output.ts';

type Work = (store: JournalStore) => Promise<number>;

/** Tells of an error; gives the exit status. */
type Failed = (error: unknown) => number;

// Where no file is named, and the user's own journal is not there yet, something stands in for it.
const opening =
  (mode: OpenMode, standIn: () => JournalStore) =>
  async (file: string | undefined, work: Work, failed?: Failed): Promise<number> =>
    await onStore(
      () =>
        file === undefined && !existsSync(defaultJournalFile()) ? standIn() : openSqliteStore(file, { mode }),
      work,
      failed,
    );

/** Opens the journal, does the work, closes it; an error becomes a message and exit status 2. A file that is named must be there. */
export const onJournal = opening('existing', () => createMemoryStore());

/** The same without changing anything; the user's own journal that is not there yet has no runs. */
export const readJournal = opening('read', () => awaitedJournal(defaultJournalFile()));

async function onStore(open: () => JournalStore, work: Work, failed?: Failed): Promise<number> {
  return await orUnusable(async () => {
    const store = open();
    return await work(store).finally(() => closed(store));
  }, failed);
}

/** Closes a journal. What was done on it stands, also where that fails: then it is only told. */
export async function closed(store: JournalStore): Promise<void> {
  await store.close().catch((error: Error) => sayError(`the journal was not closed well: ${error.message}`));
}

/** Does the work; an error becomes a message and exit status 2, unless `failed` tells of it otherwise. */
export async function orUnusable(work: () => Promise<number>, failed: Failed = unusable): Promise<number> {
  try {
    return await work();
  } catch (error) {
    return failed(error);
  }
}

function unusable(error: unknown): number {
  sayError(`error: ${(error as Error).message}`);
  return EXIT.unusable;
}
