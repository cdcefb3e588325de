// Plans in a list of runs: which runs are theirs, and how many of their moves are done.
import type { PlanRequest } from '../../../machines/plan/events.ts';
import type { PlanInput } from '../../../machines/plan/types.ts';
import type { WorkflowEntry } from '../../engine/records.ts';
import type { JournalStore, RunSummary } from '../../engine/store.ts';
import type { Listed } from '../listedRuns.ts';
import { isPlan } from './findPlan.ts';
import { pendingLine, pendingRequests } from './pendingRequests.ts';
import { recordedVolumes } from './recordedVolumes.ts';

/** The moves of a plan. */
export interface MovesDone {
  readonly done: number;
  readonly total: number;
}

/** The runs without those that belong to a plan. A run that its plan has left open, because the plan was given up, stays. */
export function withoutMoves(runs: readonly RunSummary[]): RunSummary[] {
  const plans = new Map(runs.filter(isPlan).map((plan) => [plan.runId, plan]));
  return runs.filter(({ parent, endedAt }) => {
    const plan = parent === null ? undefined : plans.get(parent);
    return plan === undefined || (endedAt === null && plan.endedAt !== null);
  });
}

/** What a list shows of a plan besides its run; nothing for a run that is not a plan. */
export async function ofPlan(
  store: Pick<JournalStore, 'read' | 'requests'>,
  plan: RunSummary,
  all: readonly RunSummary[],
): Promise<{ readonly moves?: MovesDone; readonly pending?: readonly PlanRequest[] }> {
  if (!isPlan(plan) || plan.input === null) return {};
  const total = (plan.input as PlanInput).moves.length;
  if (plan.status === 'SUCCEEDED') return { moves: { done: total, total } };
  const made = all.filter(({ parent, status }) => parent === plan.runId && status === 'SUCCEEDED').length;
  const entries = await recordsOf(store, plan.runId);
  const moves = { done: made + inPlace(entries), total };
  return plan.endedAt === null
    ? { moves, pending: await pendingRequests(store, plan.runId, entries) }
    : { moves };
}

// Damaged records show nothing here: show reports them.
async function recordsOf(
  store: Pick<JournalStore, 'read'>,
  planId: string,
): Promise<readonly WorkflowEntry[]> {
  try {
    return await store.read(planId);
  } catch {
    return [];
  }
}

// How many volumes were in place before the plan started.
const inPlace = (entries: readonly WorkflowEntry[]): number =>
  recordedVolumes(entries).facts.filter(({ state }) => state === 'done').length;

/** A line for a listed plan with requests that no process has read yet. */
export function askedLine(
  { runId, holder, pending = [] }: Pick<Listed, 'runId' | 'holder' | 'pending'>,
  journal: string | undefined,
): string[] {
  const line = pendingLine(pending, runId, holder, journal);
  return line === null ? [] : [`plan ${runId}: ${line}`];
}
