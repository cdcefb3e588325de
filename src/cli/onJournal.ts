// Runs a command that works on the journal only.
import { existsSync } from 'node:fs';
import { createMemoryStore } from '../engine/memoryStore.ts';
import type { JournalStore } from '../engine/store.ts';
import { defaultJournalFile, type OpenMode } from '../journal/sqliteFile.ts';
import { awaitedJournal } from './awaitedJournal.ts';
import { closed } from './closedJournal.ts';
import { EXIT } from './exit.ts';
import { openStore } from './openStore.ts';
import { sayRefusal } from './refuse.ts';

type Work = (store: JournalStore) => Promise<number>;

/** Reports an error; returns the exit status. */
type Failed = (error: unknown) => number;

// If no file is named and the user's own journal does not exist yet, a substitute is used.
const opening =
  (mode: OpenMode, standIn: () => JournalStore) =>
  async (file: string | undefined, work: Work, failed?: Failed): Promise<number> =>
    await onStore(
      () => (file === undefined && !existsSync(defaultJournalFile()) ? standIn() : openStore(file, mode)),
      work,
      failed,
    );

/**
 * Opens the journal, does the work, closes it; an error becomes a message and exit status 2. A named file
 * must exist.
 */
export const onJournal = opening('existing', () => createMemoryStore());

/** The same without changing anything; a user's own journal that does not exist yet has no runs. */
export const readJournal = opening('read', () => awaitedJournal(defaultJournalFile()));

async function onStore(open: () => JournalStore, work: Work, failed?: Failed): Promise<number> {
  return await orUnusable(async () => {
    const store = open();
    return await work(store).finally(() => closed(store));
  }, failed);
}

/** Does the work; an error becomes a message and exit status 2, unless `failed` reports it differently. */
export async function orUnusable(work: () => Promise<number>, failed: Failed = unusable): Promise<number> {
  try {
    return await work();
  } catch (error) {
    return failed(error);
  }
}

function unusable(error: unknown): number {
  const { name, message } = error as Error;
  const { code = '' } = error as { code?: string };
  sayRefusal({ name, code, message, reasons: [] });
  return EXIT.unusable;
}
