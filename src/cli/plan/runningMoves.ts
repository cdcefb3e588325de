// The moves of a plan that are under way, for programs.

import type { PlanContext } from '../../../machines/plan/context.ts';
import { routeOf } from '../../../machines/plan/moves.ts';

/** Each running move, with its route. */
export const runningMoves = (context: PlanContext): object[] =>
  context.running.map((n) => {
    const { source, destination } = routeOf(context, n);
    const resource_id = context.input.moves[n]?.parameters.resourceId;
    return { resource_id, from: source, to: destination, sizeGib: context.facts[n]?.sizeGib ?? 0 };
  });
