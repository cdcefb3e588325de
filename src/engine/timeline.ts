// A run in readable form: each record with the guards that it caused, and each call with its requests.
import { callsOf } from './calls.ts';
import { firstSteps, stepsAfter } from './chartSteps.ts';
import { fromJournal } from './events.ts';
import { phasesOf } from './phases.ts';
import {
  type AnyRecords,
  isLast,
  type MachineStamp,
  type RecordTypes,
  type StartedRecord,
  type WorkflowEntry,
} from './records.ts';
import { createFold, type Replayable } from './replay.ts';
import { ReplayError, startOf } from './replayChecks.ts';
import { describe } from './statePath.ts';
import type { ChartStep, TimelinePhase, WorkflowCallMade, WorkflowMoment } from './timelineTypes.ts';

export type * from './timelineTypes.ts';

/** A timeline without its moments and what is derived from them. */
export interface WorkflowTimelineHead<T extends RecordTypes = AnyRecords> {
  readonly runId: string;
  readonly machine: MachineStamp;
  /** The first record, including what the workflow recorded about the start. */
  readonly started: StartedRecord<T>;
  readonly input: T['input'];
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Null while the run has not ended, and for a run that was given up. */
  readonly result: T['output'] | null;
  readonly state: string;
}

export interface WorkflowTimeline<T extends RecordTypes = AnyRecords> extends WorkflowTimelineHead<T> {
  readonly phases: readonly TimelinePhase[];
  readonly moments: readonly WorkflowMoment<T>[];
  readonly calls: readonly WorkflowCallMade<T>[];
}

/** A timeline that grows record by record, to follow a run. */
export interface GrowingTimeline<T extends RecordTypes = AnyRecords> {
  /** Adds the next record. Throws `ReplayError` if it does not fit. */
  readonly take: (entry: WorkflowEntry) => WorkflowMoment<T>;
  readonly head: () => WorkflowTimelineHead<T>;
}

/** The timeline of a run, folded from its records. Throws `ReplayError` if a record does not fit. */
export function timelineOf(workflow: Replayable, entries: readonly WorkflowEntry[]): WorkflowTimeline {
  startOf(entries);
  const { take, head } = createTimeline(workflow);
  const moments = entries.map(take);
  return { ...head(), phases: phasesOf(moments), moments, calls: callsOf(moments) };
}

/** A timeline that waits for the first record of a run. */
export function createTimeline(workflow: Replayable): GrowingTimeline {
  const fold = createFold(workflow);
  let head: WorkflowTimelineHead | null = null;
  let afterMs = 0;
  const take = (written: WorkflowEntry): WorkflowMoment => {
    const before = fold.snapshot();
    const { state, entry } = fold.add(written);
    const machine = fold.machine();
    const { n, at, record } = entry;
    head = headAfter(head, entry, state);
    // Records are in order: a clock that was set back between two of them does not make times decrease.
    afterMs = Math.max(afterMs, Date.parse(at) - Date.parse(head.startedAt));
    let steps: ChartStep[] = [];
    if (record.kind === 'started') steps = firstSteps(machine, record.input);
    if (record.kind === 'event') steps = stepsAfter(machine, before, fromJournal(record.event));
    return { n, at, afterMs, record, steps, state, description: describe(machine, state) };
  };
  return {
    take,
    head: () => {
      if (head === null) throw new ReplayError(0, 'the run has no records');
      return head;
    },
  };
}

function headAfter(
  head: WorkflowTimelineHead | null,
  entry: WorkflowEntry,
  state: string,
): WorkflowTimelineHead {
  const { runId, at, record } = entry;
  if (head === null) {
    const started = startOf([entry]);
    const { machine, input } = started;
    return { runId, machine, started, input, startedAt: at, endedAt: null, result: null, state };
  }
  if (!isLast(record)) return { ...head, state };
  return { ...head, state, endedAt: at, result: record.kind === 'ended' ? record.result : null };
}
