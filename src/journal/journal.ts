// Writes runs into a store: records queue as they come, and one commit takes all that have queued, of all runs.
import { type Entry, entryAfter, isLast, type JournalRecord } from './records.ts';
import { resumeCommand } from './resumeCommand.ts';
import type { JournalStore } from './store.ts';

export interface Journal {
  /** Queues a record; it is durable when a later `flush` of its run resolves. After the last record of a run nothing is taken. */
  readonly append: (runId: string, record: JournalRecord) => void;
  /** Notes the state that a run has come to, for lists. */
  readonly note: (runId: string, state: string) => void;
  /** Resolves when all that was queued of the run is durable; rejects for ever once some of it could not be written. */
  readonly flush: (runId: string) => Promise<void>;
  /** Takes nothing more of a run: it was stopped, and another may go on with it. */
  readonly close: (runId: string) => void;
  /** Goes on after what is written of a run already. */
  readonly continueAfter: (last: Entry) => void;
  /** The command that resumes a run from this journal; null while nothing of it was written, and so nothing was sent. */
  readonly resumeCommand: (runId: string) => string | null;
}

/** A journal on a store. Runs of one process share one, and with it their commits. */
export function createJournal(store: JournalStore, now: () => Date = () => new Date()): Journal {
  const lasts = new Map<string, Pick<Entry, 'n' | 'digest'>>();
  const closed = new Set<string>();
  const failed = new Map<string, unknown>();
  const written = new Set<string>();
  let entries: Entry[] = [];
  let states = new Map<string, string>();
  let next: Promise<void> | null = null;
  let running: Promise<void> = Promise.resolve();

  // Waits for the commit under way and a turn of the event loop, so that whatever comes meanwhile shares the next commit.
  const commitNext = async (before: Promise<void>): Promise<void> => {
    await before;
    await new Promise((resolve) => setImmediate(resolve));
    // After a record that could not be written none of its run is: there would be a gap.
    const batch = { entries: entries.filter(({ runId }) => !failed.has(runId)), states };
    entries = [];
    states = new Map();
    next = null;
    try {
      await store.commit(batch);
      for (const { runId } of batch.entries) written.add(runId);
    } catch (error) {
      // Nothing of the batch is written: its runs have a gap from here on, the others go on.
      for (const { runId } of batch.entries) failed.set(runId, error);
    }
  };
  const flushAll = (): Promise<void> => {
    if (next !== null) return next;
    if (entries.length === 0 && states.size === 0) return running;
    next = commitNext(running);
    running = next;
    return next;
  };
  return {
    append: (runId, record) => {
      if (closed.has(runId) || failed.has(runId)) return;
      const entry = entryAfter(lasts.get(runId) ?? null, runId, now().toISOString(), record);
      lasts.set(runId, { n: entry.n, digest: entry.digest });
      entries.push(entry);
      if (isLast(record)) closed.add(runId);
    },
    note: (runId, state) => {
      if (!closed.has(runId)) states.set(runId, state);
    },
    flush: async (runId) => {
      await flushAll();
      if (failed.has(runId)) throw failed.get(runId);
    },
    close: (runId) => void closed.add(runId),
    continueAfter: (last) => {
      lasts.set(last.runId, { n: last.n, digest: last.digest });
      closed.delete(last.runId);
      failed.delete(last.runId);
      written.add(last.runId);
    },
    resumeCommand: (runId) => (written.has(runId) ? resumeCommand(runId, store.file) : null),
  };
}
