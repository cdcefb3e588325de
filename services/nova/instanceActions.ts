// A server's instance actions: how its swaps ended.
import { z } from 'zod';
import type { MoveSighting, SwapSighting } from '../../machines/types.ts';
import { timeOf } from '../cinder/schemas.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { CloudError } from '../faults.ts';
import { optionalText } from '../schema.ts';

const EVENT = 'compute_swap_volume';

const actionSchema = z.object({
  instanceAction: z.object({
    message: optionalText,
    events: z
      .array(z.object({ event: z.string(), result: optionalText, finish_time: optionalText }))
      .nullish(),
  }),
});

/**
 * `GET /servers/{id}/os-instance-actions/{request id}`: how a swap ended; null while it runs or if nothing is
 * found.
 * If the events are hidden, the action's message "Error" shows a failure.
 * Source: nova/api/openstack/compute/instance_actions.py and nova/compute/manager.py (swap_volume).
 */
export async function getSwapResult(
  cloud: Cloud,
  swap: SwapRequest,
  signal?: AbortSignal,
): Promise<SwapSighting['result']> {
  const action = await findAction(cloud, swap, signal);
  const result = action === null ? null : (swapEventOf(action)?.result ?? null);
  if (result === 'Success' || result === 'Error') return result;
  return action?.message === 'Error' ? 'Error' : null;
}

/**
 * When a swap ended, by Nova's clock: UTC without a time zone. Null while it runs, or if its events are
 * hidden.
 */
export async function getSwapEnd(
  cloud: Cloud,
  swap: SwapRequest,
  signal?: AbortSignal,
): Promise<string | null> {
  const action = await findAction(cloud, swap, signal);
  return action === null ? null : (swapEventOf(action)?.finish_time ?? null);
}

/** A requested swap, by Nova's request ID. */
export interface SwapRequest {
  readonly serverId: string;
  readonly requestId: string;
}

type Action = z.infer<typeof actionSchema>['instanceAction'];

const swapEventOf = ({ events }: Action) => events?.findLast(({ event }) => event === EVENT);

async function findAction(
  cloud: Cloud,
  { serverId, requestId }: SwapRequest,
  signal?: AbortSignal,
): Promise<Action | null> {
  const path = `${actionsPath(serverId)}/${encodeURIComponent(requestId)}`;
  try {
    const { body } = await cloud.request(
      { service: 'compute', method: 'GET', path, expected: [200], schema: actionSchema },
      signal,
    );
    return body.instanceAction;
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
  /** UTC without a time zone. */
  readonly startTime: string;
}

interface SwapActions {
  /** Newest first. */
  readonly actions: readonly SwapAction[];
  /** When Nova responded, by its own clock; null if unknown. */
  readonly servedAt: number | null;
}

async function readSwapActions(cloud: Cloud, serverId: string, signal?: AbortSignal): Promise<SwapActions> {
  const path = actionsPath(serverId);
  const { body, servedAt } = await cloud.request(
    { service: 'compute', method: 'GET', path, expected: [200], schema: actionsSchema },
    signal,
  );
  const actions = body.instanceActions
    .filter(({ action }) => action === 'swap_volume')
    .map((wire) => ({ requestId: wire.request_id, startTime: wire.start_time }));
  return { actions, servedAt };
}

/** `GET /servers/{id}/os-instance-actions`: the swaps of a server, newest first. */
export async function listSwapActions(
  cloud: Cloud,
  serverId: string,
  signal?: AbortSignal,
): Promise<readonly SwapAction[]> {
  return (await readSwapActions(cloud, serverId, signal)).actions;
}

// For a clock that is off, and for the duration of a request.
const SLACK_MS = 5 * 60_000;

/**
 * The state of the server's swaps that started since then: an action does not say which volume it concerns,
 * and several volumes of a server may move at once. A running one takes precedence over one that has
 * succeeded, and that over one that has failed.
 * `since` is a time by the local clock: it is compared with Nova's own, from the date of its response, with
 * five minutes of slack; if Nova does not date it, every swap counts. Source:
 * nova/api/openstack/compute/instance_actions.py.
 */
export async function getSwapsSince(
  cloud: Cloud,
  { serverId, since }: { serverId: string; since: string },
  clock: Clock,
  signal?: AbortSignal,
): Promise<MoveSighting['swap']> {
  const { actions, servedAt } = await readSwapActions(cloud, serverId, signal);
  const from = servedAt === null ? Number.NaN : Date.parse(since) + (servedAt - clock.now()) - SLACK_MS;
  // An action whose time cannot be read counts.
  const own = actions.filter(({ startTime }) => !(timeOf(startTime) < from));
  let standing: MoveSighting['swap'] = 'none';
  for (const { requestId } of own) {
    const result = await getSwapResult(cloud, { serverId, requestId }, signal);
    if (result === null) return 'running';
    if (standing !== 'Success') standing = result;
  }
  return standing;
}

function actionsPath(serverId: string): string {
  return `/servers/${encodeURIComponent(serverId)}/os-instance-actions`;
}
