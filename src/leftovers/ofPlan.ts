// Leftovers of runs that belong to an open plan: the plan resumes them all.

import type { RunSummary } from '../engine/store.ts';
import { PLAN_WORKFLOW } from '../plan/name.ts';
import { whoGoesOn } from './ofRun.ts';
import type { RunFacts } from './runFacts.ts';
import type { FoundLeftover } from './types.ts';

/** A plan that has not ended. */
export type OpenPlan = Pick<RunFacts, 'runId' | 'holder' | 'journalFile'>;

/** The open plan of each run that one has started, by the ID of the run. */
export function openPlansByRun(
  all: readonly RunSummary[],
  journalFile: string | undefined,
): ReadonlyMap<string, OpenPlan> {
  const open = all.filter(({ workflow, endedAt }) => workflow === PLAN_WORKFLOW && endedAt === null);
  const plans = new Map(open.map(({ runId, holder }) => [runId, { runId, holder, journalFile }]));
  return new Map(
    all.flatMap(({ runId, parent }) => {
      const plan = plans.get(parent ?? '');
      return plan === undefined ? [] : [[runId, plan] as const];
    }),
  );
}

/** The leftover with its plan, and the advice to resume that instead of the run. */
export function withPlan(leftover: FoundLeftover, plans: ReadonlyMap<string, OpenPlan>): FoundLeftover {
  const plan = plans.get(leftover.runId ?? '');
  if (plan === undefined || leftover.verdict !== 'unfinished') return leftover;
  return { ...leftover, planId: plan.runId, advice: whoGoesOn(plan) };
}
