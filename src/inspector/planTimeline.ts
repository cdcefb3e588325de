// The timeline of a plan: its records, the state after each, and what each changed for its moves.
import { isDeepStrictEqual } from 'node:util';
import type { PlanContext } from '../../machines/plan/context.ts';
import { moveCall } from '../../machines/plan/events.ts';
import { callsOf } from '../engine/calls.ts';
import { callKey, childId } from '../engine/childId.ts';
import { machineStamp } from '../engine/machineStamp.ts';
import { createRecordedTimeline, type RecordedHead } from '../engine/recordedTimeline.ts';
import type { WorkflowEntry, WorkflowRecord } from '../engine/records.ts';
import { createFold } from '../engine/replay.ts';
import { startOf } from '../engine/replayChecks.ts';
import { describe } from '../engine/statePath.ts';
import type { WorkflowCallMade, WorkflowMoment } from '../engine/timelineTypes.ts';
import { PLAN_WORKFLOW } from '../plan/name.ts';
import { planDefinition } from '../plan/workflow.ts';
import { type PlanChange, planChangeOf } from './planChanges.ts';

/** What is known of a plan before its records are shown one by one. */
export interface PlanHead extends RecordedHead {
  readonly isPlan: true;
}

/** A record of a plan, and what it changed. */
export interface PlanMoment extends WorkflowMoment {
  readonly plan: PlanChange;
}

export interface PlanTimeline extends PlanHead {
  readonly moments: readonly PlanMoment[];
  readonly calls: readonly WorkflowCallMade[];
}

/** A timeline that grows record by record, to follow a plan. */
export interface GrowingPlanTimeline {
  /** Adds the next record. Throws `ReplayError` if it does not fit. */
  readonly take: (entry: WorkflowEntry) => PlanMoment;
  readonly head: () => PlanHead;
}

/** Whether a run is a plan whose machine is at hand. The workflow of an application may have the same name. */
export function isPlan(first: WorkflowEntry | undefined): boolean {
  if (first?.record.kind !== 'started' || first.record.workflow !== PLAN_WORKFLOW) return false;
  const { machine: stamp } = first.record;
  const known = [planDefinition.machine, ...(planDefinition.earlier ?? [])];
  return known.some((machine) => isDeepStrictEqual(machineStamp(machine), stamp));
}

/** The timeline of a plan. Throws `ReplayError` if a record does not fit. */
export function planTimelineOf(entries: readonly WorkflowEntry[]): PlanTimeline {
  startOf(entries);
  const { take, head } = createPlanTimeline();
  const moments = entries.map(take);
  return { ...head(), moments, calls: callsOf(moments) };
}

/** A timeline that waits for the first record of a plan. */
export function createPlanTimeline(): GrowingPlanTimeline {
  const fold = createFold(planDefinition);
  const recorded = createRecordedTimeline();
  let before: PlanContext | null = null;
  let state = '';
  return {
    take: (entry) => {
      ({ state } = fold.add(entry));
      const moment = recorded.take(entry);
      const now = fold.snapshot().context as PlanContext;
      const plan = planChangeOf(before, now, (n) => {
        const invocation = fold.underway.byId.get(moveCall(n));
        return invocation === undefined ? null : childId(callKey(entry.runId, invocation.ordinal));
      });
      before = now;
      const description = describe(fold.machine(), state);
      return { ...moment, record: shownRecord(moment.record), state, description, plan };
    },
    head: () => ({ ...recorded.head(), state, isPlan: true }),
  };
}

// The survey is given all moves, which the input of the plan shows already: there may be thousands.
function shownRecord(record: WorkflowRecord): WorkflowRecord {
  if (record.kind !== 'intent' || record.call !== 'surveyVolumes') return record;
  return { ...record, input: 'the moves of the plan' };
}
