// A swap before anything is changed, state by state: what each calls, and what each reply does.
import { describe } from 'vitest';
import { describeState } from './after.ts';
import {
  BETA_POOL,
  byAttachment,
  byRetype,
  bySwap,
  cancelled,
  readPools,
  refused,
  toDestinationType,
  toListPools,
  toServers,
  toSnapshots,
  unused,
} from './reached.ts';
import { typeDetailsReplies } from './typeDetails.ts';
import {
  attached,
  beta,
  cancel,
  done,
  failed,
  record,
  SERVER_ID,
  server,
  VOLUME_ID,
  volume,
} from './walk.ts';

const readVolume = done('getVolume', attached());
const readServer = done('getServers', [server()]);
const readType = done('getVolumeType', beta);
const snapshotFree = done('listSnapshots', []);

describe('reading', () => {
  describeState('swap.gettingVolume', {
    parameters: bySwap,
    reached: [],
    calls: { getVolume: { volumeId: VOLUME_ID } },
    replies: [
      ['the volume', readVolume, 'swap.listingAttachments', { volume: attached(), lastSeen: attached() }],
      ['a refusal', failed('getVolume'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  describeState('swap.listingAttachments', {
    parameters: bySwap,
    reached: [readVolume],
    calls: { listAttachments: { volumeId: VOLUME_ID } },
    replies: [
      [
        'its record',
        done('listAttachments', [record()]),
        'swap.listingHolders',
        { attachmentRecords: [record()] },
      ],
      ['none', done('listAttachments', []), 'swap.listingHolders'],
      ['a refusal', failed('listAttachments'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  describeState('swap.listingHolders', {
    parameters: bySwap,
    reached: [readVolume, done('listAttachments', [record()])],
    calls: { listHolders: { volumeId: VOLUME_ID, projectId: 'demo' } },
    replies: [
      ['its server', done('listHolders', [server()]), 'swap.gettingServers', { holders: [server()] }],
      ['none', done('listHolders', []), 'swap.gettingServers'],
      ['a refusal', failed('listHolders'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  const off = server({ vmState: 'stopped' });
  const blocked = { failure: 'InvalidStateForSwappingVolume', status: 'FAILED' };
  describeState('swap.gettingServers', {
    parameters: bySwap,
    reached: toServers,
    calls: { getServers: { serverIds: [SERVER_ID] } },
    replies: [
      ['an active server', readServer, 'swap.gettingVolumeType', { servers: [server()] }],
      ['a stopped server', done('getServers', [off]), 'failed', { ...blocked, servers: [off] }],
      ['no server', done('getServers', []), 'failed', blocked],
      ['a refusal', failed('getServers'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  describeState('swap.gettingServers', {
    parameters: bySwap,
    reached: [done('getVolume', volume()), ...unused],
    calls: { getServers: { serverIds: [] } },
    replies: [['a volume that is not attached', done('getServers', []), 'failed', blocked]],
  });
  describeState('swap.gettingVolumeType', {
    parameters: bySwap,
    reached: toDestinationType,
    calls: { getVolumeType: { nameOrId: 'beta' } },
    replies: [
      ['the type', readType, 'swap.gettingTypeDetails', { destinationVolumeType: beta }],
      ['a refusal', failed('getVolumeType'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  describeState('swap.gettingTypeDetails', {
    parameters: bySwap,
    reached: [...toDestinationType, readType],
    calls: { getTypeDetails: { volume: attached(), destinationType: beta } },
    replies: typeDetailsReplies('swap.listingSnapshots'),
  });
  describeState('swap.listingSnapshots', {
    parameters: bySwap,
    reached: toSnapshots,
    calls: { listSnapshots: { volumeId: VOLUME_ID } },
    replies: [
      ['none', snapshotFree, 'swap.listingPools'],
      ['some', done('listSnapshots', ['s1']), 'swap.listingPools', { snapshotIds: ['s1'] }],
      ['a refusal', failed('listSnapshots'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
});

describe('choosing the method', () => {
  const calls = { listPools: {} };
  const reached = toListPools;
  const old = [done('getVolume', attached({ migrationStatus: 'error' })), ...toListPools.slice(1)];
  const row = (words: string, state: string, taken = {}) =>
    [words, readPools, state, { allPools: [BETA_POOL], ...taken }] as const;
  const retyping = 'swap.retypingInUse.gettingQuotas';
  describeState('swap.listingPools', {
    parameters: byRetype,
    reached,
    calls,
    replies: [row('retype asks Nova nothing', retyping)],
  });
  describeState('swap.listingPools', {
    parameters: byAttachment,
    reached,
    calls,
    replies: [row('attachment asks Nova', 'swap.probingSwap')],
  });
  describeState('swap.listingPools', {
    parameters: bySwap,
    reached: old,
    calls,
    replies: [row('auto with an old migration_status goes the safe way', retyping)],
  });
  describeState('swap.listingPools', {
    parameters: byRetype,
    reached: old,
    calls,
    replies: [row('retype with an old migration_status', retyping)],
  });
  describeState('swap.listingPools', {
    parameters: byAttachment,
    reached: old,
    calls,
    replies: [
      row('attachment with an old migration_status', 'failed', {
        failure: 'SwapNotAskable',
        status: 'FAILED',
      }),
    ],
  });
  describeState('swap.listingPools', {
    parameters: bySwap,
    reached: [done('getVolume', attached({ migrationStatus: '' })), ...toListPools.slice(1)],
    calls,
    replies: [row('auto with an empty migration_status asks Nova', 'swap.probingSwap')],
  });
});
