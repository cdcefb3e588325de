// How a run ended, from its records alone.

import { currentForm } from './currentForm.ts';
import type { Outcome } from './outcome.ts';
import type { JournalEntry } from './records.ts';

export type RecordedEnd =
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  | { readonly kind: 'givenUp'; readonly why: string };

/**
 * The end according to a run's records; null if the run is not over. `replay` checks whether the records fit.
 */
export function recordedEnd(entries: readonly JournalEntry[]): RecordedEnd | null {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return null;
  const record = currentForm(last.record) as JournalEntry['record'];
  if (record.kind === 'givenUp') return { kind: 'givenUp', why: record.why };
  if (record.kind !== 'ended') return null;
  return { kind: 'ended', outcome: { ...record.result, startedAt: first.at, endedAt: last.at } };
}
