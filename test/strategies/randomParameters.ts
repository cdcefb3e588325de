// Parameters for the strategies on random clouds.
import { poolName, type TestCloud } from '../../src/strategies/testing/index.ts';
import { choicesOf } from '../machines/plan/random/randomPlan.ts';

const TYPES = ['any', 'one', 'two', 'thick', 'multi'] as const;

/** Parameters of storage balance that suit any world. */
export function balanceParameters(seed: number): object {
  const { chance, one } = choicesOf(seed + 1_000_003);
  return {
    ...{ volume_threshold: one([50, 70, 80, 90]), margin: one([0, 5, 10]), headroom_gib: one([0, 0, 20]) },
    ...{ allow_unknown_pools: chance(0.5), ex_pools: chance(0.2) ? ['P0'] : [] },
  };
}

/** Parameters of zone migration for a world: some pools are emptied into others, or by retype. */
export function zoneParameters(seed: number, { pools }: TestCloud): object {
  const { chance, one } = choicesOf(seed + 2_000_003);
  const names = Object.keys(pools).map(poolName);
  const sources = names.filter((_, n) => n === 0 || chance(0.3));
  const rules = sources.flatMap((src_pool) => {
    const typed = chance(0.4) ? [{ src_pool, src_type: one(TYPES), dst_type: one(TYPES) }] : [];
    const others = names.filter((name) => name !== src_pool);
    const some = names.filter(() => chance(0.6));
    const rest =
      others.length > 0 && chance(0.8)
        ? [{ src_pool, dst_pool: some.some((name) => name !== src_pool) ? some : [one(others)] }]
        : [{ src_pool, dst_type: one(TYPES) }];
    return [...typed, ...rest];
  });
  return { storage_pools: rules, together: chance(0.3), attached_volumes: chance(0.8) };
}
