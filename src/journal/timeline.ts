// A run as people read it: each record with the questions it made the chart ask, and each call with its requests.
import type { Input, Result } from '../../machines/context.ts';
import { describe } from '../run/progress.ts';
import { callsOf } from './calls.ts';
import type { CallMade, Moment, Phase } from './moments.ts';
import { phasesOf } from './phases.ts';
import { type Entry, isLast, type MachineStamp, type StartedBy } from './records.ts';
import { beginningOf, createFold, ReplayError } from './replay.ts';
import { createShadow } from './shadow.ts';

export type * from './moments.ts';

export interface Timeline {
  readonly runId: string;
  readonly machine: MachineStamp;
  readonly cloud: string | null;
  readonly by: StartedBy | null;
  readonly input: Input;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Null while the run is not over, and for one that was given up. */
  readonly result: Result | null;
  readonly state: string;
  readonly phases: readonly Phase[];
  readonly moments: readonly Moment[];
  readonly calls: readonly CallMade[];
}

/** A timeline without its moments, and what follows from them. */
export type TimelineHead = Omit<Timeline, 'moments' | 'phases' | 'calls'>;

/** A timeline that grows record by record, for whoever follows a run. */
export interface GrowingTimeline {
  /** Takes the next record; throws `ReplayError` where it does not fit. */
  readonly take: (entry: Entry) => Moment;
  readonly head: () => TimelineHead;
}

/** The timeline of a run, folded from its records without a cloud. Throws `ReplayError` where a record does not fit. */
export function timelineOf(entries: readonly Entry[]): Timeline {
  beginningOf(entries);
  const { take, head } = createTimeline();
  const moments = entries.map(take);
  return { ...head(), phases: phasesOf(moments), moments, calls: callsOf(moments) };
}

/** A timeline that waits for the first record of a run. */
export function createTimeline(): GrowingTimeline {
  const fold = createFold();
  const chart = createShadow();
  let head: TimelineHead | null = null;
  let afterMs = 0;
  const take = (written: Entry): Moment => {
    const { state, entry } = fold.take(written);
    const { n, at, record } = entry;
    head = headAfter(head, entry, state);
    // Records are in order; a clock that was set back between two of them takes nothing back.
    afterMs = Math.max(afterMs, Date.parse(at) - Date.parse(head.startedAt));
    return { n, at, afterMs, record, steps: chart.take(record), state, description: describe(state) };
  };
  return {
    take,
    head: () => {
      if (head === null) throw new ReplayError(0, 'the run has no records');
      return head;
    },
  };
}

function headAfter(head: TimelineHead | null, entry: Entry, state: string): TimelineHead {
  const { runId, at, record } = entry;
  if (head === null) {
    const { machine, cloud, by = null, input } = beginningOf([entry]);
    return { runId, machine, cloud, by, input, startedAt: at, endedAt: null, result: null, state };
  }
  if (!isLast(record)) return { ...head, state };
  return { ...head, state, endedAt: at, result: record.kind === 'ended' ? record.result : null };
}
