// Checks the plan that a program passes to `applyPlan`. Plan files are checked when they are read.
import type { PlanAction, PlanLimits } from '../../machines/plan/types.ts';
import { dependencyProblemsOf } from './file/dependencyProblems.ts';
import { type Problem, reject } from './file/problem.ts';

/**
 * Throws `InvalidPlanError`, which lists every problem: a volume that appears twice, a limit that lets no move start, or moves
 * that can never start because of `after`.
 */
export function checkActions(actions: readonly PlanAction[], limits: PlanLimits): void {
  reject([...repeated(actions), ...wrongLimits(limits), ...dependencyProblemsOf(actions)], null);
}

function repeated(actions: readonly PlanAction[]): Problem[] {
  const first = new Map<string, number>();
  return actions.flatMap(({ parameters: { resourceId } }, n) => {
    const other = first.get(resourceId);
    if (other === undefined) first.set(resourceId, n);
    return other === undefined
      ? []
      : [{ path: ['actions', n], message: 'the same volume as', other: ['actions', other] }];
  });
}

function wrongLimits({ pools = {}, ...limits }: PlanLimits): Problem[] {
  const all = [
    ...Object.entries(limits).map(([name, limit]) => [['limits', name], limit] as const),
    ...Object.entries(pools).flatMap(([pool, of]) =>
      Object.entries(of).map(([name, limit]) => [['limits', 'pools', pool, name], limit] as const),
    ),
  ];
  return all.flatMap(([path, limit]) =>
    limit === undefined || (Number.isInteger(limit) && limit >= 1)
      ? []
      : [{ path, message: 'must be a whole number from 1' }],
  );
}
