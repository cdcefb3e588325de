// The timeline of a run of any workflow: with states and questions for a volume migration, with moves for a plan, otherwise its records.
import {
  createRecordedTimeline,
  type RecordedHead,
  type RecordedTimeline,
  recordedTimelineOf,
} from '../engine/recordedTimeline.ts';
import { createTimeline, timelineOf } from '../volumeMigrate/definition.ts';
import { otherWorkflowOf } from '../volumeMigrate/otherWorkflow.ts';
import type { JournalEntry, Timeline, TimelineHead, TimelineMoment } from '../volumeMigrate/records.ts';
import type { PlanChange } from './planChanges.ts';
import {
  createPlanTimeline,
  isPlan,
  type PlanHead,
  type PlanTimeline,
  planTimelineOf,
} from './planTimeline.ts';

export type InspectedHead = TimelineHead | RecordedHead | PlanHead;
export type InspectedTimeline = Timeline | RecordedTimeline | PlanTimeline;

/** A record and its consequences; `plan`: for a plan, what it changed for its moves. */
export type InspectedMoment = TimelineMoment & { readonly plan?: PlanChange };

export interface GrowingInspectedTimeline {
  readonly take: (entry: JournalEntry) => InspectedMoment;
  readonly head: () => InspectedHead;
}

/** The timeline of a run. Throws `ReplayError` if a record does not fit. */
export function inspectedTimelineOf(entries: readonly JournalEntry[]): InspectedTimeline {
  if (isPlan(entries[0])) return planTimelineOf(entries);
  return otherWorkflowOf(entries[0]) === null ? timelineOf(entries) : recordedTimelineOf(entries);
}

/** A timeline that waits for the first record, which decides of which kind it is. */
export function createInspectedTimeline(): GrowingInspectedTimeline {
  let timeline: GrowingInspectedTimeline | null = null;
  return {
    take: (entry) => {
      timeline ??= growing(entry);
      return timeline.take(entry);
    },
    head: () => (timeline ?? createTimeline()).head(),
  };
}

function growing(first: JournalEntry): GrowingInspectedTimeline {
  if (isPlan(first)) return createPlanTimeline();
  return otherWorkflowOf(first) === null ? createTimeline() : createRecordedTimeline();
}
