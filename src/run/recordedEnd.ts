// How a run ended, by its records alone.
import type { Entry } from '../journal/records.ts';
import type { Outcome } from '../outcome.ts';

export type RecordedEnd =
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  | { readonly kind: 'givenUp'; readonly why: string };

/** The end that a run's records tell; null for a run that is not over. Whether the records fit is for `replay` to say. */
export function recordedEnd(entries: readonly Entry[]): RecordedEnd | null {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return null;
  const { record } = last;
  if (record.kind === 'givenUp') return { kind: 'givenUp', why: record.why };
  if (record.kind !== 'ended') return null;
  return { kind: 'ended', outcome: { ...record.result, startedAt: first.at, endedAt: last.at } };
}
