// The rows of the SQLite journal, and what they mean.
import type { WorkflowEntry, WorkflowRecord } from '../engine/records.ts';
import type { RunSummary } from '../engine/store.ts';
import type { Holders } from './processLocks.ts';

export interface RecordRow {
  readonly run_id: string;
  readonly n: number;
  readonly at: string;
  readonly record: string;
  readonly digest: string;
}

export const entryOf = ({ run_id, n, at, record, digest }: RecordRow): WorkflowEntry => ({
  runId: run_id,
  n,
  at,
  record: recordIn(record),
  digest,
});

// A damaged record does not fit its digest: whoever replays the run reports it, and no other run is affected.
function recordIn(text: string): WorkflowRecord {
  const record = jsonIn(text);
  return typeof record === 'object' && record !== null && 'kind' in record
    ? (record as WorkflowRecord)
    : ({ kind: 'damaged' } as never);
}

export function slotsIn(text: string | null): readonly string[] {
  const slots = text === null ? [] : jsonIn(text);
  return Array.isArray(slots) ? slots.map(String) : [];
}

export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface RunRow {
  readonly run_id: string;
  readonly volume_id: string;
  readonly parameters: string | null;
  readonly cloud: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly status: string | null;
  readonly state: string | null;
  readonly holder: string | null;
  /** Absent if a journal of schema 1 is only read. */
  readonly workflow?: string | null;
  readonly parent?: string | null;
  /** Absent before schema 3. */
  readonly slots?: string | null;
}

export const summaryOf = (row: RunRow, holders: Holders): RunSummary => ({
  runId: row.run_id,
  workflow: row.workflow ?? null,
  parent: row.parent ?? null,
  slots: slotsIn(row.slots ?? null),
  resource: row.volume_id === '' ? null : row.volume_id,
  scope: row.cloud,
  // For lists only, so a damaged value matters little: the run itself relies on its records.
  // Parsed when it is read: the input of a plan may be very long.
  get input() {
    return row.parameters === null ? null : (jsonIn(row.parameters) ?? 'damaged');
  },
  startedAt: row.started_at,
  endedAt: row.ended_at,
  status: row.status,
  state: row.state,
  holder: row.holder === null || row.ended_at !== null ? null : holders.alive(row.holder),
});
