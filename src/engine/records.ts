// The records of a run in the journal: the engine's own form, not XState's internals.
import { hash } from 'node:crypto';
import type { EventObject } from 'xstate';

/**
 * An error as data: it survives in an event, a journal and a snapshot. A workflow may add fields of its own.
 */
export interface SerializedError {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly reasons: readonly string[];
  /** The call may have had an effect. */
  readonly uncertain: boolean;
}

/** The types of the records of a workflow's runs. */
export interface RecordTypes {
  readonly call: string;
  readonly watch: string;
  readonly event: EventObject;
  readonly input: unknown;
  readonly output: unknown;
  readonly error: SerializedError;
  /** One request of a call or a watch, as the workflow describes it. */
  readonly request: object;
  /** What the workflow records about the start of a run, besides its input. */
  readonly origin: object;
}

/** Records of any workflow. */
// biome-ignore lint/suspicious/noExplicitAny: stores and lists take the records of every workflow
export type AnyRecords = { readonly [Name in keyof RecordTypes]: any };

/** What the machine received: the result of a call, or an event from outside. */
export type WorkflowEvent<T extends RecordTypes = AnyRecords> =
  | { readonly type: 'done'; readonly call: string; readonly output: unknown }
  | { readonly type: 'failed'; readonly call: string; readonly fault: T['error'] }
  | T['event'];

/** The machine that wrote a run: its version and a fingerprint of its definition. */
export interface MachineStamp {
  readonly version: string;
  readonly fingerprint: string;
}

/** The first record of a run. */
export type StartedRecord<T extends RecordTypes = AnyRecords> = {
  readonly kind: 'started';
  /** Name of the workflow. Absent in journals of version 0.1.0. */
  readonly workflow?: string;
  /** ID of the run that started this one. */
  readonly parent?: string;
  readonly machine: MachineStamp;
  readonly input: T['input'];
} & T['origin'];

export type WorkflowRecord<T extends RecordTypes = AnyRecords> =
  | StartedRecord<T>
  /** A call is about to be made. */
  | { readonly kind: 'intent'; readonly call: T['call']; readonly input: unknown }
  /**
   * A request got a response, or failed. The machine does not receive it: it is for people who read the run.
   */
  | {
      readonly kind: 'request';
      readonly request: { readonly call: T['call'] | T['watch'] } & T['request'];
    }
  /** The machine received an event. */
  | { readonly kind: 'event'; readonly event: WorkflowEvent<T> }
  /** Another process resumed the run. */
  | { readonly kind: 'resumed'; readonly machine: MachineStamp }
  /** The last record of a run. */
  | { readonly kind: 'ended'; readonly result: T['output'] }
  /** The last record of a run that was closed without being resumed: its outcome is unknown. */
  | { readonly kind: 'givenUp'; readonly why: string };

/** A record with its position in the run. */
export interface WorkflowEntry<T extends RecordTypes = AnyRecords> {
  readonly runId: string;
  /** The record's number: from 0, without gaps. */
  readonly n: number;
  /** ISO 8601. */
  readonly at: string;
  readonly record: WorkflowRecord<T>;
  /**
   * Covers this record, its position and the previous digest, so that an altered, dropped or moved record is
   * detected.
   */
  readonly digest: string;
}

/** Whether no record of the run can follow this one. */
export const isLast = ({ kind }: WorkflowRecord): boolean => kind === 'ended' || kind === 'givenUp';

/** The entry that follows the given one. */
export function entryAfter(
  last: Pick<WorkflowEntry, 'n' | 'digest'> | null,
  runId: string,
  at: string,
  record: WorkflowRecord,
): WorkflowEntry {
  const n = last === null ? 0 : last.n + 1;
  // A copy, as it will be read: later changes by the caller do not reach the journal.
  const kept = JSON.parse(JSON.stringify(record)) as WorkflowRecord;
  return { runId, n, at, record: kept, digest: digestOf({ runId, n, at, record: kept }, last?.digest ?? '') };
}

/** The digest that an entry must have. */
export function digestOf({ runId, n, at, record }: Omit<WorkflowEntry, 'digest'>, before: string): string {
  return hash('sha256', JSON.stringify([before, runId, n, at, record]), 'base64url');
}
