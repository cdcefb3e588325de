// What `migrate` and `retype` read of a volume that may be detached or attached, state by state.
import { describe } from 'vitest';
import { describeState, type StateRow } from './after.ts';
import {
  byMigrate,
  byRetypeType,
  cancelled,
  refused,
  toMovesOfServers,
  toServers,
  unused,
  used,
} from './reached.ts';
import {
  attached,
  cancel,
  done,
  failed,
  record,
  SERVER_ID,
  type Step,
  server,
  VOLUME_ID,
  volume,
} from './walk.ts';

const OTHER_ID = '55555555-5555-4555-8555-555555555555';
const readDetached: readonly Step[] = [done('getVolume', volume()), ...unused];
const readSnapshots: readonly Step[] = [...toServers, done('listSnapshots', [])];

const branches = [
  {
    branch: 'migrate',
    parameters: byMigrate,
    next: 'migrate.gettingPools',
    blocked: 'InvalidStateForMigratingVolume',
  },
  {
    branch: 'retype',
    parameters: byRetypeType,
    next: 'retype.gettingVolumeType',
    blocked: 'InvalidStateForRetypingVolume',
  },
];

describe.each(branches)('$branch', ({ branch, parameters, next, blocked }) => {
  const here = (state: string): string => `${branch}.${state}`;
  const refusal = { failure: blocked, status: 'FAILED' };
  const state = (name: string, row: Omit<StateRow, 'parameters'>): void =>
    describeState(here(name), { parameters, ...row });

  state('gettingVolume', {
    reached: [],
    calls: { getVolume: { volumeId: VOLUME_ID } },
    replies: [
      [
        'a detached volume',
        done('getVolume', volume()),
        here('listingAttachments'),
        { volume: volume(), lastSeen: volume() },
      ],
      [
        'an attached volume',
        done('getVolume', attached()),
        here('listingAttachments'),
        { volume: attached(), lastSeen: attached() },
      ],
      ['a refusal', failed('getVolume'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  state('listingAttachments', {
    reached: [done('getVolume', attached())],
    calls: { listAttachments: { volumeId: VOLUME_ID } },
    replies: [
      [
        'its record',
        done('listAttachments', [record()]),
        here('listingHolders'),
        { attachmentRecords: [record()] },
      ],
      ['none', done('listAttachments', []), here('listingHolders')],
      ['a refusal', failed('listAttachments'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  state('listingHolders', {
    reached: [done('getVolume', attached()), ...used.slice(0, 1)],
    calls: { listHolders: { volumeId: VOLUME_ID, projectId: 'demo' } },
    replies: [
      ['its server', done('listHolders', [server()]), here('listingSnapshots'), { holders: [server()] }],
      ['none', done('listHolders', []), here('listingSnapshots')],
      ['a refusal', failed('listHolders'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  state('listingSnapshots', {
    reached: readDetached,
    calls: { listSnapshots: { volumeId: VOLUME_ID } },
    replies: [
      ['none: a detached volume needs no server', done('listSnapshots', []), next],
      [
        'some',
        done('listSnapshots', ['s1']),
        branch === 'migrate' ? 'failed' : next,
        { snapshotIds: ['s1'], ...(branch === 'migrate' ? refusal : {}) },
      ],
      ['a refusal', failed('listSnapshots'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  state('listingSnapshots', {
    reached: toServers,
    calls: { listSnapshots: { volumeId: VOLUME_ID } },
    replies: [
      ['none: an attached volume has its server read', done('listSnapshots', []), here('gettingServers')],
    ],
  });
  state('listingSnapshots', {
    reached: [done('getVolume', attached({ attachments: [] })), ...unused],
    calls: { listSnapshots: { volumeId: VOLUME_ID } },
    replies: [
      [
        'none: nor is an attachment that Cinder has lost forgotten',
        done('listSnapshots', []),
        here('gettingServers'),
      ],
    ],
  });
  state('listingSnapshots', {
    reached: [
      done('getVolume', volume({ status: 'reserved' })),
      done('listAttachments', [record({ status: 'reserved' })]),
      done('listHolders', [server({ vmState: 'shelved_offloaded' })]),
    ],
    calls: { listSnapshots: { volumeId: VOLUME_ID } },
    replies: [['none: its server is shelved', done('listSnapshots', []), 'failed', refusal]],
  });
  state('gettingServers', {
    reached: readSnapshots,
    calls: { getServers: { serverIds: [SERVER_ID] } },
    replies: [
      ['its server', done('getServers', [server()]), here('listingMovesOfServers'), { servers: [server()] }],
      ['none', done('getServers', []), here('listingMovesOfServers')],
      ['a refusal', failed('getServers'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  state('listingMovesOfServers', {
    reached: toMovesOfServers,
    calls: { listMovesOfServers: { volumeId: VOLUME_ID, projectId: 'demo', serverIds: [SERVER_ID] } },
    replies: [
      ['none', done('listMovesOfServers', []), next],
      [
        'another volume of the server is being moved',
        done('listMovesOfServers', [OTHER_ID]),
        'failed',
        { ...refusal, movesOfServers: [OTHER_ID] },
      ],
      ['a refusal', failed('listMovesOfServers'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  state('listingMovesOfServers', {
    reached: [...readSnapshots, done('getServers', [server({ locked: true })])],
    calls: { listMovesOfServers: { volumeId: VOLUME_ID, projectId: 'demo', serverIds: [SERVER_ID] } },
    replies: [
      [
        'none: a locked server is only warned of',
        done('listMovesOfServers', []),
        next,
        { warnings: [`server vm1 (${SERVER_ID}) is locked. As an admin, you move its volume anyway`] },
      ],
    ],
  });
  state('listingMovesOfServers', {
    reached: [...readSnapshots, done('getServers', [server({ vmState: 'stopped' })])],
    calls: { listMovesOfServers: { volumeId: VOLUME_ID, projectId: 'demo', serverIds: [SERVER_ID] } },
    replies: [['none: the server is stopped', done('listMovesOfServers', []), 'failed', refusal]],
  });
});
