// Whether plans come to an end: once one has been applied, wholly or in part, the next ones move nothing back.
import type { PlanAction } from '../../../machines/plan/types.ts';
import type { CloudView } from '../view/types.ts';
import { choicesOf } from './choices.ts';
import { applyToView } from './planOnView.ts';
import type { Tried } from './properties.ts';

/** What is wrong with the plans that follow this one. */
export const settlingProblems = (tried: Tried): string[] => [...stillMoving(tried), ...goingBack(tried)];

const idOf = ({ parameters }: PlanAction): string => parameters.resourceId;

// A later plan may have room, or quota, for what this one had to skip.
function stillMoving({ view, plan: { actions, skipped }, propose }: Tried): string[] {
  const wereSkipped = new Set(skipped.map(({ resourceId }) => resourceId));
  return propose(applyToView(view, actions).view)
    .actions.filter((action) => !wereSkipped.has(idOf(action)))
    .map((action) => `once the plan has been applied, another one moves volume ${idOf(action)}`);
}

const MOST_PLANS = 30;
// At first only some moves of each plan are made, as if others failed.
const PARTLY = 5;

function goingBack({ view, plan, propose, seed }: Tried): string[] {
  const { chance } = choicesOf(seed);
  const left = new Map<string, Set<string | null>>();
  const problems: string[] = [];
  let now = view;
  let { actions } = plan;
  for (let round = 0; actions.length > 0; round += 1) {
    if (round > MOST_PLANS)
      return [...problems, `after ${MOST_PLANS} plans there is still something to move`];
    const some = round < PARTLY ? actions.filter(() => chance(0.5)) : actions;
    const after = applyToView(now, some).view;
    problems.push(...returned(now, after, left));
    now = after;
    ({ actions } = propose(now));
  }
  return problems;
}

// Notes which pools the volumes have left.
function returned(before: CloudView, after: CloudView, left: Map<string, Set<string | null>>): string[] {
  const hosts = new Map(before.volumes.map(({ id, host }) => [id, host]));
  return after.volumes.flatMap(({ id, host }) => {
    const was = hosts.get(id) ?? null;
    if (was === host) return [];
    const earlier = left.get(id) ?? new Set();
    left.set(id, earlier.add(was));
    return earlier.has(host) ? [`volume ${id} goes back to ${host}`] : [];
  });
}
