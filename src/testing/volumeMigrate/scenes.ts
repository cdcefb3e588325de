// What the staged cloud can be made to show: by its own work if possible, otherwise by changing its rows.
import type { Attachment, Volume } from '../../simulator/index.ts';
import { HOME, OTHER_NODE } from './rows.ts';
import type { Stage } from './stage.ts';

type Changes = Partial<Volume>;

/** Changes the volume's row; its bytes go with it. */
export const show = (stage: Stage, changes: Changes): void => stage.cloud.setVolume(stage.volumeId, changes);

/** The cloud does everything that was requested; then the volume's row is changed. */
export function finish(stage: Stage, changes: Changes = {}): void {
  stage.time.runAll();
  show(stage, changes);
}

/** Like `finish`, with the volume in its old place and with its old type. */
export const putBack = (stage: Stage, changes: Changes): void =>
  finish(stage, { ...changes, host: HOME, typeId: stage.cloud.world.types['alpha'] ?? null });

/** The cloud works until data is moving. */
export function workUntilMoving({ cloud, time, volumeId }: Stage): void {
  while (cloud.state.volumes.get(volumeId)?.migrationStatus !== 'migrating' && time.step());
}

/** Somebody uses the destination volume. */
export const takeDestination = ({ cloud, destinationId }: Stage): void =>
  cloud.setVolume(destinationId(), { status: 'maintenance' });

/** Someone deletes a volume: its row and its bytes. */
export function remove({ cloud, data, loseData }: Stage, volumeId: string): void {
  const { state } = cloud;
  for (const { id } of attachmentsOf(cloud, volumeId)) state.attachments.delete(id);
  for (const { disks } of state.backends.values()) disks.delete(`volume-${volumeId}`);
  state.volumes.delete(volumeId);
  const isHeld = [...state.volumes.keys()].some((id) => cloud.data(id) === data());
  if (!isHeld) loseData();
}

const attachmentsOf = ({ state }: Stage['cloud'], volumeId: string): Attachment[] =>
  [...state.attachments.values()].filter((attachment) => attachment.volumeId === volumeId);

/** The move of an attached volume has ended, with the given result of Nova's swap. */
export function finishMove(stage: Stage, changes: Changes, swap: 'Success' | 'Error'): void {
  finish(stage);
  noTargets(stage);
  show(stage, { ...changes, attached: true });
  attach(stage);
  showSwap(stage, swap);
}

/**
 * The move of an attached volume has failed or is stuck; `target` is the status of the row that stays, null
 * for none.
 */
export function failMove(
  stage: Stage,
  changes: Changes,
  swap: 'running' | 'Error',
  target: string | null,
): void {
  putBack(stage, { ...changes, attached: true });
  attach(stage);
  noTargets(stage);
  if (target !== null) {
    addRow(stage, { status: target, migrationStatus: `target:${stage.volumeId}` });
  }
  showSwap(stage, swap);
}

/** Nova has attached the guest to the target, and does not report the end; Cinder completes the move. */
export function handOver(stage: Stage): void {
  putBack(stage, { attached: true });
  attach(stage);
  noTargets(stage);
  stage.cloud.stickInCompleting(stage.volumeId, OTHER_NODE);
  showSwap(stage, 'running');
}

function noTargets(stage: Stage): void {
  const { cloud, volumeId } = stage;
  const targets = [...cloud.state.volumes.values()].filter(
    ({ migrationStatus }) => migrationStatus === `target:${volumeId}`,
  );
  for (const { id } of targets) remove(stage, id);
}

// The state of the server's only swap.
function showSwap({ cloud, serverId, time }: Stage, result: 'running' | 'Success' | 'Error'): void {
  const server = cloud.state.servers.get(serverId);
  if (server === undefined) return;
  const now = time.now();
  const isOver = result !== 'running';
  server.actions = server.actions.filter(({ action }) => action !== 'swap_volume');
  server.actions.push({
    ...{
      action: 'swap_volume',
      requestId: `req-${server.actions.length}`,
      userId: 'nova',
      projectId: 'service',
    },
    ...{ startTime: now, updatedAt: now, message: result === 'Error' ? 'Error' : null },
    events: [
      {
        ...{ event: 'compute_swap_volume', startTime: now, traceback: null },
        ...{ finishTime: isOver ? now : null, result: isOver ? result : null },
      },
    ],
  });
}

/** The volume is attached to the server, as Cinder and Nova show it. */
export function attach({ cloud, serverId, volumeId }: Stage): void {
  if (attachmentsOf(cloud, volumeId).some(({ status }) => status === 'attached')) return;
  const server = cloud.state.servers.get(serverId);
  cloud.setServer(serverId, {
    devices: server?.devices.filter((device) => device.volumeId !== volumeId) ?? [],
  });
  cloud.attach(serverId, volumeId);
}

