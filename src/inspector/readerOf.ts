// A journal of one run, in memory: what an inspector shows of an exported file.
import { summaryOf } from '../engine/store.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';
import type { JournalReader } from './live.ts';

/**
 * The records as they are: whether they fit is checked by whoever follows them. Throws if the first record is
 * missing.
 */
export function readerOf(entries: readonly JournalEntry[]): JournalReader {
  const [first] = entries;
  const started = first?.record.kind === 'started' ? first.record : null;
  const claim = { resource: started?.input?.parameters?.resourceId ?? null, scope: started?.cloud ?? null };
  const summary = summaryOf(entries, claim, { state: null, holder: null });
  return {
    list: async () => [summary],
    readAfter: async (runId, n) => (runId === summary.runId ? entries.slice(n + 1) : []),
  };
}
