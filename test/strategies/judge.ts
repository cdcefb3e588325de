// What must hold for the plans of our strategies on a random cloud: the properties of the test kit, and what only we promise.
import type { Strategy } from '../../src/index.ts';
import { makePlan, storageBalance, zoneMigration } from '../../src/index.ts';
import { isBlockedItself } from '../../src/strategies/likeness.ts';
import { toPool } from '../../src/strategies/moves.ts';
import { applyToView, buildView, randomCloud, strategyProblems } from '../../src/strategies/testing/index.ts';
import { indexed } from '../../src/strategies/view/indexed.ts';
import { walkOnView } from '../../src/strategies/view/reasons.ts';
import type { CloudView } from '../../src/strategies/view/types.ts';
import { choicesOf } from '../machines/plan/random/randomPlan.ts';
import { balanceParameters, zoneParameters } from './randomParameters.ts';

export interface Verdict {
  readonly problems: readonly string[];
  /** How many actions the plans have. */
  readonly actions: number;
  /** How many volumes they name as blocked. */
  readonly skipped: number;
  /** How many actions wait for others. */
  readonly waiting: number;
}

/** Everything that is wrong with the plans of a seed's cloud. */
export function judge(seed: number): Verdict {
  const cloud = randomCloud(seed);
  const view = buildView(cloud);
  const cases: readonly (readonly [Strategy, object])[] = [
    [storageBalance as Strategy, balanceParameters(seed)],
    [zoneMigration as Strategy, zoneParameters(seed, cloud)],
  ];
  const plans = cases.map(([strategy, given]) => makePlan(strategy, view, given));
  const problems = cases.flatMap(([strategy, given]) =>
    [
      ...strategyProblems(strategy, view, given, { seed: seed + 77 }),
      ...movesLater(strategy, view, given),
    ].map((problem) => `seed ${seed}, ${strategy.name}: ${problem}`),
  );
  return {
    problems: [...problems, ...clearAfterAll(view, seed)],
    actions: plans.reduce((sum, { actions }) => sum + actions.length, 0),
    skipped: plans.reduce((sum, { skipped }) => sum + skipped.length, 0),
    waiting: plans.flatMap(({ actions }) => actions).filter(({ after = [] }) => after.length > 0).length,
  };
}

// What a later plan may still find: volumes for which this one had no room, or no quota, while others had not gone yet.
const WANTED_ROOM = /GiB free|provisioned|full with it|summed over the plan/;

function movesLater(strategy: Strategy, view: CloudView, given: object): string[] {
  const { actions, skipped } = makePlan(strategy, view, given);
  const hadNoRoom = skipped.filter(({ reasons }) => reasons.some((reason) => WANTED_ROOM.test(reason)));
  const ids = new Set(hadNoRoom.map(({ resourceId }) => resourceId));
  return makePlan(strategy, applyToView(view, actions).view, given)
    .actions.filter(({ parameters }) => !ids.has(parameters.resourceId))
    .map(({ parameters }) => `volume ${parameters.resourceId} moves later, and did not want for room`);
}

// A volume that counts as blocked by itself is blocked on any pool: the strategies look no further then.
function clearAfterAll(given: CloudView, seed: number): string[] {
  const { one } = choicesOf(seed + 77);
  const view = indexed(given);
  const names = [...view.pools.keys()];
  return [...view.volumes.values()]
    .filter((volume) => isBlockedItself(view, volume))
    .map(({ id, host }) => ({ id, to: one(names.filter((name) => name !== host)) }))
    .filter(({ id, to }) => to !== undefined && walkOnView(view, toPool(id, to)).reasons.length === 0)
    .map(({ id, to }) => `seed ${seed}: volume ${id} could move to ${to}`);
}
