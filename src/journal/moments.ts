// What a timeline is made of: each record of a run with the questions it made the chart ask, each state, each call.
import type { ObserverName, PortName } from '../../machines/actors.ts';
import type { DeclaredTransition } from '../../machines/transitions.ts';
import type { Fault } from '../../machines/types.ts';
import type { JournalRecord, RequestMade } from './records.ts';

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
  /** That state in the chart's own words. */
  readonly description: string;
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
