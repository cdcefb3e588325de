// Writes runs into a store for tests, by their IDs.
import { createJournal, type RunJournal } from '../../src/engine/journal.ts';
import type { WorkflowRecord } from '../../src/engine/records.ts';
import type { JournalEntry, JournalStore } from '../../src/index.ts';

/** A journal whose runs are opened by their first record. */
export function createWriter(store: JournalStore, now?: () => number) {
  const journal = createJournal(store, now);
  const runs = new Map<string, RunJournal>();
  const of = (runId: string): RunJournal => {
    const run = runs.get(runId) ?? journal.open(runId, null);
    runs.set(runId, run);
    return run;
  };
  return {
    append: (runId: string, record: WorkflowRecord): void => void of(runId).append(record),
    note: (runId: string, state: string): void => of(runId).note(state),
    flush: async (runId: string): Promise<void> => await of(runId).flush(),
    close: (runId: string): void => of(runId).close(),
    isWritten: (runId: string): boolean => of(runId).isWritten,
    continueAfter: (last: JournalEntry): void =>
      void runs.set(last.runId, journal.open(last.runId, last as never)),
  };
}
