// The records of volume migrations: the engine's records with concrete types.
import type { PortName, WatchName } from '../../machines/actors.ts';
import type { MigrationInput, MigrationResult, RunEvent } from '../../machines/context.ts';
import type { Fault } from '../../machines/types.ts';
import type { RequestTrace } from '../../services/index.ts';
import type * as engine from '../engine/records.ts';
import type * as timeline from '../engine/timeline.ts';
import type { ChartStep, GuardAsked, TimelinePhase } from '../engine/timelineTypes.ts';

/** Who started a run: another user may see less. */
export interface StartedBy {
  readonly userId: string;
  readonly userName: string;
  readonly projectId: string;
  readonly projectName: string;
}

/** What a run records about its start: the Keystone that it uses, and the user who started it. */
export interface StartedOn {
  readonly cloud: string | null;
  readonly by?: StartedBy;
}

export interface MigrationRecords extends engine.RecordTypes {
  readonly call: PortName;
  readonly watch: WatchName;
  readonly event: RunEvent;
  readonly input: MigrationInput;
  readonly output: MigrationResult;
  readonly error: Fault;
  readonly request: RequestTrace;
  readonly origin: StartedOn;
}

/** A record of a volume migration with its position in the run. */
export type JournalEntry = engine.WorkflowEntry<MigrationRecords>;
/** What the machine received: the result of a call, or an event from outside. */
export type JournalEvent = engine.WorkflowEvent<MigrationRecords>;
/** A record of a volume migration. */
export type JournalRecord = engine.WorkflowRecord<MigrationRecords>;
/** One HTTP request, and the call or the watch that made it; never its content. */
export type RequestMade = Extract<JournalRecord, { kind: 'request' }>['request'];
/** A record and its consequences. */
export type TimelineMoment = timeline.WorkflowMoment<MigrationRecords>;
/** A call or a watch, with its HTTP requests. */
export type CallMade = timeline.WorkflowCallMade<MigrationRecords>;
/** What is known of a run before its records are shown one by one. */
export interface TimelineHead extends Omit<timeline.WorkflowTimelineHead<MigrationRecords>, 'started'> {
  readonly cloud: string | null;
  readonly by: StartedBy | null;
}
/** A run in readable form: its states, each record with its consequences, and each call. */
export interface Timeline extends TimelineHead {
  readonly phases: readonly TimelinePhase[];
  readonly moments: readonly TimelineMoment[];
  readonly calls: readonly CallMade[];
}
/** A timeline that grows record by record, to follow a run. */
export interface GrowingTimeline {
  /** Adds the next record. Throws `ReplayError` if it does not fit. */
  readonly take: (entry: JournalEntry) => TimelineMoment;
  readonly head: () => TimelineHead;
}
export type { ChartStep, GuardAsked, TimelinePhase };
