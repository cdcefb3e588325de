// Whether Cinder's volume, its attachment records and Nova agree on who uses the volume.
import { disagreements, type Users } from '../../../machines/attachmentReasons.ts';
import type { Attachment, AttachmentRecord, Server, Volume } from '../../../machines/types.ts';
import type { Given, Tell } from './facts.ts';

/** Cinder and Nova agree on who uses the volume: the chart's own rule, applied to what its guard has read. */
export const agreement: Tell = (given) => {
  if (!('context.holders.length' in given)) return [];
  const many = disagreements(usersIn(given)).length;
  return [
    many === 0
      ? { text: 'Cinder and Nova agree on who uses it', met: true }
      : {
          text: `Cinder and Nova disagree on who uses it${many > 1 ? `, ${many} times` : ''}`,
          met: false,
        },
  ];
};

// What the guard did not read does not decide either.
function usersIn(given: Given): Users {
  const rows = <T>(path: string, fields: readonly (keyof T & string)[]): T[] =>
    Array.from({ length: Number(given[`${path}.length`] ?? 0) }, (_, index) => {
      const values = fields.map((field) => [field, given[`${path}.${index}.${field}`] ?? null]);
      return Object.fromEntries(values) as T;
    });
  const attachments = rows<Attachment>('context.volume.attachments', [
    'attachmentId',
    'serverId',
    'hostName',
  ]);
  return {
    volume: { attachments } as Pick<Volume, 'attachments'> as Volume,
    records: rows<AttachmentRecord>('context.attachmentRecords', ['id', 'status', 'serverId']),
    holders: rows<Server>('context.holders', ['id', 'name']).map((server) => ({ ...server, vmState: '' })),
  };
}
