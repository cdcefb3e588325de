// The types of a timeline: each record of a run with the guards that it caused, each state, each call.
import type { DeclaredTransition } from '../../machines/transitions.ts';
import type { AnyRecords, RecordTypes, WorkflowRecord } from './records.ts';

/**
 * A guard, what it read from the run and from the event (`context.parameters.migrationType: "cold"`), and its
 * result.
 */
export interface GuardAsked {
  readonly guard: string;
  readonly answer: boolean;
  /** Values by path, as they were at the time. */
  readonly given: Readonly<Record<string, unknown>>;
}

/**
 * One step of the chart: the guards in the order of evaluation, including those that did not hold, and the
 * transition taken.
 */
export interface ChartStep {
  readonly guards: readonly GuardAsked[];
  /** Null for the first step of a run, and if the event caused no transition. */
  readonly taken: DeclaredTransition | null;
  /** The state that the step led to. */
  readonly state: string;
}

/** A record and its consequences. */
export interface WorkflowMoment<T extends RecordTypes = AnyRecords> {
  readonly n: number;
  /** ISO 8601. */
  readonly at: string;
  /** Milliseconds since the run began. */
  readonly afterMs: number;
  readonly record: WorkflowRecord<T>;
  /** Empty if the machine received nothing: an intent, a request. */
  readonly steps: readonly ChartStep[];
  /** The state of the run after the record. */
  readonly state: string;
  /** That state in the words of the chart. */
  readonly description: string;
}

/** How long a run was in a state. */
export interface TimelinePhase {
  readonly state: string;
  /** The state in the words of the chart. */
  readonly description: string;
  readonly afterMs: number;
  /** Milliseconds; null while the run is in the state. */
  readonly ms: number | null;
}

/** A call of the machine, or a watch, with its HTTP requests. */
export interface WorkflowCallMade<T extends RecordTypes = AnyRecords> {
  readonly call: T['call'] | T['watch'];
  /** The number of the record that started it. */
  readonly n: number;
  readonly afterMs: number;
  /** Milliseconds; null while it is under way, or if its process died. */
  readonly ms: number | null;
  readonly end: 'answered' | 'failed' | 'stopped' | null;
  readonly fault: T['error'] | null;
  readonly requests: readonly ({ readonly call: T['call'] | T['watch'] } & T['request'])[];
}
