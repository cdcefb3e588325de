// Who uses a volume: Cinder's volume, Cinder's attachment records and Nova must agree before a move.
import type { Attachment, AttachmentRecord, Server, Volume } from './types.ts';

/** What is known of a volume's users. */
export interface Users {
  readonly volume: Volume;
  readonly records: readonly AttachmentRecord[];
  /** The servers that hold the volume, according to Nova. */
  readonly holders: readonly Server[];
}

/** Every contradiction between Cinder's volume, its attachment records and Nova. */
export const disagreements = (users: Users): string[] => [
  ...duplicates(users.volume),
  ...recordsNotShown(users),
  ...recordsNotAttached(users),
  ...attachmentsWithoutRecord(users),
  ...holdersNotShown(users),
];

export const serverOf = ({ serverId, hostName }: Attachment): string =>
  serverId === '' ? `host ${hostName ?? 'without a name'}` : `server ${serverId}`;

const ofServer = (serverId: string): string => (serverId === '' ? 'no server' : `server ${serverId}`);

// Two attachments of one server: a detach that failed halfway.
function duplicates({ attachments }: Volume): string[] {
  const byServer = Map.groupBy(attachments, ({ serverId }) => serverId);
  return [...byServer].flatMap(([serverId, own]) =>
    serverId === '' || own.length < 2
      ? []
      : [
          `the volume has ${own.length} attachments to the same server ${serverId} (${own.map(({ attachmentId }) => attachmentId ?? 'without an id').join(', ')}): ` +
            'all but one of them are stale. Find out which one Nova uses, and have the others removed',
        ],
  );
}

const recordOf = (records: readonly AttachmentRecord[], { attachmentId, serverId }: Attachment) =>
  records.find((record) =>
    attachmentId === null ? record.serverId === serverId : record.id === attachmentId,
  );

function recordsNotShown({ volume, records }: Users): string[] {
  const shown = new Set(volume.attachments.flatMap((attachment) => recordOf(records, attachment)?.id ?? []));
  return records
    .filter(({ id }) => !shown.has(id))
    .map(
      ({ id, status, serverId }) =>
        `Cinder keeps attachment ${id} (status ${status}, ${ofServer(serverId)}), but the volume does not show it. ` +
        'Check whether a live migration or an attach is in progress. If not, have this record removed: ' +
        `openstack --os-volume-api-version 3.27 volume attachment delete ${id}`,
    );
}

function recordsNotAttached({ volume, records }: Users): string[] {
  return volume.attachments.flatMap((attachment) => {
    const record = recordOf(records, attachment);
    return record === undefined || record.status === 'attached'
      ? []
      : [
          `attachment ${record.id} of ${serverOf(attachment)} has status ${record.status}. Wait until it is attached`,
        ];
  });
}

function attachmentsWithoutRecord({ volume, records }: Users): string[] {
  return volume.attachments
    .filter((attachment) => recordOf(records, attachment) === undefined)
    .map(
      (attachment) =>
        `the volume shows attachment ${attachment.attachmentId ?? 'without an id'} of ${serverOf(attachment)}, but Cinder has no record of it`,
    );
}

function holdersNotShown({ volume, holders }: Users): string[] {
  return holders
    .filter(({ id }) => !volume.attachments.some(({ serverId }) => serverId === id))
    .map((server) => holderReason(server));
}

const holderReason = ({ id, name, vmState }: Server): string =>
  vmState.startsWith('shelved')
    ? `server ${name} (${id}) uses the volume and is shelved (vm_state ${vmState}). Unshelve the server, or detach the volume from it`
    : `server ${name} (${id}) has the volume attached according to Nova, but Cinder does not show that attachment. ` +
      'The guest may be using the volume. Detach it in Nova, or have the attachment repaired in Cinder, before you move it';

/** Attachments that Nova does not know: a swap would leave the volume in status `detaching`. */
export const unknownToNova = (volume: Volume, servers: readonly Server[]): string[] =>
  volume.attachments.flatMap(({ attachmentId, serverId }) => {
    const server = servers.find(({ id }) => id === serverId);
    if (server === undefined || server.volumeIds.includes(volume.id)) return [];
    return [
      `Nova does not list the volume on server ${server.name} (${serverId}): attachment ${attachmentId ?? 'without an id'} exists only in Cinder. Have it repaired before you move the volume`,
    ];
  });
