// A run whose machine is not at hand, in readable form: its records and its calls, without states and questions.
import { callsOf } from './calls.ts';
import { isLast, type WorkflowEntry } from './records.ts';
import { checkPlace, ReplayError, startOf } from './replayChecks.ts';
import { statusOf } from './store.ts';
import type { WorkflowTimelineHead } from './timeline.ts';
import type { WorkflowCallMade, WorkflowMoment } from './timelineTypes.ts';

/** What is known of a run before its records are shown one by one. */
export interface RecordedHead extends Omit<WorkflowTimelineHead, 'started'> {
  /** Name of the workflow. */
  readonly workflow: string;
  /** ID of the run that started it; null if none did. */
  readonly parent: string | null;
  /** As lists show it; null while the run has not ended, and for a run that was given up. */
  readonly status: string | null;
}

/** A run from its records alone: `state` is empty, and no record has steps. */
export interface RecordedTimeline extends RecordedHead {
  readonly moments: readonly WorkflowMoment[];
  readonly calls: readonly WorkflowCallMade[];
}

/** A timeline that grows record by record, to follow a run. */
export interface GrowingRecordedTimeline {
  /** Adds the next record. Throws `ReplayError` if it was altered, or does not follow the one before it. */
  readonly take: (entry: WorkflowEntry) => WorkflowMoment;
  readonly head: () => RecordedHead;
}

/** The timeline of a run. Throws `ReplayError`, which names the first record that was altered, dropped or moved. */
export function recordedTimelineOf(entries: readonly WorkflowEntry[]): RecordedTimeline {
  startOf(entries);
  const { take, head } = createRecordedTimeline();
  const moments = entries.map(take);
  return { ...head(), moments, calls: callsOf(moments) };
}

/** A timeline that waits for the first record of a run. */
export function createRecordedTimeline(): GrowingRecordedTimeline {
  let head: RecordedHead | null = null;
  let last: WorkflowEntry | null = null;
  let afterMs = 0;
  return {
    take: (entry) => {
      checkPlace(entry, last);
      if (last !== null && isLast(last.record))
        throw new ReplayError(
          entry.n,
          `it follows ${last.record.kind}, which must be the last record of a run`,
        );
      const { n, at, record } = entry;
      last = entry;
      head = headAfter(head, entry);
      // As in a timeline with states: a clock that was set back does not make times decrease.
      afterMs = Math.max(afterMs, Date.parse(at) - Date.parse(head.startedAt));
      return { n, at, afterMs, record, steps: [], state: '', description: '' };
    },
    head: () => {
      if (head === null) throw new ReplayError(0, 'the run has no records');
      return head;
    },
  };
}

function headAfter(head: RecordedHead | null, entry: WorkflowEntry): RecordedHead {
  const { runId, at, record } = entry;
  if (head === null) {
    const { workflow = '', parent = null, machine, input } = startOf([entry]);
    const open = { endedAt: null, result: null, status: null, state: '' };
    return { runId, workflow, parent, machine, input, startedAt: at, ...open };
  }
  if (!isLast(record)) return head;
  if (record.kind !== 'ended') return { ...head, endedAt: at };
  return { ...head, endedAt: at, result: record.result ?? null, status: statusOf(record.result) };
}
