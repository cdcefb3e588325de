// Plans on the simulated cloud with everything that the page must show of them: several pools, sizes, and moves that fail or cannot start.
import type { PlanAction } from '../../machines/plan/types.ts';
import type { SimulatedCloudOptions } from '../../src/simulator/index.ts';
import { moveTo, openPlan, type PlanPlace } from '../plan/planPlace.ts';

const ALPHA_POOLS = ['node2@alpha#alpha', 'node2@tier9#alpha'];
const MISSING = '00000000-0000-4000-8000-000000000000';

export interface ManyPools {
  readonly place: PlanPlace;
  /** Out of two pools, into three. The third volume has a snapshot, so its move fails; the last one does not exist. */
  readonly moves: readonly PlanAction[];
}

/** A cloud, and that number of moves on it. */
export async function openManyPools(count: number, options: SimulatedCloudOptions = {}): Promise<ManyPools> {
  const place = await openPlan(0, { gibPerSecond: 2000, stageMs: 5, ...options });
  const moves = Array.from({ length: count - 1 }, (_, n): PlanAction => {
    const type = n % 3 === 2 ? 'beta' : 'alpha';
    const name = `${type === 'beta' ? 'db' : 'web'}-${String(n).padStart(3, '0')}`;
    const size = { sizeGib: 1 + (n % 5) };
    const { id } = place.cloud.addVolume({ name, type, project: 'demo', user: 'alice', ...size });
    if (n === 2) place.cloud.addSnapshot(id);
    const destination = type === 'beta' ? 'node2@beta#beta' : ALPHA_POOLS[n % 2];
    return { ...moveTo(id, destination), resourceName: name };
  });
  return { place, moves: [...moves, moveTo(MISSING)] };
}
