// The status of a run in words, and the words that select runs by it.
import type { RunSummary } from '../engine/store.ts';

type Status = Pick<RunSummary, 'status' | 'endedAt' | 'holder'>;

/** The status of a run in words: the one of its outcome, or what is known of a run without an outcome. */
export function statusInWords({ status, endedAt, holder }: Status): string {
  if (status !== null) return status;
  if (endedAt !== null) return 'given up';
  if (holder === null) return 'interrupted';
  return holder.doubt === undefined ? `process ${holder.pid}` : 'unknown';
}

const STATUSES: Readonly<Record<string, (run: Status) => boolean>> = {
  unfinished: ({ endedAt }) => endedAt === null,
  running: ({ endedAt, holder }) => endedAt === null && holder !== null && holder.doubt === undefined,
  interrupted: (run) => statusInWords(run) === 'interrupted',
  unknown: (run) => statusInWords(run) === 'unknown',
  succeeded: ({ status }) => status === 'SUCCEEDED',
  failed: ({ status }) => status === 'FAILED',
  cancelled: ({ status }) => status === 'CANCELLED',
  'given-up': (run) => statusInWords(run) === 'given up',
  done: ({ status }) => status === 'DONE',
};

/** The words that select runs by their status. */
export const STATUS_WORDS: readonly string[] = Object.keys(STATUSES);

/** Whether the run has that status, one of `STATUS_WORDS`. */
export const hasStatus = (run: Status, word: string): boolean => STATUSES[word]?.(run) ?? false;
