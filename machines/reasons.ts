// Why a check did not pass: every blocking fact, each with its remedy.
import { disagreements, serverOf, type Users, unknownToNova } from './attachmentReasons.ts';
import { isAttachedTo } from './completion.ts';
import { isLuks } from './encryption.ts';
import { mismatches } from './extraSpecs.ts';
import { sourceServiceReasons } from './serviceReasons.ts';
import type { Pool, Server, Volume, VolumeType } from './types.ts';
import { isMoving } from './volumeRules.ts';

const count = (many: number, word: string): string => `${many} ${word}${many === 1 ? '' : 's'}`;

// The blocking facts that cold migration and swap share.
function blockedVolume(volume: Volume): string[] {
  const reasons: string[] = [];
  const copied = /^target:(.+)$/.exec(volume.migrationStatus ?? '')?.[1];
  if (copied !== undefined) {
    reasons.push(
      `the volume is the copy that Cinder makes of volume ${copied} (migration_status ${volume.migrationStatus}). Wait until that migration ends`,
    );
  }
  if (isMoving(volume)) {
    reasons.push(
      `the volume's migration_status is ${volume.migrationStatus}: another migration is in progress. Wait until it ends`,
    );
  }
  if (volume.groupId !== null) {
    reasons.push(
      `the volume belongs to group ${volume.groupId}: Cinder cannot move a volume in a group. Remove it from the group first`,
    );
  }
  if (!['disabled', 'not-capable', null].includes(volume.replicationStatus)) {
    reasons.push(
      `the volume's replication_status is ${volume.replicationStatus}: Cinder cannot move a replicated volume. Disable its replication first`,
    );
  }
  return [...reasons, ...sourceServiceReasons(volume)];
}

/** Snapshots: Cinder neither moves nor deletes a volume that has any. */
export const snapshotReasons = (snapshotIds: readonly string[]): string[] =>
  snapshotIds.length === 0
    ? []
    : [
        `the volume has ${count(snapshotIds.length, 'snapshot')} (${snapshotIds.join(', ')}): delete ${snapshotIds.length === 1 ? 'it' : 'them'} first`,
      ];

