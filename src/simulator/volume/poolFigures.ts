// The space of a pool as it is now: counted from the bytes on its backend.
import type { Disk, Pool } from '../model.ts';
import { backendByHost, type Simulation } from '../simulation.ts';

/** The space that Cinder's volumes take in a pool, in GiB. */
interface PoolUse {
  /** The sum of the volumes' sizes, copies under way included. */
  sizesGib: number;
  /** The space that their data takes. */
  writtenGib: number;
}

function useOf(sim: Simulation, pool: Pool): PoolUse {
  let sizesGib = 0;
  for (const disk of backendByHost(sim, pool.name)?.disks.values() ?? [])
    if (disk.pool === pool.name) sizesGib += disk.sizeGib;
  return { sizesGib, writtenGib: sizesGib * (pool.capacity.writtenFraction ?? 1) };
}

/** The capabilities of a pool as its service reports them at this moment. */
export function currentCapabilities(sim: Simulation, pool: Pool): Record<string, unknown> {
  const { capacity, capabilities } = pool;
  const { sizesGib, writtenGib } = useOf(sim, pool);
  const provisioned =
    capacity.provisioned === 'counted'
      ? { provisioned_capacity_gb: sizesGib + (capacity.otherProvisionedGib ?? 0) }
      : {};
  return {
    ...capabilities,
    ...freeCapability(pool, writtenGib),
    ...provisioned,
    allocated_capacity_gb: sizesGib + pool.allocatedDriftGib,
    ...(pool.backendState === undefined ? {} : { backend_state: pool.backendState }),
  };
}

function freeCapability({ capacity, capabilities }: Pool, writtenGib: number): Record<string, unknown> {
  const { free = 'counted' } = capacity;
  if (free === null) return {};
  if (free !== 'counted') return { free_capacity_gb: free };
  const total = capabilities['total_capacity_gb'];
  if (typeof total === 'number')
    return { free_capacity_gb: Math.max(0, total - writtenGib - (capacity.otherUsedGib ?? 0)) };
  return 'free_capacity_gb' in capabilities ? {} : { free_capacity_gb: total };
}

/** Whether the data of a new volume fits physically; a pool without a numeric total has no limit. */
export function fitsPhysically(sim: Simulation, pool: Pool, { sizeGib }: Pick<Disk, 'sizeGib'>): boolean {
  const { capacity, capabilities } = pool;
  const total = capabilities['total_capacity_gb'];
  if (capacity.whenFull !== 'refuse' || typeof total !== 'number') return true;
  const used = useOf(sim, pool).writtenGib + (capacity.otherUsedGib ?? 0);
  return used + sizeGib * (capacity.writtenFraction ?? 1) <= total;
}
