// Who uses a volume: every way in which Cinder's volume, Cinder's attachment records and Nova can contradict each other.
import { describe, expect, test } from 'vitest';
import { disagreements, serverOf, type Users, unknownToNova } from '../../machines/attachmentReasons.ts';
import type { Server, Volume } from '../../machines/types.ts';
import { attached, attachment, consistent, record, SERVER_ID, server, volume } from './walk.ts';

const hidden = (id: string, status: string, whose: string) =>
  `Cinder keeps attachment ${id} (status ${status}, ${whose}), but the volume does not show it. ` +
  'Check whether a live migration or an attach is in progress. If not, have this record removed: ' +
  `openstack --os-volume-api-version 3.27 volume attachment delete ${id}`;
const notAttached = (id: string, of: string, status: string) =>
  `attachment ${id} of ${of} has status ${status}. Wait until it is attached`;
const noRecord = (id: string, of: string) =>
  `the volume shows attachment ${id} of ${of}, but Cinder has no record of it`;
const notShown = (id: string) =>
  `server vm1 (${id}) has the volume attached according to Nova, but Cinder does not show that attachment. ` +
  'The guest may be using the volume. Detach it in Nova, or have the attachment repaired in Cinder, before you move it';
const shelved = (vmState: string) =>
  `server vm1 (${SERVER_ID}) uses the volume and is shelved (vm_state ${vmState}). Unshelve the server, or detach the volume from it`;
const duplicates = (many: number, ids: string) =>
  `the volume has ${many} attachments to the same server ${SERVER_ID} (${ids}): all but one of them are stale. Find out which one Nova uses, and have the others removed`;

const users = (one: Volume, changes: Partial<Users> = {}): Users => ({ ...consistent(one), ...changes });
const withAttachments = (...attachments: Volume['attachments']): Volume => attached({ attachments });
const onServer = `server ${SERVER_ID}`;

const nothing: readonly (readonly [string, Users])[] = [
  ['a free volume that nobody has', users(volume())],
  ['an attached volume, its record and its server', users(attached())],
  [
    'attachments of two servers, each with its record',
    users(withAttachments(attachment(), attachment({ attachmentId: 'b', serverId: 's2' }))),
  ],
  ['an attachment of a host, with its record', users(withAttachments(attachment({ serverId: '' })))],
  [
    'two attachments of hosts: a host may have several',
    users(withAttachments(attachment({ serverId: '' }), attachment({ attachmentId: 'b', serverId: '' }))),
  ],
  [
    'an attachment without an id, and the record of its server',
    users(withAttachments(attachment({ attachmentId: null })), { records: [record({ id: 'r' })] }),
  ],
  ['a server that Nova does not name among those that have it', users(attached(), { holders: [] })],
];

