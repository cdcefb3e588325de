// Reads everything that shows the state of a direct swap.
import type { SwapToWatch } from '../../machines/ports.ts';
import type { SwapSighting } from '../../machines/types.ts';
import { findVolume } from '../cinder/volumes.ts';
import type { Cloud } from '../connect.ts';
import { listAttachedVolumeIds } from './attachments.ts';
import { getSwapResult } from './instanceActions.ts';

/**
 * One fresh reading of a swap: both volumes, the server's attachments, and the result of the instance action.
 * The result is read first: when it says Success, what is read after it is at least as new. The source, which
 * may be deleted because of this reading, is read last: while another reading takes long, it may be used.
 */
export async function lookAtSwap(
  cloud: Cloud,
  swap: SwapToWatch,
  signal?: AbortSignal,
): Promise<SwapSighting> {
  const result = await getSwapResult(cloud, swap, signal);
  const [destination, attachedVolumeIds] = await Promise.all([
    findVolume(cloud, swap.destinationVolumeId, signal),
    listAttachedVolumeIds(cloud, swap.serverId, signal),
  ]);
  const source = await findVolume(cloud, swap.sourceVolumeId, signal);
  return { source, destination, attachedVolumeIds, result };
}
