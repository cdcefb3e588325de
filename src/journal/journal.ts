// Writes runs into a store: records queue as they come, and one commit takes all that have queued, of all runs.
import { type Entry, entryAfter, type JournalRecord } from './records.ts';
import type { JournalStore } from './store.ts';

export interface Journal {
  /** Queues a record; it is durable when a later `flush` resolves. */
  readonly append: (runId: string, record: JournalRecord) => void;
  /** Notes the state that a run has come to, for lists. */
  readonly note: (runId: string, state: string) => void;
  /** Resolves when all that was queued before is durable; rejects for ever once the store has failed. */
  readonly flush: () => Promise<void>;
  /** Goes on after what is written of a run already. */
  readonly continueAfter: (last: Entry) => void;
}

/** A journal on a store. Runs of one process share one, and with it their commits. */
export function createJournal(store: JournalStore, now: () => Date = () => new Date()): Journal {
  const lasts = new Map<string, Pick<Entry, 'n' | 'digest'>>();
  let entries: Entry[] = [];
  let states = new Map<string, string>();
  let next: Promise<void> | null = null;
  let running: Promise<void> = Promise.resolve();

  // Waits for the commit under way and a turn of the event loop, so that whatever comes meanwhile shares the next commit.
  const commitNext = async (before: Promise<void>): Promise<void> => {
    await before;
    await new Promise((resolve) => setImmediate(resolve));
    const batch = { entries, states };
    entries = [];
    states = new Map();
    next = null;
    await store.commit(batch);
  };
  const flush = (): Promise<void> => {
    if (next !== null) return next;
    if (entries.length === 0 && states.size === 0) return running;
    next = commitNext(running);
    running = next;
    running.catch(() => undefined);
    return next;
  };
  return {
    append: (runId, record) => {
      const entry = entryAfter(lasts.get(runId) ?? null, runId, now().toISOString(), record);
      lasts.set(runId, { n: entry.n, digest: entry.digest });
      entries.push(entry);
      if (record.kind === 'ended') lasts.delete(runId);
    },
    note: (runId, state) => void states.set(runId, state),
    flush,
    continueAfter: (last) => void lasts.set(last.runId, { n: last.n, digest: last.digest }),
  };
}
