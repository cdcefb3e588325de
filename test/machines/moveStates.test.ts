// A move by Cinder, of a detached volume: what requesting and watching it call, and what each reply does.

import { describe } from 'vitest';

import { describeState, type Reply } from './after.ts';
import { copyWatch, requestReplies, watchReplies } from './moving.ts';
import {
  BETA_POOL,
  cancelled,
  NODE,
  refused,
  toNode,
  toRead,
  toRequestRetype,
  toRetypeQuotas,
  toType,
  toWatchMigration,
  toWatchRetype,
} from './reached.ts';
import { typeDetailsReplies } from './typeDetails.ts';
import { alpha, beta, cancel, details, done, failed, pool, quota, seen, volume } from './walk.ts';

const moves = volume({ status: 'maintenance', migrationStatus: 'migrating' });

const whileMoving = (state: string, unseen: string): readonly Reply[] => [
  ['the volume moves', seen(moves), state, { lastSeen: moves, moveBegan: true }],
  ...watchReplies(state, unseen),
];

describe('watching a migration', () => {
  const arrived = volume({ migrationStatus: 'success', host: NODE });
  const elsewhere = volume({ migrationStatus: 'success', host: 'node3@alpha#alpha' });
  const error = volume({ migrationStatus: 'error' });
  describeState('cold.migrating.watchingMigration', {
    parameters: toNode,
    reached: toWatchMigration,
    calls: copyWatch(volume()),
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
        'cold.retyping.gettingQuotas',
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
  const room = [quota('volumes_beta', { limit: 3, inUse: 2 }), quota('volumes', { limit: 0 })];
  const full = [quota('volumes_beta', { limit: 3, inUse: 2, reserved: 1 })];
  describeState('cold.retyping.gettingQuotas', {
    parameters: toType,
    reached: toRetypeQuotas,
    calls: { getQuotas: { projectId: 'demo', typeName: 'beta' } },
    replies: [
      ['room for one more', done('getQuotas', room), 'cold.retyping.requestingRetype', { quotas: room }],
      [
        'no room for one more',
        done('getQuotas', full),
        'failed',
        { quotas: full, failure: 'OverQuota', status: 'FAILED' },
      ],
      ['not known: Cinder itself will judge it', failed('getQuotas'), 'cold.retyping.requestingRetype'],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  describeState('cold.retyping.requestingRetype', {
    parameters: toType,
    reached: toRequestRetype,
    calls: { requestRetype: { before: volume(), destinationType: 'beta-id' } },
    replies: requestReplies({
      ...{
        call: 'requestRetype',
        requesting: 'cold.retyping.requestingRetype',
        watching: 'cold.retyping.watchingRetype',
      },
    }),
  });
  const now = { volumeType: 'beta', volumeTypeId: 'beta-id' };
  describeState('cold.retyping.watchingRetype', {
    parameters: toType,
    reached: toWatchRetype,
    calls: copyWatch(volume()),
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
