// Why a question was answered with no: every blocking fact that was found, each with what to do about it.
import type { Context } from './context.ts';
import { isAttachedTo, isMoving } from './doneRules.ts';
import { mismatches } from './extraSpecs.ts';
import type { Pool, Server, Volume, VolumeType } from './types.ts';

const count = (many: number, word: string): string => `${many} ${word}${many === 1 ? '' : 's'}`;

// The blocking facts that cold migration and swap share.
function blockedVolume(volume: Volume): string[] {
  const reasons: string[] = [];
  if (isMoving(volume)) {
    reasons.push(
      `migration_status is ${volume.migrationStatus}: another migration is under way, wait for its end`,
    );
  }
  if (volume.groupId !== null) {
    reasons.push(
      `belongs to group ${volume.groupId}: Cinder moves no volume of a group, take it out of the group first`,
    );
  }
  if (!['disabled', 'not-capable', null].includes(volume.replicationStatus)) {
    reasons.push(
      `replication_status is ${volume.replicationStatus}: Cinder moves no replicated volume, disable its replication first`,
    );
  }
  return reasons;
}

const snapshotReasons = (snapshotIds: readonly string[]): string[] =>
  snapshotIds.length === 0
    ? []
    : [`has ${count(snapshotIds.length, 'snapshot')} (${snapshotIds.join(', ')}): delete them first`];

/** What keeps a volume from a cold migration. */
export function coldBlockers(volume: Volume, snapshotIds: readonly string[]): string[] {
  const attached = volume.attachments.map(
    ({ serverId }) => `is attached to server ${serverId}: detach it, or use migration_type swap`,
  );
  const lost = volume.status === 'in-use' && attached.length === 0 ? [LOST_ATTACHMENT] : [];
  const status =
    volume.status !== 'available' && volume.status !== 'in-use'
      ? [`status is ${volume.status}: it must be available`]
      : [];
  return [...status, ...attached, ...lost, ...snapshotReasons(snapshotIds), ...blockedVolume(volume)];
}

const LOST_ATTACHMENT =
  'is in-use but Cinder shows no attachment: Cinder has lost the record, and a move could be made under a running guest. ' +
  'See which server holds it in Nova, stop that server or detach the volume there, and have the record repaired';

const ACTIVE_STATES = ['active', 'paused', 'resized'];

/** What keeps an attached volume from being swapped. */
export function swapBlockers(volume: Volume, servers: readonly Server[]): string[] {
  return [...attachmentBlockers(volume), ...serverBlockers(volume, servers), ...blockedVolume(volume)];
}

function attachmentBlockers(volume: Volume): string[] {
  if (volume.status === 'in-use' && volume.attachments.length === 0) return [LOST_ATTACHMENT];
  const status =
    volume.status === 'in-use'
      ? []
      : volume.status === 'available'
        ? ['is not attached: use migration_type cold']
        : [`status is ${volume.status}: it must be in-use`];
  const several =
    volume.attachments.length > 1
      ? [`is attached to ${volume.attachments.length} servers: Nova swaps a volume of one server only`]
      : [];
  return [...status, ...several];
}

function serverBlockers(volume: Volume, servers: readonly Server[]): string[] {
  return volume.attachments.flatMap(({ serverId }) => {
    const server = servers.find(({ id }) => id === serverId);
    if (server === undefined) return [`server ${serverId} was not found`];
    const reasons: string[] = [];
    if (!ACTIVE_STATES.includes(server.vmState)) {
      reasons.push(`server ${serverId}: vm_state is ${server.vmState}, it must be active, paused or resized`);
    }
    if (server.taskState !== null) {
      reasons.push(`server ${serverId}: task_state is ${server.taskState}, wait for that task's end`);
    }
    return reasons;
  });
}

/** What would keep the source of a direct swap from being deleted, or the destination from being like it. */
export const replacementBlockers = (context: Context): string[] => [
  ...snapshotReasons(context.snapshotIds).map(
    (reason) =>
      `${reason}: a swap by attachment deletes the source, and Cinder deletes no volume that has snapshots`,
  ),
];

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** Why a type's volumes cannot live on a pool. */
export const typeMismatches = (volumeType: VolumeType | null, pool: Pool): string[] =>
  mismatches(volumeType, pool).map(
    ({ key, required, found }) =>
      `volume type ${volumeType?.name} asks for ${key} ${JSON.stringify(required)}, pool ${pool.name} reports ${show(found)}`,
  );

/** Why Cinder may have found no place for a retype: said after it gave up, from what its pools report. */
export function placeReasons(context: Context, pools: readonly Pool[]): string[] {
  const { destinationVolumeType, volume, snapshotIds } = context;
  if (destinationVolumeType === null || volume === null) return [];
  const serving = pools.filter((pool) => mismatches(destinationVolumeType, pool).length === 0);
  const reasons = [
    ...snapshotReasons(snapshotIds).map(
      (reason) => `${reason}: a volume with snapshots cannot change its backend`,
    ),
  ];
  if (serving.length === 0) {
    const specs = Object.entries(destinationVolumeType.extraSpecs).map(([key, value]) => `${key}=${value}`);
    return [
      ...reasons,
      `no pool serves volume type ${destinationVolumeType.name} (${specs.join(', ')}); pools: ${pools.map(({ name }) => name).join(', ') || 'none'}`,
    ];
  }
  return [...reasons, ...serving.flatMap((pool) => roomReasons(volume, pool))];
}

/** Too little room on a pool, where it tells how much it has. */
export function roomReasons(volume: Volume, pool: Pool): string[] {
  const free = pool.capabilities['free_capacity_gb'];
  if (typeof free !== 'number' || free >= volume.sizeGib) return [];
  return [`pool ${pool.name} has ${free} GiB free, the volume needs ${volume.sizeGib}`];
}

/** What an in-use volume's end looks like when Cinder has lost its attachment. */
export const attachmentReasons = (volume: Volume, serverIds: readonly string[]): string[] =>
  isAttachedTo(volume, serverIds)
    ? []
    : [
        `the data was moved, but Cinder shows no attachment to server ${serverIds.join(', ')} any more, while Nova still holds the volume`,
        'touch nothing before the attachment record is repaired: a further move would be made under the running guest',
      ];