const contradictions: readonly (readonly [string, Users, readonly string[]])[] = [
  [
    'a record that a free volume does not show',
    users(volume(), { records: [record({ id: 'r', status: 'reserved' })] }),
    [hidden('r', 'reserved', onServer)],
  ],
  [
    'a record of no server',
    users(volume(), { records: [record({ id: 'r', status: 'attaching', serverId: '' })] }),
    [hidden('r', 'attaching', 'no server')],
  ],
  [
    'a record that is attached and is not shown',
    users(volume(), { records: [record({ id: 'r' })] }),
    [hidden('r', 'attached', onServer)],
  ],
  [
    'a second record of the server that has the volume',
    users(attached(), { records: [record(), record({ id: 'r', status: 'reserved' })] }),
    [hidden('r', 'reserved', onServer)],
  ],
  [
    'a second record, where the attachment has no id',
    users(withAttachments(attachment({ attachmentId: null })), {
      records: [record({ id: 'r' }), record({ id: 'q', serverId: 's2' })],
    }),
    [hidden('q', 'attached', 'server s2')],
  ],
  [
    'two records that are not shown',
    users(volume(), { records: [record({ id: 'r' }), record({ id: 'q' })] }),
    [hidden('r', 'attached', onServer), hidden('q', 'attached', onServer)],
  ],
  [
    'the record of the attachment is not attached',
    users(attached(), { records: [record({ status: 'detaching' })] }),
    [notAttached('a', onServer, 'detaching')],
  ],
  [
    'the record of a host is not attached',
    users(withAttachments(attachment({ serverId: '' })), {
      records: [record({ status: 'attaching', serverId: '' })],
    }),
    [notAttached('a', 'host compute1', 'attaching')],
  ],
  ['an attachment without a record', users(attached(), { records: [] }), [noRecord('a', onServer)]],
  [
    'an attachment without an id and without a record',
    users(withAttachments(attachment({ attachmentId: null })), { records: [] }),
    [noRecord('without an id', onServer)],
  ],
  [
    'an attachment without an id, and a record of another server',
    users(withAttachments(attachment({ attachmentId: null })), {
      records: [record({ id: 'r', serverId: 's2' })],
    }),
    [hidden('r', 'attached', 'server s2'), noRecord('without an id', onServer)],
  ],
  [
    'an attachment with another id than the record of its server',
    users(attached(), { records: [record({ id: 'r' })] }),
    [hidden('r', 'attached', onServer), noRecord('a', onServer)],
  ],
  [
    'two attachments of one server',
    users(withAttachments(attachment(), attachment({ attachmentId: 'b' }))),
    [duplicates(2, 'a, b')],
  ],
  [
    'three attachments of one server, one of which has no id, beside one of another',
    users(
      withAttachments(
        attachment(),
        attachment({ attachmentId: 'c', serverId: 's2' }),
        attachment({ attachmentId: 'b' }),
        attachment({ attachmentId: null }),
      ),
    ),
    [duplicates(3, 'a, b, without an id'), expect.stringContaining('Cinder keeps attachment ')],
  ],
  [
    'a server has it, and Cinder shows it free',
    users(volume(), { holders: [server()] }),
    [notShown(SERVER_ID)],
  ],
  [
    'another server has it than Cinder shows',
    users(attached(), { holders: [server(), server({ id: 's2' })] }),
    [notShown('s2')],
  ],
  [
    'a shelved server has it',
    users(volume(), { holders: [server({ vmState: 'shelved' })] }),
    [shelved('shelved')],
  ],
  [
    'a server has it that is shelved and offloaded',
    users(volume(), { holders: [server({ vmState: 'shelved_offloaded' })] }),
    [shelved('shelved_offloaded')],
  ],
  [
    'all of it',
    users(withAttachments(attachment(), attachment({ attachmentId: 'b' })), {
      records: [record({ status: 'detaching' }), record({ id: 'r', status: 'reserved' })],
      holders: [server({ id: 's2' })],
    }),
    [
      duplicates(2, 'a, b'),
      hidden('r', 'reserved', onServer),
      notAttached('a', onServer, 'detaching'),
      noRecord('b', onServer),
      notShown('s2'),
    ],
  ],
];

describe('Cinder and Nova agree', () => {
  test.each(nothing)('%s', (_, known) => {
    expect(disagreements(known)).toEqual([]);
  });
});

describe('Cinder and Nova contradict each other', () => {
  test.each(contradictions)('%s', (_, known, reasons) => {
    expect(disagreements(known)).toEqual(reasons);
  });
});

describe('an attachment that Nova does not list', () => {
  const unknown = (id: string, serverId = SERVER_ID) =>
    `Nova does not list the volume on server vm1 (${serverId}): attachment ${id} exists only in Cinder. Have it repaired before you move the volume`;
  const two = withAttachments(attachment(), attachment({ attachmentId: null, serverId: 's2' }));
  const rows: readonly (readonly [string, Volume, readonly Server[], readonly string[]])[] = [
    ['of a free volume there is none', volume(), [server({ volumeIds: [] })], []],
    ['nor where its server lists it', attached(), [server({ volumeIds: ['root', volume().id] })], []],
    ['nor where its server was not found', attached(), [server({ id: 's2', volumeIds: [] })], []],
    ['its server lists no volume', attached(), [server({ volumeIds: [] })], [unknown('a')]],
    ['its server lists others', attached(), [server({ volumeIds: ['root'] })], [unknown('a')]],
    [
      'one of two, without an id',
      two,
      [server(), server({ id: 's2', volumeIds: [] })],
      [unknown('without an id', 's2')],
    ],
  ];
  test.each(rows)('%s', (_, one, servers, reasons) => {
    expect(unknownToNova(one, servers)).toEqual(reasons);
  });
});

test.each([
  ['a server', attachment(), `server ${SERVER_ID}`],
  ['a host', attachment({ serverId: '' }), 'host compute1'],
  ['a host of which no name is known', attachment({ serverId: '', hostName: null }), 'host without a name'],
])('an attachment is named by %s', (_, one, words) => {
  expect(serverOf(one)).toBe(words);
});
