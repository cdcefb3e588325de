// What the staged cloud can be made to show of a swap.
import { finish, show } from './scenes.ts';
import type { Stage } from './stage.ts';

export interface SwapScene {
  /** Nova's result of the swap. */
  readonly result: 'Success' | 'Error' | null;
  /** Which of the two volumes Nova lists. */
  readonly listed: 'source' | 'destination';
  /** Status of the two in Cinder. */
  readonly source: string;
  readonly destination: string;
}

const DONE: SwapScene = {
  result: 'Success',
  listed: 'destination',
  source: 'available',
  destination: 'in-use',
};

/** Nova does its work; then the scene differs from a finished swap in the given fields. */
export function finishSwap(stage: Stage, given: Partial<SwapScene> = {}): void {
  finish(stage);
  showSwap(stage, { ...DONE, ...given });
}

/** Nova fails, and is restoring the source. */
export function failSwap(stage: Stage, given: Partial<SwapScene> = {}): void {
  stage.cloud.faults.set('nova', 'swap_volume', { raise: 'the hypervisor is on fire' });
  finish(stage);
  showSwap(stage, {
    result: 'Error',
    listed: 'source',
    source: 'in-use',
    destination: 'available',
    ...given,
  });
}

function showSwap(stage: Stage, { result, listed, source, destination }: SwapScene): void {
  const { cloud, serverId, volumeId } = stage;
  const destinationId = stage.destinationId();
  const server = cloud.state.servers.get(serverId);
  const event = server?.actions.findLast(({ action }) => action === 'swap_volume')?.events.at(-1);
  if (event !== undefined)
    Object.assign(event, { result, finishTime: result === null ? null : stage.time.now() });
  const device = server?.devices.find((one) => [volumeId, destinationId].includes(one.volumeId));
  if (device !== undefined) device.volumeId = listed === 'source' ? volumeId : destinationId;
  show(stage, { status: source });
  cloud.setVolume(destinationId, { status: destination });
}