/** Cinder is moving another volume of the server. */
export function moveAnother(stage: Stage): void {
  const { cloud, serverId } = stage;
  const { id } = cloud.addVolume({ name: 'data2', project: 'demo', user: 'alice', type: 'alpha' });
  cloud.attach(serverId, id);
  cloud.setVolume(id, { migrationStatus: 'migrating' });
}

/** An attachment record that the volume does not show, as a failed live migration leaves it. */
export function hideRecord({ cloud, serverId, volumeId }: Stage): void {
  cloud.state.attachments.set('hidden-record', {
    ...{ id: 'hidden-record', volumeId, serverId, hostName: null, device: null },
    ...({ status: 'reserved', mode: null, attachedAt: null } as const),
  });
}

/** Nova has the volume on the server, while Cinder shows it as detached. */
export function holdInNova(stage: Stage): void {
  attach(stage);
  stage.cloud.detachInCinderOnly(stage.volumeId);
}

/** The volume's project may not use the destination type. */
export const makePrivate = ({ cloud }: Stage): void => cloud.makeTypePrivate('beta');

/** That much quota of type beta is reserved, and no more. */
export function reserve({ cloud }: Stage, many: number): void {
  const projectId = cloud.world.projects['demo'] ?? '';
  const usages = cloud.state.quotaUsages.get(projectId) ?? new Map();
  cloud.state.quotaUsages.set(projectId, usages);
  for (const name of ['volumes_beta', 'gigabytes_beta'])
    usages.set(name, { inUse: usages.get(name)?.inUse ?? 0, reserved: many });
}

/** Cinder does not show the attachment that Nova holds. */
export function hideAttachment(stage: Stage): void {
  stage.cloud.loseAttachments(stage.volumeId);
  show(stage, { status: 'in-use', attached: true });
}

/** The owner detaches the volume. */
export function detach(stage: Stage): void {
  const { cloud, serverId, volumeId } = stage;
  cloud.loseAttachments(volumeId);
  const server = cloud.state.servers.get(serverId);
  cloud.setServer(serverId, {
    devices: server?.devices.filter((device) => device.volumeId !== volumeId) ?? [],
  });
  show(stage, { status: 'available', attached: false });
}

export const snapshot = ({ cloud, volumeId }: Stage): void => void cloud.addSnapshot(volumeId);

/** A pool reports another backend. */
export function repool({ cloud }: Stage, name: string, backend: string): void {
  const pool = cloud.state.pools.find((one) => one.name === name);
  if (pool !== undefined) pool.capabilities['volume_backend_name'] = backend;
}

/** The pool has no space left; its backend does not report how much it has in all. */
export function fill({ cloud }: Stage, name: string): void {
  const pool = cloud.state.pools.find((one) => one.name === name);
  Object.assign(pool?.capabilities ?? {}, { free_capacity_gb: 0, total_capacity_gb: 'unknown' });
}

export function removePool({ cloud }: Stage, name: string): void {
  cloud.state.pools = cloud.state.pools.filter((pool) => pool.name !== name);
}

const addRow = ({ cloud, volumeId }: Stage, changes: Changes): void => {
  const { name } = cloud.state.volumes.get(volumeId) ?? { name: 'data1' };
  const { id } = cloud.addVolume({ name: name ?? '', project: 'demo', user: 'alice', type: 'alpha' });
  cloud.setVolume(id, changes);
};

/** The copy that a move leaves on the old backend, which Cinder is deleting. */
export const leaveCopy = (stage: Stage): void =>
  addRow(stage, {
    status: 'deleting',
    migrationStatus: 'deleting',
    description: `migration src for ${stage.volumeId}`,
  });

/** The row that Cinder moves the volume to. */
export const leaveTarget = (stage: Stage): void =>
  addRow(stage, { migrationStatus: `target:${stage.volumeId}` });

/** A volume like the one to be moved that belongs to nobody. */
export const leaveOrphan = (stage: Stage): void => addRow(stage, {});

/** No row but the volume's own, its server's, and what the run has created. */
export function leaveNothing(stage: Stage): void {
  const { cloud, volumeId } = stage;
  const kept = [volumeId, cloud.world.volumes['boot1'], stage.destinationId()];
  for (const id of [...cloud.state.volumes.keys()]) if (!kept.includes(id)) remove(stage, id);
}

/** Why Cinder could not create a volume, in its own words. */
export function say(stage: Stage, text: string): void {
  const { cloud } = stage;
  const projectId = cloud.world.projects['demo'] ?? '';
  cloud.state.messages.splice(0, cloud.state.messages.length, {
    ...{ id: 'message', order: 0, projectId, eventId: 'event', text, resourceType: 'VOLUME' },
    ...{ resourceId: stage.destinationId(), requestId: 'req', createdAt: stage.time.now() },
  });
}
