// Why a question is answered with no: every blocking fact, in the words that a person reads.
import { describe, expect, test } from 'vitest';
import { initialContext } from '../../machines/context.ts';
import {
  attachmentReasons,
  coldBlockers,
  placeReasons,
  roomReasons,
  swapBlockers,
  typeMismatches,
} from '../../machines/reasons.ts';
import type { Pool, Server, Volume, VolumeType } from '../../machines/types.ts';
import { RUN_ID, STARTED_AT } from './after.ts';
import { alpha, attached, beta, parameters, pool, SERVER_ID, server, volume } from './walk.ts';

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
    expect(coldBlockers(volume(changes), [])).toEqual(reason === null ? [] : [reason]);
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
    expect(coldBlockers(one, snapshots)).toEqual(reasons);
  });
});

describe('what keeps an attached volume from a swap', () => {
  test.each(shared)('%j', (changes, reason) => {
    expect(swapBlockers(attached(changes), [server()])).toEqual(reason === null ? [] : [reason]);
  });

  const two = attached({
    attachments: [
      { attachmentId: 'a', serverId: 's1', device: null },
      { attachmentId: 'b', serverId: 's2', device: null },
    ],
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
  ];
  test.each(rows)('%s', (_, one, servers, reasons) => {
    expect(swapBlockers(one, servers)).toEqual(reasons);
  });
});

test.each([
  ['another value', { volume_backend_name: 'beta' }, '"beta"'],
  ['a number', { volume_backend_name: 5 }, '5'],
  ['null', { volume_backend_name: null }, 'null'],
  ['nothing of that name', {}, 'nothing'],
])('a type that does not fit a pool which reports %s', (_, capabilities, reported) => {
  expect(typeMismatches(alpha, { name: 'p', capabilities })).toEqual([
    `volume type alpha asks for volume_backend_name "alpha", pool p reports ${reported}`,
  ]);
});

describe('why Cinder may have found no place for a retype', () => {
  const small = pool('p1', 'beta');
  const gold: VolumeType = { id: 'g', name: 'gold', extraSpecs: { tier: 'gold', ssd: '<is> True' } };
  const rows: readonly (readonly [
    string,
    VolumeType | null,
    Volume | null,
    readonly string[],
    readonly Pool[],
    readonly string[],
  ])[] = [
    ['nothing is known of a type', null, volume(), ['s1'], [small], []],
    ['nothing is known of the volume', beta, null, ['s1'], [small], []],
    ['nothing speaks against it', beta, volume(), [], [small], []],
    [
      'no pool serves the type',
      gold,
      volume(),
      [],
      [small, pool('p2', 'alpha')],
      ['no pool serves volume type gold (tier=gold, ssd=<is> True); pools: p1, p2'],
    ],
    [
      'there is no pool',
      beta,
      volume(),
      [],
      [],
      ['no pool serves volume type beta (volume_backend_name=beta); pools: none'],
    ],
    [
      'there is too little room',
      beta,
      volume({ sizeGib: 101 }),
      [],
      [small],
      ['pool p1 has 100 GiB free, the volume needs 101'],
    ],
    [
      'it has snapshots',
      beta,
      volume(),
      ['s1'],
      [small],
      ['has 1 snapshot (s1): delete them first: a volume with snapshots cannot change its backend'],
    ],
    [
      'it has snapshots, and no pool serves the type',
      beta,
      volume(),
      ['s1'],
      [],
      [
        'has 1 snapshot (s1): delete them first: a volume with snapshots cannot change its backend',
        'no pool serves volume type beta (volume_backend_name=beta); pools: none',
      ],
    ],
    [
      'it has snapshots, and there is too little room on both pools',
      beta,
      volume({ sizeGib: 101 }),
      ['s1'],
      [small, pool('p2', 'beta'), pool('p3', 'alpha')],
      [
        'has 1 snapshot (s1): delete them first: a volume with snapshots cannot change its backend',
        'pool p1 has 100 GiB free, the volume needs 101',
        'pool p2 has 100 GiB free, the volume needs 101',
      ],
    ],
  ];
  test.each(rows)('%s', (_, destinationVolumeType, one, snapshotIds, pools, reasons) => {
    const context = initialContext({ runId: RUN_ID, startedAt: STARTED_AT, parameters: parameters({}) });
    const known = { ...context, destinationVolumeType, volume: one, snapshotIds };
    expect(placeReasons(known, pools)).toEqual(reasons);
  });
});

test.each([
  [1, 1, []],
  [0.5, 1, ['pool p has 0.5 GiB free, the volume needs 1']],
  [100, 1, []],
  ['unknown', 1, []],
  ['infinite', 1, []],
  [undefined, 1, []],
])('a pool with %j GiB free has room for %i GiB, or says so', (free, sizeGib, reasons) => {
  const one = { name: 'p', capabilities: free === undefined ? {} : { free_capacity_gb: free } };
  expect(roomReasons(volume({ sizeGib }), one)).toEqual(reasons);
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
