// What a journal holds of a run: the project's own form, not XState's internals.
import { hash } from 'node:crypto';
import type { ObserverName, PortName } from '../../machines/actors.ts';
import type { Input, Result, RunEvent } from '../../machines/context.ts';
import type { Fault } from '../../machines/types.ts';
import type { RequestNote } from '../../services/index.ts';

/** What the machine was told: the answer of a call, or anything from outside. */
export type JournalEvent =
  | { readonly type: 'done'; readonly call: string; readonly output: unknown }
  | { readonly type: 'failed'; readonly call: string; readonly fault: Fault }
  | RunEvent;

/** Which machine wrote: its version, and a fingerprint of its definition. */
export interface MachineStamp {
  readonly version: string;
  readonly fingerprint: string;
}

/** Whose eyes a run sees with: another user's may see less. */
export interface StartedBy {
  readonly userId: string;
  readonly userName: string;
  readonly projectId: string;
  readonly projectName: string;
}

/** One HTTP request, and the call or the watch that made it: never what it carried. */
export interface RequestMade extends RequestNote {
  readonly call: PortName | ObserverName;
}

export type JournalRecord =
  /** The first of a run. `cloud` is the Keystone that it was started on, `by` who started it. */
  | {
      readonly kind: 'started';
      readonly machine: MachineStamp;
      readonly input: Input;
      readonly cloud: string | null;
      readonly by?: StartedBy;
    }
  /** A call is about to be made. */
  | { readonly kind: 'intent'; readonly call: PortName; readonly input: unknown }
  /** A request was answered, or was not. The machine is not told: it is for those who read the run. */
  | { readonly kind: 'request'; readonly request: RequestMade }
  /** The machine was told something. */
  | { readonly kind: 'event'; readonly event: JournalEvent }
  /** Another process goes on with the run. */
  | { readonly kind: 'resumed'; readonly machine: MachineStamp }
  /** The last of a run. */
  | { readonly kind: 'ended'; readonly result: Result }
  /** The last of a run that is not to be gone on with: what has come of it is not known. */
  | { readonly kind: 'givenUp'; readonly why: string };

/** A record in its place. */
export interface Entry {
  readonly runId: string;
  /** From 0, without a gap. */
  readonly n: number;
  /** ISO 8601. */
  readonly at: string;
  readonly record: JournalRecord;
  /** Over this record, its place and the digest before it: a record that is altered, dropped or moved is noticed. */
  readonly digest: string;
}

/** Nothing of the run follows such a record. */
export const isLast = ({ kind }: JournalRecord): boolean => kind === 'ended' || kind === 'givenUp';

/** The next entry of a run. */
export function entryAfter(
  last: Pick<Entry, 'n' | 'digest'> | null,
  runId: string,
  at: string,
  record: JournalRecord,
): Entry {
  const n = last === null ? 0 : last.n + 1;
  // As it is now, and as it will be read: what a caller changes afterwards is not in the journal.
  const kept = JSON.parse(JSON.stringify(record)) as JournalRecord;
  return { runId, n, at, record: kept, digest: digestOf({ runId, n, at, record: kept }, last?.digest ?? '') };
}

/** The digest that an entry must have. */
export function digestOf({ runId, n, at, record }: Omit<Entry, 'digest'>, before: string): string {
  return hash('sha256', JSON.stringify([before, runId, n, at, record]), 'base64url');
}
