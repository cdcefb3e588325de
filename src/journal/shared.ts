// The journals of this process: runs on the same store share commits.
import process from 'node:process';
import { type Clock, systemClock } from '../../services/index.ts';
import { createJournal, type Journal } from './journal.ts';
import { openSqliteStore } from './sqliteStore.ts';
import type { JournalStore } from './store.ts';

const journals = new WeakMap<JournalStore, Journal>();
let byDefault: JournalStore | null = null;

/** The journal on a store; its records are dated by the clock that it was first asked for with. */
export function journalOn(store: JournalStore, clock: Clock = systemClock): Journal {
  const known = journals.get(store);
  if (known !== undefined) return known;
  const journal = createJournal(store, () => new Date(clock.now()));
  journals.set(store, journal);
  return journal;
}

/** The user's own journal file; opened once, and let go of when the process ends. */
export function defaultStore(): JournalStore {
  if (byDefault !== null) return byDefault;
  const store = openSqliteStore();
  process.once('exit', () => void store.close());
  byDefault = store;
  return store;
}
