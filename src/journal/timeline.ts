// A run as people read it: each record with the questions it made the chart ask, and each call with its requests.
import type { ObserverName, PortName } from '../../machines/actors.ts';
import type { Input, Result } from '../../machines/context.ts';
import type { DeclaredTransition } from '../../machines/transitions.ts';
import type { Fault } from '../../machines/types.ts';
import type { Entry, JournalRecord, MachineStamp, RequestMade } from './records.ts';

/** A guard, what it read of the run and of the event (`context.parameters.migrationType: "cold"`), and what it said. */
export interface GuardAsked {
  readonly guard: string;
  readonly answer: boolean;
  /** By path; values as they were. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** One step of the chart: the guards that were asked in order, those that said no as well, and the transition that was taken. */
export interface ChartStep {
  readonly guards: readonly GuardAsked[];
  /** Null for the first step of a run, and where the event led nowhere. */
  readonly taken: DeclaredTransition | null;
  /** The state that the step led to. */
  readonly state: string;
}

/** A record, and what came of it. */
export interface Moment {
  readonly n: number;
  /** ISO 8601. */
  readonly at: string;
  /** Milliseconds since the run began. */
  readonly afterMs: number;
  readonly record: JournalRecord;
  /** None where the machine was told nothing: an intent, a request. */
  readonly steps: readonly ChartStep[];
  /** The state of the run after it. */
  readonly state: string;
}

/** How long a run was in a state. */
export interface Phase {
  readonly state: string;
  /** The state in the chart's own words. */
  readonly description: string;
  readonly afterMs: number;
  /** Null while it is in it. */
  readonly ms: number | null;
}

/** A call of the machine, or a watch; with the HTTP requests it was made of. */
export interface CallMade {
  readonly call: PortName | ObserverName;
  /** The record that began it. */
  readonly n: number;
  readonly afterMs: number;
  /** Null while it is under way, or where its process died. */
  readonly ms: number | null;
  readonly end: 'answered' | 'failed' | 'stopped' | null;
  readonly fault: Fault | null;
  readonly requests: readonly RequestMade[];
}

export interface Timeline {
  readonly runId: string;
  readonly machine: MachineStamp;
  readonly cloud: string | null;
  readonly input: Input;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Null while the run is not over. */
  readonly result: Result | null;
  readonly state: string;
  readonly phases: readonly Phase[];
  readonly moments: readonly Moment[];
  readonly calls: readonly CallMade[];
}

/** The timeline of a run, folded from its records without a cloud. Throws `ReplayError` where a record does not fit. */
export declare function timelineOf(entries: readonly Entry[]): Timeline;
