// What must hold for the plan of any strategy, whatever the cloud.
import type { PlanAction } from '../../../machines/plan/types.ts';
import type { Plan } from '../../plan/file/types.ts';
import { asStrategy, type OwnStrategy } from '../asStrategy.ts';
import { makePlan } from '../makePlan.ts';
import type { Strategy } from '../types.ts';
import { indexed } from '../view/indexed.ts';
import { walkOnView } from '../view/reasons.ts';
import type { CloudView } from '../view/types.ts';
import { choicesOf } from './choices.ts';
import { changingView, type MoveEnd } from './planOnView.ts';
import { settlingProblems } from './settles.ts';
import { shuffledView } from './shuffledView.ts';

/**
 * The properties of a plan:
 * - `deterministic`: the same view, with its lists in whatever order, gives the same plan, and stays as it is.
 * - `complete`: no volume is in the plan twice; each is in the view; each move and each skipped volume has a reason.
 * - `allowed`: nothing that `check` knows blocks a move.
 * - `fits`: no pool is filled beyond what Cinder's scheduler accepts, or beyond its real space, in whatever order the moves are made,
 *   even if the sources are deleted only at the end.
 * - `settles`: once the plan has been applied, another one moves only volumes that the first had skipped; no volume returns to a pool
 *   that it has left.
 * - `empties`: each volume of a pool that the plan is to empty is moved or skipped.
 */
export type StrategyProperty = 'deterministic' | 'complete' | 'allowed' | 'fits' | 'settles' | 'empties';

/** Options of `strategyProblems`. */
export interface StrategyProblemsOptions {
  /** Properties that the strategy is not meant to have. @default none */
  readonly except?: readonly StrategyProperty[];
  /** Decides the orders in which the view's lists and the moves are tried. @default 1 */
  readonly seed?: number;
}

/** A strategy of the package, or one of yours. */
export type AnyStrategy<Parameters = never> = Strategy<Parameters> | OwnStrategy<Parameters>;

/**
 * Every property that a strategy's plan for this view lacks, in words; empty if it has all of them. What the strategy throws is a
 * problem too. No test framework is needed: `assert.deepEqual(strategyProblems(strategy, view, parameters), [])`.
 */
export function strategyProblems<Parameters>(
  strategy: AnyStrategy<Parameters>,
  view: CloudView,
  parameters: unknown = {},
  { except = [], seed = 1 }: StrategyProblemsOptions = {},
): string[] {
  const own = asStrategy(strategy);
  const propose = (of: CloudView): Plan => makePlan(own, of, parameters);
  let plan: Plan;
  try {
    plan = propose(view);
  } catch (error) {
    return [(error as Error).message];
  }
  const tried: Tried = { view, plan, propose, seed };
  return (Object.keys(PROPERTIES) as StrategyProperty[])
    .filter((property) => !except.includes(property))
    .flatMap((property) => PROPERTIES[property](tried));
}

/** A plan, and what made it. */
export interface Tried {
  readonly view: CloudView;
  readonly plan: Plan;
  readonly propose: (view: CloudView) => Plan;
  readonly seed: number;
}

const PROPERTIES: Readonly<Record<StrategyProperty, (tried: Tried) => string[]>> = {
  deterministic,
  complete,
  allowed,
  fits,
  settles: settlingProblems,
  empties,
};

const idOf = ({ parameters }: PlanAction): string => parameters.resourceId;

function deterministic({ view, plan, propose, seed }: Tried): string[] {
  const [before, once] = [JSON.stringify(view), JSON.stringify(plan)];
  const again = JSON.stringify(propose(view)) === once;
  const isChanged = JSON.stringify(view) !== before;
  const orders = [0, 1, 2].map((n) => JSON.stringify(propose(shuffledView(view, seed + n))));
  return [
    ...(isChanged ? ['the strategy changes the view that it gets'] : []),
    ...(again ? [] : ['the same view gives a different plan']),
    ...(again && orders.some((other) => other !== once)
      ? ["the plan depends on the order of the view's lists"]
      : []),
  ];
}

function complete({ view, plan: { actions, skipped } }: Tried): string[] {
  const known = new Set(view.volumes.map(({ id }) => id));
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const id of [...actions.map(idOf), ...skipped.map(({ resourceId }) => resourceId)]) {
    if (!known.has(id)) problems.push(`volume ${id} is not in the view`);
    if (seen.has(id)) problems.push(`volume ${id} is in the plan twice`);
    seen.add(id);
  }
  const isText = (text: unknown): boolean => typeof text === 'string' && text.trim() !== '';
  for (const action of actions)
    if (!isText(action.reason)) problems.push(`the move of volume ${idOf(action)} has no reason`);
  for (const { resourceId, reasons } of skipped)
    if (reasons.length === 0 || !reasons.every(isText))
      problems.push(`volume ${resourceId} is skipped without a reason`);
  return problems;
}

// A quota that an earlier move frees does not block a move that waits for it.
function allowed({ view, plan: { actions } }: Tried): string[] {
  const [whole, withoutQuotas] = [indexed(view), indexed({ ...view, quotas: {} })];
  return actions.flatMap((action) => {
    const isWaiting = (action.after ?? []).length > 0;
    const { reasons } = walkOnView(isWaiting ? withoutQuotas : whole, action.parameters);
    return reasons.map((reason) => `volume ${idOf(action)} cannot move: ${reason}`);
  });
}

// In the plan's order, and in another one; Cinder decides about the pools of retypes in the plan's order.
function fits({ view, plan: { actions }, seed }: Tried): string[] {
  const inOrder = changingView(view);
  const ends: MoveEnd[] = [];
  for (const action of actions) {
    const end = inOrder.endOf(action);
    if (typeof end === 'string') return [end];
    ends.push(end);
    inOrder.move(end, 'copy');
  }
  return [...misfits(view, ends), ...misfits(view, choicesOf(seed).shuffled(ends))];
}

function misfits(view: CloudView, ends: readonly MoveEnd[]): string[] {
  const changing = changingView(view);
  const problems: string[] = [];
  for (const end of ends) {
    const { volume, to } = end;
    if (!changing.fits(end))
      problems.push(`volume ${volume.id} (${volume.sizeGib} GiB) does not fit on ${to}`);
    changing.move(end, 'copy');
  }
  return problems;
}

function empties({ view, plan: { actions, skipped, empties: pools } }: Tried): string[] {
  const told = new Set([...actions.map(idOf), ...skipped.map(({ resourceId }) => resourceId)]);
  return view.volumes
    .filter(({ id, host }) => host !== null && pools.includes(host) && !told.has(id))
    .map(({ id, host }) => `the plan is to empty ${host}, but neither moves nor skips volume ${id}`);
}
