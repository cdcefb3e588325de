// Finds the requested swap, whose response was lost, among a server's instance actions.
import type { Volume } from '../../machines/types.ts';
import { timeOf } from '../cinder/schemas.ts';
import { findVolume } from '../cinder/volumes.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { getSwapResult, listSwapActions, type SwapAction } from './instanceActions.ts';

const LOOKS = 7;
const LOOK_EVERY_MS = 500;
// Cinder's and Nova's clocks may differ a little.
const CLOCK_SLACK_MS = 2_000;

export interface Swap {
  readonly serverId: string;
  readonly sourceVolumeId: string;
  readonly destinationVolumeId: string;
}

/**
 * The swap that started; undefined if none shows for some seconds. An action does not say which volumes it
 * concerns: its result must fit the state of these two. Even if it belongs to another volume, the four signs
 * on the run's own volumes decide what may be deleted.
 */
export async function findSwap(
  cloud: Cloud,
  swap: Swap,
  clock: Clock,
  signal?: AbortSignal,
  looks = LOOKS,
): Promise<{ requestId: string } | undefined> {
  const { serverId, sourceVolumeId, destinationVolumeId } = swap;
  const made = await findVolume(cloud, destinationVolumeId, signal);
  const since = timeOf(made?.createdAt ?? '') - CLOCK_SLACK_MS;
  for (let look = 0; look < looks && !signal?.aborted; look += 1) {
    if (look > 0) await clock.sleep(LOOK_EVERY_MS, signal);
    const actions = await listSwapActions(cloud, serverId, signal);
    const newer = actions.filter(({ startTime }) => timeOf(startTime) >= since);
    const judged = await withResults(cloud, serverId, newer, signal);
    if (judged.length === 0) continue;
    const source = await findVolume(cloud, sourceVolumeId, signal);
    const destination = await findVolume(cloud, destinationVolumeId, signal);
    const found = oursOf(judged, { serverId, source, destination });
    if (found !== undefined) return { requestId: found.requestId };
  }
  return undefined;
}

interface Sighting {
  readonly serverId: string;
  readonly source: Volume | null;
  readonly destination: Volume | null;
}

interface JudgedAction extends SwapAction {
  readonly result: Awaited<ReturnType<typeof getSwapResult>>;
}

async function withResults(
  cloud: Cloud,
  serverId: string,
  actions: readonly SwapAction[],
  signal?: AbortSignal,
): Promise<readonly JudgedAction[]> {
  return await Promise.all(
    actions.map(async (action) => {
      const { requestId } = action;
      return { ...action, result: await getSwapResult(cloud, { serverId, requestId }, signal) };
    }),
  );
}

// A later failure is less likely to be this run's: a failed swap restores the volumes. If several are waiting
// for each other, it is the one that was requested when Nova set the source to detaching.
function oursOf(actions: readonly JudgedAction[], sighting: Sighting): JudgedAction | undefined {
  const fitting = actions.filter((action) => fits(action, sighting));
  const running = fitting.filter(({ result }) => result === null);
  const { source } = sighting;
  if (running.length < 2 || source?.status !== 'detaching')
    return fitting.find(({ result }) => result !== 'Error') ?? fitting[0];
  const distance = ({ startTime }: JudgedAction) =>
    Math.abs(timeOf(startTime) - timeOf(source.updatedAt ?? ''));
  return running.reduce((nearest, action) => (distance(action) < distance(nearest) ? action : nearest));
}

// Nova sets the source to detaching and reserves the destination before it records the action
// (nova/compute/api.py swap_volume). A successful swap has taken the source off the server. Only a failed one
// leaves both as they were: the source's later change distinguishes it from another volume's
// (cinder/volume/api.py roll_detaching).
// A volume that is not found proves nothing: reads may lag behind.
function fits({ startTime, result }: JudgedAction, { serverId, source, destination }: Sighting): boolean {
  const isTakenOff = source?.attachments.every((each) => each.serverId !== serverId);
  if (result === 'Success') return isTakenOff === true || destination?.status === 'in-use';
  const isSourceTouched = source !== null && source.status !== 'in-use';
  const isDestinationTouched = destination !== null && destination.status !== 'available';
  if (isSourceTouched || isDestinationTouched) return true;
  return result === 'Error' && timeOf(source?.updatedAt ?? '') >= timeOf(startTime) - CLOCK_SLACK_MS;
}
