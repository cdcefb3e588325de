// The journal that the processes of a workload share: in memory, or a file that each of them opens for itself.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore, type JournalStore, openSqliteStore } from '../../../src/index.ts';

export interface SharedJournal {
  /** For a new process. `died`: the system releases what a dead process held. */
  readonly open: () => { readonly store: JournalStore; readonly died: (held: ReadonlySet<string>) => void };
  /** For those who leave requests, and for the judge. */
  readonly store: JournalStore;
  readonly close: () => Promise<void>;
}

export function openSharedJournal(kind: 'memory' | 'sqlite'): SharedJournal {
  return kind === 'memory' ? inMemory() : inFile();
}

function inMemory(): SharedJournal {
  const store = createMemoryStore();
  const died = (held: ReadonlySet<string>): void => {
    for (const runId of held) void store.release(runId);
  };
  return { store, open: () => ({ store, died }), close: async () => {} };
}

// The death of a process loses nothing that SQLite has written, whatever the file is on.
const IN_MEMORY = '/dev/shm';

// A process that dies loses its lock, as the system takes it away.
function inFile(): SharedJournal {
  const folder = mkdtempSync(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'volume-migrate-plans-'));
  const file = join(folder, 'journal.sqlite');
  const store = openSqliteStore(file);
  const opened: JournalStore[] = [];
  return {
    store,
    open: () => {
      const own = openSqliteStore(file);
      opened.push(own);
      return { store: own, died: () => void own.close() };
    },
    close: async () => {
      for (const each of [...opened, store]) await each.close();
      rmSync(folder, { recursive: true });
    },
  };
}
