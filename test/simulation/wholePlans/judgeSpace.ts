// No pool is filled beyond Cinder's rule, nor beyond its real space, by the moves of all plans together.
import type { Pool } from '../../../src/simulator/model.ts';
import type { PlanMoveSpan } from './movesOfPlans.ts';
import type { PlayedPlans } from './playPlans.ts';

export function judgeSpace(
  { stage, space, happened, startedAt }: PlayedPlans,
  moves: readonly PlanMoveSpan[],
): string[] {
  const filled = new Set(happened.flatMap(({ event }) => (event.kind === 'fill' ? [event.pool] : [])));
  // An owner has made a volume larger.
  const isGrown = happened.some(({ event }) => event.kind === 'volume' && event.does === 'extend');
  return stage.cloud.state.pools.flatMap((pool) => {
    const { sizesGib = 0, at = 0 } = space.most.get(pool.name) ?? {};
    const mostGib = mostOf(pool);
    if (sizesGib <= mostGib || filled.has(pool.name) || isGrown) return [];
    // Where Cinder or somebody else has chosen the pool, no plan could know.
    const into = moves.filter(
      ({ destination, startedAt: began }) => destination === pool.name && began <= at,
    );
    if (into.some(({ plan, wanted }) => plan === null || wanted !== pool.name)) return [];
    return [
      `pool ${pool.name} held volumes of ${sizesGib} GiB at ${(at - startedAt) / 1000} s, with room for ${mostGib}`,
    ];
  });
}

/** The GiB of volumes that a pool may hold: by its space, and by what it may have provisioned. */
function mostOf({ capacity, capabilities }: Pool): number {
  const total = Number(capabilities['total_capacity_gb']);
  const available = total - Math.floor((total * (capacity.reservedPercentage ?? 0)) / 100);
  const {
    thin = false,
    maxOverSubscriptionRatio: ratio,
    otherUsedGib = 0,
    otherProvisionedGib = 0,
  } = capacity;
  const bySpace = total - otherUsedGib;
  // What is provisioned changes `auto` itself.
  if (thin && ratio === 'auto') return bySpace;
  return Math.min(bySpace, available * (thin ? Number(ratio ?? 1) : 1) - otherProvisionedGib);
}
