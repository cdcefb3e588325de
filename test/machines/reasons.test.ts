// Why a check does not pass: every blocking fact, in the words that a person reads.
import { describe, expect, test } from 'vitest';
import {
  attachmentReasons,
  coldBlockers,
  type Move,
  migrateBlockers,
  retypeBlockers,
  snapshotReasons,
  swapBlockers,
  typeMismatches,
} from '../../machines/reasons.ts';
import type { Server, Volume } from '../../machines/types.ts';
import { alpha, attached, attachment, consistent, pool, SERVER_ID, server, volume } from './walk.ts';

const LOST =
  'the volume is in-use, but Cinder shows no attachment: Cinder has lost the record, and the volume could be moved under a running guest. ' +
  'Find the server that uses it in Nova, stop that server or detach the volume there, and have the record repaired';

// What blocks either move of a volume.
const shared: readonly (readonly [Partial<Volume>, string | null])[] = [
  [
    { migrationStatus: 'starting' },
    "the volume's migration_status is starting: another migration is in progress. Wait until it ends",
  ],
  [
    { migrationStatus: 'migrating' },
    "the volume's migration_status is migrating: another migration is in progress. Wait until it ends",
  ],
  [
    { migrationStatus: 'completing' },
    "the volume's migration_status is completing: another migration is in progress. Wait until it ends",
  ],
  [{ migrationStatus: 'success' }, null],
  [{ migrationStatus: 'error' }, null],
  [
    { groupId: 'g1' },
    'the volume belongs to group g1: Cinder cannot move a volume in a group. Remove it from the group first',
  ],
  [{ replicationStatus: 'disabled' }, null],
  [{ replicationStatus: 'not-capable' }, null],
  [
    { replicationStatus: 'enabled' },
    "the volume's replication_status is enabled: Cinder cannot move a replicated volume. Disable its replication first",
  ],
  [
    { replicationStatus: '' },
    "the volume's replication_status is : Cinder cannot move a replicated volume. Disable its replication first",
  ],
];

describe('what blocks a cold migration of a volume', () => {
  test.each(shared)('%j', (changes, reason) => {
    expect(coldBlockers(consistent(volume(changes)), [])).toEqual(reason === null ? [] : [reason]);
  });

  const rows: readonly (readonly [string, Volume, readonly string[], readonly string[]])[] = [
    ['nothing', volume(), [], []],
    ['its status', volume({ status: 'error' }), [], ["the volume's status is error: it must be available"]],
    [
      'maintenance',
      volume({ status: 'maintenance' }),
      [],
      ["the volume's status is maintenance: it must be available"],
    ],
    [
      'an attachment',
      attached(),
      [],
      [`the volume is attached to server ${SERVER_ID}: detach it, or use migration_type swap`],
    ],
    [
      'an attachment to a host',
      attached({ attachments: [attachment({ serverId: '' })] }),
      [],
      ['the volume is attached to host compute1: detach it there'],
    ],
    [
      'two attachments, one of them to a host of which no name is known',
      attached({
        attachments: [attachment(), attachment({ attachmentId: 'b', serverId: '', hostName: null })],
      }),
      [],
      [
        `the volume is attached to server ${SERVER_ID}: detach it, or use migration_type swap`,
        'the volume is attached to host without a name: detach it there',
      ],
    ],
    ['an attachment that Cinder has lost', attached({ attachments: [] }), [], [LOST]],
    ['one snapshot', volume(), ['s1'], ['the volume has 1 snapshot (s1): delete it first']],
    [
      'three snapshots',
      volume(),
      ['s1', 's2', 's3'],
      ['the volume has 3 snapshots (s1, s2, s3): delete them first'],
    ],
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
        "the volume's status is extending: it must be available",
        `the volume is attached to server ${SERVER_ID}: detach it, or use migration_type swap`,
        'the volume has 1 snapshot (s1): delete it first',
        "the volume's migration_status is migrating: another migration is in progress. Wait until it ends",
        'the volume belongs to group g: Cinder cannot move a volume in a group. Remove it from the group first',
        "the volume's replication_status is error: Cinder cannot move a replicated volume. Disable its replication first",
      ],
    ],
  ];
  test.each(rows)('%s', (_, one, snapshots, reasons) => {
    expect(coldBlockers(consistent(one), snapshots)).toEqual(reasons);
    // A swap takes no destination node.
    expect(coldBlockers(consistent(one), snapshots, true)).toEqual(
      reasons.map((reason) => reason.replace('migration_type swap', 'migration_type migrate')),
    );
  });
});

