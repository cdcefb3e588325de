// What a replay checks of each record by itself: the first one, its place, its digest.
import { VolumeMigrateError } from '../../machines/volumeMigrateError.ts';
import {
  type AnyRecords,
  digestOf,
  type RecordTypes,
  type StartedRecord,
  type WorkflowEntry,
} from './records.ts';

/** Names the first record that does not fit, and why. */
export class ReplayError extends VolumeMigrateError {
  override readonly name = 'ReplayError';
  readonly code = 'ReplayDiffers';
  readonly n: number;
  readonly why: string;

  constructor(n: number, why: string) {
    super(`record ${n}: ${why}`);
    this.n = n;
    this.why = why;
  }
}

/** The first record of a run. Throws `ReplayError` if it is not a valid start. */
export function startOf<T extends RecordTypes = AnyRecords>(
  entries: readonly WorkflowEntry<T>[],
): StartedRecord<T> {
  const [first] = entries;
  if (first === undefined) throw new ReplayError(0, 'the run has no records');
  if (first.record.kind === 'started') return first.record as StartedRecord<T>;
  throw new ReplayError(0, `a run must begin with a started record, not with ${first.record.kind}`);
}

/** Throws `ReplayError` if the entry does not follow the one before it, or was altered. */
export function checkPlace(entry: WorkflowEntry, before: WorkflowEntry | null): void {
  const n = before === null ? 0 : before.n + 1;
  if (entry.n !== n) throw new ReplayError(n, `it is missing: record ${entry.n} is in its place`);
  if (before !== null && entry.runId !== before.runId)
    throw new ReplayError(n, `it belongs to another run, ${entry.runId}`);
  if (entry.digest !== digestOf(entry, before?.digest ?? '')) {
    throw new ReplayError(n, 'its digest does not match: it, or the one before it, was altered or damaged');
  }
}
