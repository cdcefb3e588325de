// A move by Cinder, of a detached volume: what requesting and watching it call, and what each reply does.

import { describe } from 'vitest';
import { stateOf } from '../../machines/context.ts';
import { describeState, type Reply } from './after.ts';
import {
  BETA_POOL,
  broken,
  CINDER_CONTINUES,
  COMPARED,
  COPY_LIMITS,
  cancelled,
  late,
  lost,
  moving,
  NODE,
  noWatch,
  refused,
  stalled,
  toNode,
  toRead,
  toRequestRetype,
  toType,
  toWatchMigration,
  toWatchRetype,
} from './reached.ts';
import { typeDetailsReplies } from './typeDetails.ts';
import { alpha, beta, cancel, details, done, failed, pool, seen, VOLUME_ID, volume } from './walk.ts';

const moves = volume({ status: 'maintenance', migrationStatus: 'migrating' });
const STALLED = 'no change for 31 min: the copy takes long, or a service has stopped';

// What both moves have in common once Cinder has accepted them.
const whileMoving = (state: string, unseen: string): readonly Reply[] => [
  ['the volume moves', seen(moves), state, { lastSeen: moves, moveBegan: true }],
  ['the volume is gone', seen(null), 'explaining.listingPools', { failure: 'VolumeGone', leftovers: moving }],
  ['no change for long', stalled, state, { warnings: [STALLED] }],
  ['no change for long, again', [stalled, stalled], state],
  ['the time is over', late, 'explaining.listingPools', { failure: unseen, leftovers: moving }],
  [
    'the cloud refuses to be asked',
    noWatch,
    'explaining.listingPools',
    { failure: 'Unauthorized', leftovers: moving },
  ],
  ['the watch breaks', broken('watchVolume'), 'failed', { ...refused, leftovers: moving }],
  ['a cancel', cancel, state, { warnings: [CINDER_CONTINUES] }],
];

describe('watching a migration', () => {
  const arrived = volume({ migrationStatus: 'success', host: NODE });
  const elsewhere = volume({ migrationStatus: 'success', host: 'node3@alpha#alpha' });
  const error = volume({ migrationStatus: 'error' });
  describeState('cold.migrating.watchingMigration', {
    parameters: toNode,
    reached: toWatchMigration,
    calls: {
      watchVolume: {
        volumeId: VOLUME_ID,
        before: stateOf(volume()),
        known: stateOf(volume()),
        limits: COPY_LIMITS,
      },
    },
    replies: [
      ...whileMoving('cold.migrating.watchingMigration', 'MigrationNotSeenToEnd'),
      [
        'success on the node',
        seen(arrived),
        'verifying.watchingSourceCopies',
        { lastSeen: arrived, moveBegan: true },
      ],
      [
        'success on another node',
        seen(elsewhere),
        'failed',
        { lastSeen: elsewhere, moveBegan: true, failure: 'MigratedElsewhere', status: 'FAILED' },
      ],
      ['error', seen(error), 'explaining.listingPools', { lastSeen: error, failure: 'MigrationFailed' }],
    ],
  });
});

describe('retyping', () => {
  describeState('cold.retyping.gettingVolumeType', {
    parameters: toType,
    reached: toRead,
    calls: { getVolumeType: { nameOrId: 'beta' } },
    replies: [
      [
        'another type',
        done('getVolumeType', beta),
        'cold.retyping.gettingTypeDetails',
        { destinationVolumeType: beta },
      ],
      [
        'the same type',
        done('getVolumeType', alpha),
        'failed',
        { destinationVolumeType: alpha, failure: 'VolumeTypeMustBeDifferent', status: 'FAILED' },
      ],
      ['a refusal', failed('getVolumeType'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  const read = done('getTypeDetails', details());
  describeState('cold.retyping.gettingTypeDetails', {
    parameters: toType,
    reached: [...toRead, done('getVolumeType', beta)],
    calls: { getTypeDetails: { volume: volume(), destinationType: beta } },
    replies: typeDetailsReplies('cold.retyping.listingPools'),
  });
  const alphaOnly = [pool(NODE, 'alpha')];
  describeState('cold.retyping.listingPools', {
    parameters: toType,
    reached: [...toRead, done('getVolumeType', beta), read],
    calls: { listPools: {} },
    replies: [
      [
        'a pool that takes it',
        done('listPools', [BETA_POOL]),
        'cold.retyping.requestingRetype',
        { allPools: [BETA_POOL] },
      ],
      [
        'no pool that takes it',
        done('listPools', alphaOnly),
        'failed',
        { allPools: alphaOnly, failure: 'NoPlaceForVolume', status: 'FAILED' },
      ],
      ['a refusal', failed('listPools'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  describeState('cold.retyping.requestingRetype', {
    parameters: toType,
    reached: toRequestRetype,
    calls: { requestRetype: { before: volume(), destinationType: 'beta-id' } },
    replies: [
      ['yes', done('requestRetype'), 'cold.retyping.watchingRetype', { did: 'retype' }],
      ['a refusal', failed('requestRetype'), COMPARED, { failure: 'BadRequest' }],
      ['no answer', failed('requestRetype', lost), 'failed', { ...refused, leftovers: moving }],
      ['a cancel', cancel, 'cold.retyping.requestingRetype', { cancelRequested: true }],
      [
        'a cancel, then yes',
        [cancel, done('requestRetype')],
        'cold.retyping.watchingRetype',
        { did: 'retype', warnings: [CINDER_CONTINUES] },
      ],
    ],
  });
  const now = { volumeType: 'beta', volumeTypeId: 'beta-id' };
  describeState('cold.retyping.watchingRetype', {
    parameters: toType,
    reached: toWatchRetype,
    calls: {
      watchVolume: {
        volumeId: VOLUME_ID,
        before: stateOf(volume()),
        known: stateOf(volume()),
        limits: COPY_LIMITS,
      },
    },
    replies: [
      ...whileMoving('cold.retyping.watchingRetype', 'RetypeNotSeenToEnd'),
      ['the new type', seen(volume(now)), 'verifying.watchingSourceCopies', { lastSeen: volume(now) }],
      [
        'the new type on another backend, success',
        seen(volume({ ...now, host: 'node1@beta#beta', migrationStatus: 'success' })),
        'verifying.watchingSourceCopies',
        {
          lastSeen: volume({ ...now, host: 'node1@beta#beta', migrationStatus: 'success' }),
          moveBegan: true,
        },
      ],
      [
        'the old type',
        seen(volume({ migrationStatus: 'success' })),
        'explaining.listingPools',
        { lastSeen: volume({ migrationStatus: 'success' }), failure: 'RetypeFailed' },
      ],
    ],
  });
});