describe('what blocks a swap of an attached volume', () => {
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
      [`server vm1 (${SERVER_ID}): vm_state is shelved; it must be active, paused or resized`],
    ],
    [
      "a server's task",
      attached(),
      [server({ taskState: 'rebooting' })],
      [`server vm1 (${SERVER_ID}): task_state is rebooting. Wait until that task ends`],
    ],
    [
      'both',
      attached(),
      [server({ vmState: 'stopped', taskState: 'powering-on' })],
      [
        `server vm1 (${SERVER_ID}): vm_state is stopped; it must be active, paused or resized`,
        `server vm1 (${SERVER_ID}): task_state is powering-on. Wait until that task ends`,
      ],
    ],
    ['a server that is not there', attached(), [], [`server ${SERVER_ID} not found`]],
    ['no attachment', volume(), [], ['the volume is not attached: use migration_type cold']],
    ['an attachment that Cinder has lost', attached({ attachments: [] }), [], [LOST]],
    [
      'its status',
      attached({ status: 'detaching' }),
      [server()],
      ["the volume's status is detaching: it must be in-use"],
    ],
    [
      'two servers',
      two,
      [server({ id: 's1' }), server({ id: 's2', vmState: 'stopped' })],
      [
        'the volume is attached to 2 servers: Nova can swap only a volume that is attached to one server',
        'server vm1 (s2): vm_state is stopped; it must be active, paused or resized',
      ],
    ],
    [
      'two attachments of one server: Nova takes them for one, and so the server is named once',
      attached({ attachments: [attachment(), attachment({ attachmentId: 'b' })] }),
      [server({ vmState: 'stopped' })],
      [
        `server vm1 (${SERVER_ID}): vm_state is stopped; it must be active, paused or resized`,
        `the volume has 2 attachments to the same server ${SERVER_ID} (a, b): all but one of them are stale. Find out which one Nova uses, and have the others removed`,
      ],
    ],
    [
      'an attachment to a host',
      attached({ attachments: [attachment({ serverId: '' })] }),
      [],
      ['the volume is attached to host compute1, not to a server: Nova can swap only volumes of servers'],
    ],
    [
      'an attachment to a host beside one to a server',
      attached({ attachments: [attachment(), attachment({ attachmentId: 'b', serverId: '' })] }),
      [server()],
      ['the volume is attached to host compute1, not to a server: Nova can swap only volumes of servers'],
    ],
    [
      'an attachment that Nova does not list',
      attached(),
      [server({ volumeIds: ['other'] })],
      [
        `Nova does not list the volume on server vm1 (${SERVER_ID}): attachment a exists only in Cinder. Have it repaired before you move the volume`,
      ],
    ],
    [
      'encryption that libvirt decrypts',
      attached({ encrypted: true, encryptionProvider: 'luks' }),
      [server()],
      [
        'the volume is encrypted (luks), and Nova cannot swap an encrypted volume. Detach it and use migration_type cold',
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
        "the volume's status is extending: it must be in-use",
        `server vm1 (${SERVER_ID}): vm_state is stopped; it must be active, paused or resized`,
        `Nova does not list the volume on server vm1 (${SERVER_ID}): attachment a exists only in Cinder. Have it repaired before you move the volume`,
        'the volume belongs to group g: Cinder cannot move a volume in a group. Remove it from the group first',
        'the volume is encrypted (luks), and Nova cannot swap an encrypted volume. Detach it and use migration_type cold',
      ],
    ],
  ];
  test.each(rows)('%s', (_, one, servers, reasons) => {
    expect(swapBlockers(consistent(one), servers)).toEqual(reasons);
  });
});

