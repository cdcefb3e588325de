// Why a question is answered with no: every blocking fact, in the words that a person reads.
import { describe, expect, test } from 'vitest';
import {
  attachmentReasons,
  coldBlockers,
  snapshotReasons,
  swapBlockers,
  typeMismatches,
} from '../../machines/reasons.ts';
import type { Server, Volume } from '../../machines/types.ts';
import { alpha, attached, attachment, consistent, pool, SERVER_ID, server, volume } from './walk.ts';

const LOST =
  'is in-use but Cinder shows no attachment: Cinder has lost the record, and a move could be made under a running guest. ' +
  'See which server holds it in Nova, stop that server or detach the volume there, and have the record repaired';

// What keeps a volume from either move.
const shared: readonly (readonly [Partial<Volume>, string | null])[] = [
  [
    { migrationStatus: 'starting' },
    'migration_status is starting: another migration is under way, wait for its end',
  ],
  [
    { migrationStatus: 'migrating' },
    'migration_status is migrating: another migration is under way, wait for its end',
  ],
  [
    { migrationStatus: 'completing' },
    'migration_status is completing: another migration is under way, wait for its end',
  ],
  [{ migrationStatus: 'success' }, null],
  [{ migrationStatus: 'error' }, null],
  [
    { groupId: 'g1' },
    'belongs to group g1: Cinder moves no volume of a group, take it out of the group first',
  ],
  [{ replicationStatus: 'disabled' }, null],
  [{ replicationStatus: 'not-capable' }, null],
  [
    { replicationStatus: 'enabled' },
    'replication_status is enabled: Cinder moves no replicated volume, disable its replication first',
  ],
  [
    { replicationStatus: '' },
    'replication_status is : Cinder moves no replicated volume, disable its replication first',
  ],
];

describe('what keeps a volume from a cold migration', () => {
  test.each(shared)('%j', (changes, reason) => {
    expect(coldBlockers(consistent(volume(changes)), [])).toEqual(reason === null ? [] : [reason]);
  });

  const rows: readonly (readonly [string, Volume, readonly string[], readonly string[]])[] = [
    ['nothing', volume(), [], []],
    ['its status', volume({ status: 'error' }), [], ['status is error: it must be available']],
    ['maintenance', volume({ status: 'maintenance' }), [], ['status is maintenance: it must be available']],
    [
      'an attachment',
      attached(),
      [],
      [`is attached to server ${SERVER_ID}: detach it, or use migration_type swap`],
    ],
    [
      'an attachment to a host',
      attached({ attachments: [attachment({ serverId: '' })] }),
      [],
      ['is attached to host compute1: detach it there'],
    ],
    [
      'two attachments, one of them to a host of which no name is known',
      attached({
        attachments: [attachment(), attachment({ attachmentId: 'b', serverId: '', hostName: null })],
      }),
      [],
      [
        `is attached to server ${SERVER_ID}: detach it, or use migration_type swap`,
        'is attached to host without a name: detach it there',
      ],
    ],
    ['an attachment that Cinder has lost', attached({ attachments: [] }), [], [LOST]],
    ['one snapshot', volume(), ['s1'], ['has 1 snapshot (s1): delete them first']],
    ['three snapshots', volume(), ['s1', 's2', 's3'], ['has 3 snapshots (s1, s2, s3): delete them first']],
    [
      'all of it',
      attached({
        status: 'extending',
        groupId: 'g',
        migrationStatus: 'migrating',
        replicationStatus: 'error',
      }),
      ['s1'],
      [
        'status is extending: it must be available',
        `is attached to server ${SERVER_ID}: detach it, or use migration_type swap`,
        'has 1 snapshot (s1): delete them first',
        'migration_status is migrating: another migration is under way, wait for its end',
        'belongs to group g: Cinder moves no volume of a group, take it out of the group first',
        'replication_status is error: Cinder moves no replicated volume, disable its replication first',
      ],
    ],
  ];
  test.each(rows)('%s', (_, one, snapshots, reasons) => {
    expect(coldBlockers(consistent(one), snapshots)).toEqual(reasons);
  });
});

