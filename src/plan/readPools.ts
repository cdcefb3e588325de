// Reads what Cinder reports of the pools of a plan.
import type { PoolReading } from '../../machines/plan/events.ts';
import { listPools } from '../../services/cinder/pools.ts';
import type { Clock, Cloud } from '../../services/index.ts';

/** The figures of these pools; a pool that Cinder does not list has none. */
export async function readPools(
  cloud: Cloud,
  { pools }: { readonly pools: readonly string[] },
  clock: Clock,
  signal?: AbortSignal,
): Promise<Omit<PoolReading, 'type'>> {
  const readAt = new Date(clock.now()).toISOString();
  const listed = (await listPools(cloud, signal)).filter(({ name }) => pools.includes(name));
  return { readAt, pools: listed.map(({ name, capabilities }) => ({ name, capabilities })) };
}