describe('what blocks a move of a volume that may be detached or attached', () => {
  const moveOf = (one: Volume, changes: Partial<Move> = {}): Move => ({
    users: consistent(one),
    servers: [server()],
    movesOfServers: [],
    snapshotIds: [],
    ...changes,
  });

  test.each(shared)('%j', (changes, reason) => {
    const reasons = reason === null ? [] : [reason];
    for (const one of [volume(changes), attached(changes)]) {
      expect(migrateBlockers(moveOf(one))).toEqual(reasons);
      expect(retypeBlockers(moveOf(one))).toEqual(reasons);
    }
  });

  const snapshots = { snapshotIds: ['s1'] };
  const withSnapshot = 'the volume has 1 snapshot (s1): delete it first';
  test.each([
    ['detached', volume()],
    ['attached', attached()],
  ])('snapshots block a migration of an %s volume, but no retype in its place', (_, one) => {
    expect(migrateBlockers(moveOf(one, snapshots))).toEqual([withSnapshot]);
    expect(retypeBlockers(moveOf(one, snapshots))).toEqual([]);
  });

  const luks = { encrypted: true, encryptionProvider: 'luks' };
  const anotherMove = (id: string): string =>
    `volume ${id} of the same server is being moved, and Nova works on one volume of a server at a time. Wait until that move ends`;
  const shelved = server({ vmState: 'shelved_offloaded' });
  const rows: readonly (readonly [string, Move, readonly string[]])[] = [
    ['nothing: detached', moveOf(volume()), []],
    ['nothing: detached and encrypted', moveOf(volume(luks)), []],
    ['nothing: attached', moveOf(attached()), []],
    ['nothing: a paused server', moveOf(attached(), { servers: [server({ vmState: 'paused' })] }), []],
    ['nothing: a resized server', moveOf(attached(), { servers: [server({ vmState: 'resized' })] }), []],
    ['nothing: a locked server', moveOf(attached(), { servers: [server({ locked: true })] }), []],
    [
      'a stopped server',
      moveOf(attached(), { servers: [server({ vmState: 'stopped' })] }),
      [`server vm1 (${SERVER_ID}): vm_state is stopped; it must be active, paused or resized`],
    ],
    [
      'a task of the server',
      moveOf(attached(), { servers: [server({ taskState: 'powering-off' })] }),
      [`server vm1 (${SERVER_ID}): task_state is powering-off. Wait until that task ends`],
    ],
    [
      'moves of other volumes of the server',
      moveOf(attached(), { movesOfServers: ['v2', 'v3'] }),
      [anotherMove('v2'), anotherMove('v3')],
    ],
    [
      'its status, detached',
      moveOf(volume({ status: 'error' })),
      ["the volume's status is error: it must be available"],
    ],
    [
      'its status, attached',
      moveOf(attached({ status: 'detaching' })),
      ["the volume's status is detaching: it must be in-use"],
    ],
    [
      'an attachment of a volume that is available',
      moveOf(attached({ status: 'available' })),
      ["the volume's status is available, but it has an attachment: it must be in-use"],
    ],
    ['an attachment that Cinder has lost', moveOf(attached({ attachments: [] })), [LOST]],
    [
      'encryption of an attached volume',
      moveOf(attached(luks)),
      ['the volume is encrypted (luks), and Nova cannot swap an encrypted volume. Detach it first'],
    ],
    [
      'a shelved server: Cinder shows the volume as reserved',
      moveOf(volume({ status: 'reserved' }), {
        users: {
          volume: volume({ status: 'reserved' }),
          records: [{ id: 'r', status: 'reserved', serverId: SERVER_ID }],
          holders: [shelved],
        },
        servers: [],
      }),
      [
        "the volume's status is reserved: it must be available",
        expect.stringContaining(`Cinder keeps attachment r (status reserved, server ${SERVER_ID})`),
        `server vm1 (${SERVER_ID}) uses the volume and is shelved (vm_state shelved_offloaded). Unshelve the server, or detach the volume from it`,
      ],
    ],
    [
      'an attachment that Nova does not list',
      moveOf(attached(), { servers: [server({ volumeIds: [] })] }),
      [
        `Nova does not list the volume on server vm1 (${SERVER_ID}): attachment a exists only in Cinder. Have it repaired before you move the volume`,
      ],
    ],
    [
      'all of it, attached',
      moveOf(attached({ groupId: 'g', ...luks }), {
        servers: [server({ vmState: 'stopped' })],
        movesOfServers: ['v2'],
      }),
      [
        `server vm1 (${SERVER_ID}): vm_state is stopped; it must be active, paused or resized`,
        anotherMove('v2'),
        'the volume belongs to group g: Cinder cannot move a volume in a group. Remove it from the group first',
        'the volume is encrypted (luks), and Nova cannot swap an encrypted volume. Detach it first',
      ],
    ],
  ];
  test.each(rows)('%s', (_, move, reasons) => {
    expect(migrateBlockers(move)).toEqual(reasons);
    expect(retypeBlockers(move)).toEqual(reasons);
  });
});

test.each([
  ['another value', { volume_backend_name: 'beta' }, '"beta"'],
  ['a number', { volume_backend_name: 5 }, '5'],
  ['null', { volume_backend_name: null }, 'null'],
  ['nothing of that name', {}, 'nothing'],
])('a type that does not fit a pool which reports %s', (_, capabilities, reported) => {
  expect(typeMismatches(alpha, pool('p', '', { capabilities }))).toEqual([
    `volume type alpha requires volume_backend_name "alpha", but pool p reports ${reported}`,
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
          `the data was moved, but Cinder no longer shows an attachment to server ${serverIds.join(', ')}, while Nova still uses the volume`,
          'do not change anything until the attachment record is repaired: another migration would move the volume under the running guest',
        ],
  );
});

test('what Cinder and Nova disagree on blocks either move', () => {
  const users = { ...consistent(volume()), records: [{ id: 'r', status: 'reserved', serverId: SERVER_ID }] };
  const reason = expect.stringContaining('Cinder keeps attachment r');
  expect(coldBlockers(users, [])).toEqual([reason]);
  expect(swapBlockers({ ...users, volume: attached() }, [server()])).toContainEqual(reason);
});

test.each([
  [[], []],
  [['s1'], ['the volume has 1 snapshot (s1): delete it first']],
  [['s1', 's2'], ['the volume has 2 snapshots (s1, s2): delete them first']],
])('the snapshots %j', (snapshotIds, reasons) => {
  expect(snapshotReasons(snapshotIds)).toEqual(reasons);
});
