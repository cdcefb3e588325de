// The user's own journal.
import process from 'node:process';
import type { JournalStore } from '../engine/store.ts';
import { openSqliteStore } from './sqliteStore.ts';

let byDefault: JournalStore | null = null;

/** The user's own journal file; opened once, and closed when the process ends. */
export function defaultStore(): JournalStore {
  if (byDefault !== null) return byDefault;
  const store = openSqliteStore();
  process.once('exit', () => void store.close());
  byDefault = store;
  return store;
}