describe('what keeps an attached volume from a swap', () => {
  test.each(shared)('%j', (changes, reason) => {
    expect(swapBlockers(consistent(attached(changes)), [server()])).toEqual(reason === null ? [] : [reason]);
  });

  const two = attached({
    attachments: [attachment({ serverId: 's1' }), attachment({ attachmentId: 'b', serverId: 's2' })],
  });
  const rows: readonly (readonly [string, Volume, readonly Server[], readonly string[]])[] = [
    ['nothing: active', attached(), [server()], []],
    ['nothing: paused', attached(), [server({ vmState: 'paused' })], []],
    ['nothing: resized', attached(), [server({ vmState: 'resized' })], []],
    [
      'a server that is shelved',
      attached(),
      [server({ vmState: 'shelved' })],
      [`server ${SERVER_ID}: vm_state is shelved, it must be active, paused or resized`],
    ],
    [
      "a server's task",
      attached(),
      [server({ taskState: 'rebooting' })],
      [`server ${SERVER_ID}: task_state is rebooting, wait for that task's end`],
    ],
    [
      'both',
      attached(),
      [server({ vmState: 'stopped', taskState: 'powering-on' })],
      [
        `server ${SERVER_ID}: vm_state is stopped, it must be active, paused or resized`,
        `server ${SERVER_ID}: task_state is powering-on, wait for that task's end`,
      ],
    ],
    ['a server that is not there', attached(), [], [`server ${SERVER_ID} was not found`]],
    ['no attachment', volume(), [], ['is not attached: use migration_type cold']],
    ['an attachment that Cinder has lost', attached({ attachments: [] }), [], [LOST]],
    ['its status', attached({ status: 'detaching' }), [server()], ['status is detaching: it must be in-use']],
    [
      'two servers',
      two,
      [server({ id: 's1' }), server({ id: 's2', vmState: 'stopped' })],
      [
        'is attached to 2 servers: Nova swaps a volume of one server only',
        'server s2: vm_state is stopped, it must be active, paused or resized',
      ],
    ],
    [
      'two attachments of one server: Nova takes them for one, and so the server is named once',
      attached({ attachments: [attachment(), attachment({ attachmentId: 'b' })] }),
      [server({ vmState: 'stopped' })],
      [
        `server ${SERVER_ID}: vm_state is stopped, it must be active, paused or resized`,
        `has 2 attachments to the same server ${SERVER_ID} (a, b): all but one are stale. Find out which one Nova uses, and have the others removed`,
      ],
    ],
    [
      'an attachment to a host',
      attached({ attachments: [attachment({ serverId: '' })] }),
      [],
      ["is attached to host compute1, not to a server: Nova can swap servers' volumes only"],
    ],
    [
      'an attachment to a host beside one to a server',
      attached({ attachments: [attachment(), attachment({ attachmentId: 'b', serverId: '' })] }),
      [server()],
      ["is attached to host compute1, not to a server: Nova can swap servers' volumes only"],
    ],
    [
      'an attachment that Nova does not list',
      attached(),
      [server({ volumeIds: ['other'] })],
      [
        `Nova does not list the volume on server vm1 (${SERVER_ID}): attachment a exists in Cinder only. Have it repaired before the volume is moved`,
      ],
    ],
    [
      'encryption that libvirt decrypts',
      attached({ encrypted: true, encryptionProvider: 'luks' }),
      [server()],
      [
        'is encrypted (luks), and Nova cannot swap an encrypted volume: detach it and use migration_type cold',
      ],
    ],
    [
      'nothing: encryption that libvirt does not decrypt',
      attached({ encrypted: true, encryptionProvider: 'plain' }),
      [server()],
      [],
    ],
    [
      'all of it',
      attached({ status: 'extending', groupId: 'g', encrypted: true, encryptionProvider: 'luks' }),
      [server({ vmState: 'stopped', volumeIds: [] })],
      [
        'status is extending: it must be in-use',
        `server ${SERVER_ID}: vm_state is stopped, it must be active, paused or resized`,
        `Nova does not list the volume on server vm1 (${SERVER_ID}): attachment a exists in Cinder only. Have it repaired before the volume is moved`,
        'belongs to group g: Cinder moves no volume of a group, take it out of the group first',
        'is encrypted (luks), and Nova cannot swap an encrypted volume: detach it and use migration_type cold',
      ],
    ],
  ];
  test.each(rows)('%s', (_, one, servers, reasons) => {
    expect(swapBlockers(consistent(one), servers)).toEqual(reasons);
  });
});

test.each([
  ['another value', { volume_backend_name: 'beta' }, '"beta"'],
  ['a number', { volume_backend_name: 5 }, '5'],
  ['null', { volume_backend_name: null }, 'null'],
  ['nothing of that name', {}, 'nothing'],
])('a type that does not fit a pool which reports %s', (_, capabilities, reported) => {
  expect(typeMismatches(alpha, pool('p', '', { capabilities }))).toEqual([
    `volume type alpha asks for volume_backend_name "alpha", pool p reports ${reported}`,
  ]);
});

test.each([
  ['one server', [SERVER_ID], attached(), true],
  ['no server', [], volume(), true],
  ['one server, and another is attached', ['s2'], attached(), false],
  ['two servers, of which one is', [SERVER_ID, 's2'], attached(), false],
])('an attachment to %s is kept or missed', (_, serverIds, one, isKept) => {
  expect(attachmentReasons(one, serverIds)).toEqual(
    isKept
      ? []
      : [
          `the data was moved, but Cinder shows no attachment to server ${serverIds.join(', ')} any more, while Nova still holds the volume`,
          'touch nothing before the attachment record is repaired: a further move would be made under the running guest',
        ],
  );
});

test('what Cinder and Nova do not agree on keeps a volume from either move', () => {
  const users = { ...consistent(volume()), records: [{ id: 'r', status: 'reserved', serverId: SERVER_ID }] };
  const reason = expect.stringContaining('Cinder keeps attachment r');
  expect(coldBlockers(users, [])).toEqual([reason]);
  expect(swapBlockers({ ...users, volume: attached() }, [server()])).toContainEqual(reason);
});

test.each([
  [[], []],
  [['s1'], ['has 1 snapshot (s1): delete them first']],
  [['s1', 's2'], ['has 2 snapshots (s1, s2): delete them first']],
])('the snapshots %j', (snapshotIds, reasons) => {
  expect(snapshotReasons(snapshotIds)).toEqual(reasons);
});
