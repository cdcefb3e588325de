// The user's own journal before its first run: empty until a run creates it, and read from then on.
import { existsSync } from 'node:fs';
import { createMemoryStore } from '../engine/memoryStore.ts';
import type { JournalStore } from '../engine/store.ts';
import { openSqliteStore } from '../journal/sqliteStore.ts';

/** A journal for reading whose file need not exist yet. Nothing is created. */
export function awaitedJournal(file: string): JournalStore {
  let store = createMemoryStore();
  let isThere = false;
  const current = (): JournalStore => {
    if (!isThere && existsSync(file)) {
      store = openSqliteStore(file, { mode: 'read' });
      isThere = true;
    }
    return store;
  };
  return {
    hold: async (claim) => await current().hold(claim),
    takeSlots: async (runId, slots) => await current().takeSlots(runId, slots),
    release: async (runId) => await current().release(runId),
    commit: async (batch) => await current().commit(batch),
    read: async (runId) => await current().read(runId),
    readAfter: async (runId, n) => await current().readAfter(runId, n),
    list: async (filter) => await current().list(filter),
    remove: async (runId) => await current().remove(runId),
    request: async (runId, event) => await current().request(runId, event),
    requests: async (runId, n) => await current().requests(runId, n),
    close: async () => await store.close(),
  };
}
