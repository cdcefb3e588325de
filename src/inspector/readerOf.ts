// A journal of one run, in memory: what an inspector shows of an exported file.
import { summaryOf } from '../journal/memoryStore.ts';
import type { Entry } from '../journal/records.ts';
import type { JournalReader } from './live.ts';

/** The records as they are: whether they fit is found out by whoever follows them. Throws where they have no beginning. */
export function readerOf(entries: readonly Entry[]): JournalReader {
  const summary = summaryOf(entries, new Map(), () => null);
  return {
    list: async () => [summary],
    readAfter: async (runId, n) => (runId === summary.runId ? entries.slice(n + 1) : []),
  };
}
