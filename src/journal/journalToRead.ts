// A journal of which only the runs are read: one that does not exist yet has none.
import { existsSync } from 'node:fs';
import { createMemoryStore } from '../engine/memoryStore.ts';
import type { JournalStore } from '../engine/store.ts';
import { defaultJournalFile } from './sqliteFile.ts';
import { openSqliteStore } from './sqliteStore.ts';

/** Opens a journal to read; nothing is created or changed. Throws `JournalFileError` for a file that is not one. */
export const journalToRead = (file: string = defaultJournalFile()): JournalStore =>
  existsSync(file) ? openSqliteStore(file, { mode: 'read' }) : createMemoryStore();
