import { z } from 'zod';
import type { SwapSighting } from '../../machines/types.ts';
import type { Cloud } from '../connect.ts';
import { CloudError } from '../faults.ts';
import { optionalText } from '../schema.ts';

const EVENT = 'compute_swap_volume';

const actionSchema = z.object({
  instanceAction: z.object({
    message: optionalText,
    events: z.array(z.object({ event: z.string(), result: optionalText })).nullish(),
  }),
});

/**
 * `GET /servers/{id}/os-instance-actions/{request id}`: how a swap ended; null while it runs or where nothing is found.
 * Where the events are hidden, the action's message "Error" tells of a failure.
 * Proved by nova/api/openstack/compute/instance_actions.py and nova/compute/manager.py (swap_volume).
 */
export async function getSwapResult(
  cloud: Cloud,
  { serverId, requestId }: { serverId: string; requestId: string },
  signal?: AbortSignal,
): Promise<SwapSighting['result']> {
  const path = `${actionsPath(serverId)}/${encodeURIComponent(requestId)}`;
  try {
    const { body } = await cloud.request(
      { service: 'compute', method: 'GET', path, expected: [200], schema: actionSchema },
      signal,
    );
    const { events, message } = body.instanceAction;
    const result = events?.findLast(({ event }) => event === EVENT)?.result ?? null;
    if (result === 'Success' || result === 'Error') return result;
    return message === 'Error' ? 'Error' : null;
  } catch (error) {
    if (error instanceof CloudError && error.code === 'NotFound') return null;
    throw error;
  }
}

const actionsSchema = z.object({
  instanceActions: z.array(z.object({ action: z.string(), request_id: z.string(), start_time: z.string() })),
});

export interface SwapAction {
  readonly requestId: string;
  /** UTC, without saying so. */
  readonly startTime: string;
}

/** `GET /servers/{id}/os-instance-actions`: the swaps of a server, the newest first. */
export async function listSwapActions(
  cloud: Cloud,
  serverId: string,
  signal?: AbortSignal,
): Promise<readonly SwapAction[]> {
  const path = actionsPath(serverId);
  const { body } = await cloud.request(
    { service: 'compute', method: 'GET', path, expected: [200], schema: actionsSchema },
    signal,
  );
  return body.instanceActions
    .filter(({ action }) => action === 'swap_volume')
    .map((wire) => ({ requestId: wire.request_id, startTime: wire.start_time }));
}

function actionsPath(serverId: string): string {
  return `/servers/${encodeURIComponent(serverId)}/os-instance-actions`;
}
