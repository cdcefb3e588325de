// A plan by its records in the journal alone.
import type { PlanContext } from '../../machines/plan/context.ts';
import type { PlanResult } from '../../machines/plan/types.ts';
import { readRun } from '../engine/readRun.ts';
import type { WorkflowEntry } from '../engine/records.ts';
import { foldOf } from '../engine/replay.ts';
import { statePath } from '../engine/statePath.ts';
import type { JournalStore } from '../engine/store.ts';
import { actionsOf, type PlanOutcome } from './outcome.ts';
import { planDefinition } from './workflow.ts';

/** How a plan is over. */
export type RecordedPlanEnd =
  | { readonly kind: 'ended'; readonly outcome: PlanOutcome }
  | { readonly kind: 'givenUp'; readonly why: string };

/** The recorded end of a plan; null if it is not over. */
export async function recordedPlanEnd(
  store: Pick<JournalStore, 'read'>,
  planId: string,
): Promise<RecordedPlanEnd | null> {
  const entries = await readRun(store as JournalStore, planId);
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (last.record.kind === 'givenUp') return { kind: 'givenUp', why: last.record.why };
  if (last.record.kind !== 'ended') return null;
  const { status, counts, moves, reasons } = last.record.result as PlanResult;
  const actions = await actionsOf(moves, store);
  const times = { startedAt: first.at, endedAt: last.at };
  return { kind: 'ended', outcome: { planId, status, actions, counts, reasons, ...times } };
}

/** What a plan knows after its last record, and the path of its state. Throws `ReplayError` if a record does not fit. */
export function recordedPlan(entries: readonly WorkflowEntry[]): {
  readonly context: PlanContext;
  readonly state: string;
} {
  const { context, value } = foldOf(planDefinition, entries).snapshot();
  return { context: context as PlanContext, state: statePath(value) };
}