/** What blocks a cold migration of a volume. `hasNode`: it has a destination node, which a swap does not take. */
export function coldBlockers(users: Users, snapshotIds: readonly string[], hasNode = false): string[] {
  const { volume } = users;
  const attached = volume.attachments.map((attachment) =>
    attachment.serverId === ''
      ? `the volume is attached to ${serverOf(attachment)}: detach it there`
      : `the volume is attached to ${serverOf(attachment)}: detach it, or use migration_type ${hasNode ? 'migrate' : 'swap'}`,
  );
  const lost = volume.status === 'in-use' && attached.length === 0 ? [LOST_ATTACHMENT] : [];
  const status =
    volume.status !== 'available' && volume.status !== 'in-use'
      ? [`the volume's status is ${volume.status}: it must be available`]
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
  'the volume is in-use, but Cinder shows no attachment: Cinder has lost the record, and the volume could be moved under a running guest. ' +
  'Find the server that uses it in Nova, stop that server or detach the volume there, and have the record repaired';

const ACTIVE_STATES = ['active', 'paused', 'resized'];

/** What blocks a swap of an attached volume. */
export function swapBlockers(users: Users, servers: readonly Server[]): string[] {
  const { volume } = users;
  return [
    ...attachmentBlockers(volume, 'the volume is not attached: use migration_type cold'),
    ...serverBlockers(volume, servers),
    ...disagreements(users),
    ...unknownToNova(volume, servers),
    ...blockedVolume(volume),
    ...encryptionBlockers(volume, 'Detach it and use migration_type cold'),
  ];
}

/** What is known of a volume that may be detached or attached. */
export interface Move {
  readonly users: Users;
  readonly servers: readonly Server[];
  /** IDs of the servers' other volumes that Cinder is moving. */
  readonly movesOfServers: readonly string[];
  readonly snapshotIds: readonly string[];
}

/** What blocks the migration of a volume to a pool. */
export const migrateBlockers = (move: Move): string[] => moveBlockers(move, move.snapshotIds);

/** What blocks the retype of a volume; with snapshots, Cinder can still retype it in its place. */
export const retypeBlockers = (move: Move): string[] => moveBlockers(move, []);

function moveBlockers({ users, servers, movesOfServers }: Move, snapshotIds: readonly string[]): string[] {
  const { volume } = users;
  if (volume.status !== 'in-use' && volume.attachments.length === 0) return coldBlockers(users, snapshotIds);
  return [
    ...attachmentBlockers(
      volume,
      "the volume's status is available, but it has an attachment: it must be in-use",
    ),
    ...serverBlockers(volume, servers),
    ...movesOfServers.map(
      (id) =>
        `volume ${id} of the same server is being moved, and Nova works on one volume of a server at a time. Wait until that move ends`,
    ),
    ...disagreements(users),
    ...unknownToNova(volume, servers),
    ...snapshotReasons(snapshotIds),
    ...blockedVolume(volume),
    ...encryptionBlockers(volume, 'Detach it first'),
  ];
}

const serversOf = ({ attachments }: Volume): ReadonlySet<string> =>
  new Set(attachments.flatMap(({ serverId }) => serverId || []));

function attachmentBlockers(volume: Volume, ifAvailable: string): string[] {
  if (volume.status === 'in-use' && volume.attachments.length === 0) return [LOST_ATTACHMENT];
  const status =
    volume.status === 'in-use'
      ? []
      : volume.status === 'available'
        ? [ifAvailable]
        : [`the volume's status is ${volume.status}: it must be in-use`];
  const hosts = volume.attachments.filter(({ serverId }) => serverId === '');
  return [
    ...status,
    ...hosts.map(
      (attachment) =>
        `the volume is attached to ${serverOf(attachment)}, not to a server: Nova can swap only volumes of servers`,
    ),
    ...(serversOf(volume).size > 1
      ? [
          `the volume is attached to ${serversOf(volume).size} servers: Nova can swap only a volume that is attached to one server`,
        ]
      : []),
  ];
}

// A server may have no name.
const serverInWords = ({ id, name }: Server): string =>
  name === '' ? `server ${id}` : `server ${name} (${id})`;

function serverBlockers(volume: Volume, servers: readonly Server[]): string[] {
  return [...serversOf(volume)].flatMap((serverId) => {
    const server = servers.find(({ id }) => id === serverId);
    if (server === undefined) return [`server ${serverId} not found`];
    const reasons: string[] = [];
    if (!ACTIVE_STATES.includes(server.vmState)) {
      reasons.push(
        `${serverInWords(server)}: vm_state is ${server.vmState}; it must be active, paused or resized`,
      );
    }
    if (server.taskState !== null) {
      reasons.push(`${serverInWords(server)}: task_state is ${server.taskState}. Wait until that task ends`);
    }
    return reasons;
  });
}

const encryptionBlockers = ({ encryptionProvider }: Volume, remedy: string): string[] =>
  isLuks(encryptionProvider)
    ? [`the volume is encrypted (${encryptionProvider}), and Nova cannot swap an encrypted volume. ${remedy}`]
    : [];

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** Why a type's volumes cannot live on a pool. */
export const typeMismatches = (volumeType: VolumeType | null, pool: Pool): string[] =>
  mismatches(volumeType, pool).map(
    ({ key, required, found }) =>
      `volume type ${volumeType?.name} requires ${key} ${JSON.stringify(required)}, but pool ${pool.name} reports ${show(found)}`,
  );

/** Describes an in-use volume whose attachment Cinder has lost. */
export const attachmentReasons = (volume: Volume, serverIds: readonly string[]): string[] =>
  isAttachedTo(volume, serverIds)
    ? []
    : [
        `the data was moved, but Cinder no longer shows an attachment to server ${serverIds.join(', ')}, while Nova still uses the volume`,
        'do not change anything until the attachment record is repaired: another migration would move the volume under the running guest',
      ];
