// Why a question was answered with no: every blocking fact that was found, each with what to do about it.
import { disagreements, serverOf, type Users, unknownToNova } from './attachmentReasons.ts';
import { isAttachedTo, isMoving } from './doneRules.ts';
import { isLuks } from './encryption.ts';
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

/** Snapshots, which Cinder lets neither move nor delete with their volume. */
export const snapshotReasons = (snapshotIds: readonly string[]): string[] =>
  snapshotIds.length === 0
    ? []
    : [`has ${count(snapshotIds.length, 'snapshot')} (${snapshotIds.join(', ')}): delete them first`];

/** What keeps a volume from a cold migration. */
export function coldBlockers(users: Users, snapshotIds: readonly string[]): string[] {
  const { volume } = users;
  const attached = volume.attachments.map((attachment) =>
    attachment.serverId === ''
      ? `is attached to ${serverOf(attachment)}: detach it there`
      : `is attached to ${serverOf(attachment)}: detach it, or use migration_type swap`,
  );
  const lost = volume.status === 'in-use' && attached.length === 0 ? [LOST_ATTACHMENT] : [];
  const status =
    volume.status !== 'available' && volume.status !== 'in-use'
      ? [`status is ${volume.status}: it must be available`]
      : [];
  return [
    ...status,
    ...attached,
    ...lost,
    ...disagreements(users),
    ...snapshotReasons(snapshotIds),
    ...blockedVolume(volume),
  ];
}

const LOST_ATTACHMENT =
  'is in-use but Cinder shows no attachment: Cinder has lost the record, and a move could be made under a running guest. ' +
  'See which server holds it in Nova, stop that server or detach the volume there, and have the record repaired';

const ACTIVE_STATES = ['active', 'paused', 'resized'];

/** What keeps an attached volume from being swapped. */
export function swapBlockers(users: Users, servers: readonly Server[]): string[] {
  const { volume } = users;
  return [
    ...attachmentBlockers(volume),
    ...serverBlockers(volume, servers),
    ...disagreements(users),
    ...unknownToNova(volume, servers),
    ...blockedVolume(volume),
    ...encryptionBlockers(volume),
  ];
}

const serversOf = ({ attachments }: Volume): ReadonlySet<string> =>
  new Set(attachments.flatMap(({ serverId }) => serverId || []));

function attachmentBlockers(volume: Volume): string[] {
  if (volume.status === 'in-use' && volume.attachments.length === 0) return [LOST_ATTACHMENT];
  const status =
    volume.status === 'in-use'
      ? []
      : volume.status === 'available'
        ? ['is not attached: use migration_type cold']
        : [`status is ${volume.status}: it must be in-use`];
  const hosts = volume.attachments.filter(({ serverId }) => serverId === '');
  return [
    ...status,
    ...hosts.map(
      (attachment) =>
        `is attached to ${serverOf(attachment)}, not to a server: Nova can swap servers' volumes only`,
    ),
    ...(serversOf(volume).size > 1
      ? [`is attached to ${serversOf(volume).size} servers: Nova swaps a volume of one server only`]
      : []),
  ];
}

function serverBlockers(volume: Volume, servers: readonly Server[]): string[] {
  return [...serversOf(volume)].flatMap((serverId) => {
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

const encryptionBlockers = ({ encryptionProvider }: Volume): string[] =>
  isLuks(encryptionProvider)
    ? [
        `is encrypted (${encryptionProvider}), and Nova cannot swap an encrypted volume: detach it and use migration_type cold`,
      ]
    : [];

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** Why a type's volumes cannot live on a pool. */
export const typeMismatches = (volumeType: VolumeType | null, pool: Pool): string[] =>
  mismatches(volumeType, pool).map(
    ({ key, required, found }) =>
      `volume type ${volumeType?.name} asks for ${key} ${JSON.stringify(required)}, pool ${pool.name} reports ${show(found)}`,
  );

/** What an in-use volume's end looks like when Cinder has lost its attachment. */
export const attachmentReasons = (volume: Volume, serverIds: readonly string[]): string[] =>
  isAttachedTo(volume, serverIds)
    ? []
    : [
        `the data was moved, but Cinder shows no attachment to server ${serverIds.join(', ')} any more, while Nova still holds the volume`,
        'touch nothing before the attachment record is repaired: a further move would be made under the running guest',
      ];
