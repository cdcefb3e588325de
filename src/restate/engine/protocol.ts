// The protocol between clients and workers through Restate: the names of the services, and the shapes of their messages.
import type { EventObject } from 'xstate';
import type { SerializedError, WorkflowEntry } from '../../engine/records.ts';
import type { RunClaim, RunDriver, RunSummary } from '../../engine/store.ts';

/** The names of the services in Restate. */
export const SERVICES = {
  /** A workflow, keyed by the ID of a run: drives it, and keeps its records. */
  run: 'EngineRun',
  /** An object, keyed by scope and resource: which run has the resource. */
  claim: 'EngineClaim',
  /** An object, keyed by scope: which runs have which slots. */
  slots: 'EngineSlots',
  /** An object, keyed by the ID of a run: the requests to it. */
  requests: 'EngineRequests',
  /** A service: lists runs, and what they hold. */
  runs: 'EngineRuns',
  /** An object, keyed by the ID of a run: resumes or closes a run that Restate no longer drives, and releases what it holds. */
  repair: 'EngineRepair',
} as const;

/** A run as it is submitted: its workflow, input and settings. */
export interface RunOrder {
  readonly workflow: string;
  /** The input, as for `engine.start`. */
  readonly given: unknown;
  /** What a worker needs to make the workflow. Never put a secret here: Restate stores it. */
  readonly settings: object;
  readonly parent: string | null;
}

/** The input of the Restate workflow of a run. */
export interface SentOrder extends RunOrder {
  /** Its records so far; absent for a new run. */
  readonly restored?: RestoredRun;
}

/** A run as it was before its workflow was started again. */
export interface RestoredRun {
  readonly head: RunHead;
  readonly state: string | null;
  readonly entries: readonly WorkflowEntry[];
  /** The record that closes it at once; null to drive it on. */
  readonly closing: WorkflowEntry | null;
}

/** Why a run did not start. A run that did not start has no records. */
export type Refusal =
  | {
      readonly kind: 'held';
      readonly runId: string;
      readonly holder: RunDriver | null;
      readonly message: string;
    }
  | { readonly kind: 'limit'; readonly slots: readonly string[] }
  | { readonly kind: 'error'; readonly error: SerializedError };

/** How a run has ended: what the workflow returns. */
export type RunReport =
  | { readonly kind: 'ended'; readonly result: unknown }
  | { readonly kind: 'givenUp'; readonly why: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** One step of a run: what its worker hands to Restate. Once Restate has stored it, the worker continues. */
export type RunStep =
  /** Records; none if nothing has happened for a while. */
  | { readonly kind: 'records'; readonly entries: readonly WorkflowEntry[]; readonly state: string | null }
  | { readonly kind: 'hold'; readonly claim: SentClaim }
  | { readonly kind: 'takeSlots'; readonly slots: readonly string[] }
  /** It did not start. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The worker has left it. It is open: a worker resumes it later. */
  | { readonly kind: 'left'; readonly why: SerializedError };

/** A claim as JSON can hold it: null is a slot without a limit. */
export interface SentClaim extends Omit<RunClaim, 'slots'> {
  readonly slots: Readonly<Record<string, number | null>>;
}

/** The part of a run's summary that never changes. */
export type RunHead = Omit<RunSummary, 'endedAt' | 'status' | 'state' | 'holder'>;

/** The part of a run's summary that changes. */
export interface RunNow extends Pick<RunSummary, 'endedAt' | 'status' | 'state'> {
  /** The worker that drives it; null if none does until somebody resumes it. */
  readonly driver: RunDriver | null;
  /** Why no worker drives it; null if one does, or if it has ended. */
  readonly why: SerializedError | null;
}

/** What the workflow of a run stores besides its records. */
export interface RunDetail {
  readonly head: RunHead;
  readonly now: RunNow;
  /** Null if an earlier version of the worker started it. */
  readonly order: KeptOrder | null;
}

/** The order of a run without what its first record has. */
export type KeptOrder = Omit<RunOrder, 'given'>;

/** A part of a run's records. */
export interface RecordsPage {
  readonly entries: readonly WorkflowEntry[];
  readonly hasMore: boolean;
}

/** A request to a run that no worker drives. `settings` are added to those of its order. */
export type WakeUp =
  | { readonly kind: 'resume'; readonly settings?: object }
  | { readonly kind: 'giveUp'; readonly entry: WorkflowEntry };

/** A request to a run. */
export interface SentRequest {
  readonly n: number;
  readonly event: EventObject;
}

/** The key of a claim's object. */
export const claimKey = ({ scope, resource }: Pick<RunClaim, 'scope' | 'resource'>): string =>
  `${scope ?? ''} ${resource ?? ''}`;

/** What is claimed by the object with this key. A scope has no spaces. */
export function claimedBy(key: string): Pick<RunClaim, 'scope' | 'resource'> {
  const at = key.indexOf(' ');
  return { scope: key.slice(0, at) || null, resource: key.slice(at + 1) };
}

/** The key of the object that has the slots of a scope. */
export const slotsKey = ({ scope }: Pick<RunClaim, 'scope'>): string => scope ?? 'everywhere';

/** The states of a run's workflow in Restate. Those of its records sort in their order. */
export const STATE = {
  head: 'head',
  now: 'now',
  /** What is needed to start its workflow again. */
  order: 'order',
  /** The ID of the invocation that drives the run. */
  invocation: 'invocation',
  /** The name of the promise that wakes the run; set while no worker drives it. */
  wake: 'wake',
  records: (firstN: number): string => `records ${String(firstN).padStart(10, '0')}`,
} as const;

/** The number of the first record in a state; null for a state that has no records. */
export function firstRecordIn(state: string): number | null {
  const [kind, n] = state.split(' ');
  return kind === 'records' && n !== undefined ? Number(n) : null;
}

/** A claim for JSON. */
export function sentClaim({ slots = {}, ...claim }: RunClaim): SentClaim {
  const sent = Object.entries(slots).map(([name, limit]) => [name, Number.isFinite(limit) ? limit : null]);
  return { ...claim, slots: Object.fromEntries(sent) as SentClaim['slots'] };
}
