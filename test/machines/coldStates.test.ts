// Cold migration, state by state: what each calls, and what each reply does.
import { describe } from 'vitest';
import { describeState } from './after.ts';
import { requestReplies } from './moving.ts';
import {
  cancelled,
  NODE,
  refused,
  toNode,
  toRead,
  toRequestMigration,
  toType,
  unused,
  used,
} from './reached.ts';
import {
  alpha,
  attached,
  beta,
  cancel,
  done,
  failed,
  pool,
  record,
  server,
  VOLUME_ID,
  volume,
} from './walk.ts';

describe('reading', () => {
  describeState('cold.gettingVolume', {
    parameters: toNode,
    reached: [],
    calls: { getVolume: { volumeId: VOLUME_ID } },
    replies: [
      [
        'the volume',
        done('getVolume', volume()),
        'cold.listingAttachments',
        { volume: volume(), lastSeen: volume() },
      ],
      ['a refusal', failed('getVolume'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });

  const read = done('getVolume', volume());
  describeState('cold.listingAttachments', {
    parameters: toNode,
    reached: [read],
    calls: { listAttachments: { volumeId: VOLUME_ID } },
    replies: [
      ['none', done('listAttachments', []), 'cold.listingHolders'],
      ['one', done('listAttachments', [record()]), 'cold.listingHolders', { attachmentRecords: [record()] }],
      ['a refusal', failed('listAttachments'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  describeState('cold.listingHolders', {
    parameters: toNode,
    reached: [read, done('listAttachments', [])],
    calls: { listHolders: { volumeId: VOLUME_ID, projectId: 'demo' } },
    replies: [
      ['none', done('listHolders', []), 'cold.listingSnapshots'],
      ['a server', done('listHolders', [server()]), 'cold.listingSnapshots', { holders: [server()] }],
      ['a refusal', failed('listHolders'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });

  describeState('cold.listingSnapshots', {
    parameters: toNode,
    reached: [read, ...unused],
    calls: { listSnapshots: { volumeId: VOLUME_ID } },
    replies: [
      ['no snapshots', done('listSnapshots', []), 'cold.migrating.gettingPools'],
      [
        'snapshots',
        done('listSnapshots', ['s1']),
        'failed',
        { snapshotIds: ['s1'], failure: 'InvalidStateForColdMigration', status: 'FAILED' },
      ],
      ['a refusal', failed('listSnapshots'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });

  const none = done('listSnapshots', []);
  describeState('cold.listingSnapshots', {
    parameters: {},
    reached: [read, ...unused],
    calls: { listSnapshots: { volumeId: VOLUME_ID } },
    replies: [
      ['neither node nor type', none, 'failed', { failure: 'DestinationRequired', status: 'FAILED' }],
    ],
  });
  describeState('cold.listingSnapshots', {
    parameters: { ...toNode, ...toType },
    reached: [read, ...unused],
    calls: { listSnapshots: { volumeId: VOLUME_ID } },
    replies: [
      [
        'both a node and a type',
        none,
        'cold.migrating.gettingPools',
        {
          warnings: [
            'destination_type is ignored: a cold migration with destination_node moves the volume and keeps its type',
          ],
        },
      ],
    ],
  });
  describeState('cold.listingSnapshots', {
    parameters: toNode,
    reached: [done('getVolume', attached()), ...used],
    calls: { listSnapshots: { volumeId: VOLUME_ID } },
    replies: [
      ['an attached volume', none, 'failed', { failure: 'InvalidStateForColdMigration', status: 'FAILED' }],
    ],
  });
  describeState('cold.listingSnapshots', {
    parameters: toNode,
    reached: [read, done('listAttachments', [record({ status: 'reserved' })]), done('listHolders', [])],
    calls: { listSnapshots: { volumeId: VOLUME_ID } },
    replies: [
      [
        'a volume with an attachment record that it does not show',
        none,
        'failed',
        { failure: 'InvalidStateForColdMigration', status: 'FAILED' },
      ],
    ],
  });
  describeState('cold.listingSnapshots', {
    parameters: toNode,
    reached: [read, done('listAttachments', []), done('listHolders', [server()])],
    calls: { listSnapshots: { volumeId: VOLUME_ID } },
    replies: [
      [
        'a volume that a server has, as Nova shows',
        none,
        'failed',
        { failure: 'InvalidStateForColdMigration', status: 'FAILED' },
      ],
    ],
  });
});

describe('migrating to a node', () => {
  const pools = [pool(NODE, 'alpha')];
  const from = (host: string | null) => [done('getVolume', volume({ host })), ...unused];
  for (const [where, host, next] of [
    ['there already', NODE, 'failed'],
    ['in another pool of its backend', 'node2@alpha#other', 'cold.migrating.gettingPools'],
    ['nowhere yet', null, 'cold.migrating.gettingPools'],
  ] as const)
    describeState('cold.listingSnapshots', {
      parameters: toNode,
      reached: from(host),
      calls: { listSnapshots: { volumeId: VOLUME_ID } },
      replies: [
        [
          `a volume that is ${where}`,
          done('listSnapshots', []),
          next,
          next === 'failed' ? { failure: 'DestinationNodeMustBeDifferent', status: 'FAILED' } : {},
        ],
      ],
    });
  const full = pool(NODE, 'alpha', {
    capabilities: { volume_backend_name: 'alpha', free_capacity_gb: 0 },
  });
  describeState('cold.migrating.gettingPools', {
    parameters: toNode,
    reached: toRead,
    calls: { getPools: { destinationNode: NODE } },
    replies: [
      ['the pools', done('getPools', pools), 'cold.migrating.gettingVolumeType', { pools }],
      ['a refusal', failed('getPools'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  describeState('cold.migrating.gettingPools', {
    parameters: toNode,
    reached: [done('getVolume', volume({ volumeType: null, volumeTypeId: null })), ...toRead.slice(1)],
    calls: { getPools: { destinationNode: NODE } },
    replies: [
      [
        'the pools, for a volume without a type',
        done('getPools', pools),
        'cold.migrating.requestingMigration',
        { pools },
      ],
      [
        'a full pool, for a volume without a type',
        done('getPools', [full]),
        'failed',
        { pools: [full], failure: 'NoRoomOnDestination', status: 'FAILED' },
      ],
      [
        'no pool, for a volume without a type',
        done('getPools', []),
        'failed',
        { failure: 'VolumeTypeMustBeSame', status: 'FAILED' },
      ],
    ],
  });
  describeState('cold.migrating.gettingVolumeType', {
    parameters: toNode,
    reached: [...toRead, done('getPools', pools)],
    calls: { getVolumeType: { nameOrId: 'alpha-id' } },
    replies: [
      [
        'a type that fits',
        done('getVolumeType', alpha),
        'cold.migrating.requestingMigration',
        { volumeType: alpha },
      ],
      [
        'a type that does not fit',
        done('getVolumeType', beta),
        'failed',
        { volumeType: beta, failure: 'VolumeTypeMustBeSame', status: 'FAILED' },
      ],
      ['a refusal', failed('getVolumeType'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  describeState('cold.migrating.gettingVolumeType', {
    parameters: toNode,
    reached: [
      done('getVolume', volume({ volumeTypeId: null })),
      ...toRead.slice(1),
      done('getPools', [pool('other', 'beta'), ...pools]),
    ],
    calls: { getVolumeType: { nameOrId: 'alpha' } },
    replies: [
      [
        'a type that fits one of two pools',
        done('getVolumeType', alpha),
        'cold.migrating.requestingMigration',
        { volumeType: alpha },
      ],
    ],
  });
  describeState('cold.migrating.requestingMigration', {
    parameters: toNode,
    reached: toRequestMigration,
    calls: { requestMigration: { before: volume(), destinationNode: NODE } },
    replies: requestReplies({
      ...{
        call: 'requestMigration',
        requesting: 'cold.migrating.requestingMigration',
        watching: 'cold.migrating.watchingMigration',
      },
    }),
  });
});
