// Lists what pools that were to be emptied still hold.
import type { PoolLeft } from '../../machines/plan/types.ts';
import type { Volume } from '../../machines/types.ts';
import { isAtPlace } from '../../machines/volumeRules.ts';
import { listVolumes } from '../../services/cinder/volumes.ts';
import type { Cloud } from '../../services/index.ts';

const MOST_NAMED = 20;

/**
 * The volumes of each pool, from a list of all volumes: a Cinder that does not know a filter shows an empty list, which proves
 * nothing. The copies that Cinder deletes at the end of a move do not count.
 */
export async function listLeft(
  cloud: Cloud,
  { pools }: { readonly pools: readonly string[] },
  signal?: AbortSignal,
): Promise<PoolLeft[]> {
  return leftOn(pools, await listVolumes(cloud, {}, signal));
}

/** What each of the pools holds, of the volumes that are not being deleted. */
export function leftOn(pools: readonly string[], volumes: readonly Volume[]): PoolLeft[] {
  const kept = volumes.filter(({ status }) => status !== 'deleting');
  return pools.map((pool) => {
    const ids = kept.filter((volume) => isAtPlace(volume, pool)).map(({ id }) => id);
    return { pool, volumes: ids.length, volumeIds: ids.slice(0, MOST_NAMED) };
  });
}
