// `migrate`, state by state: what each calls, and what each reply does.
import { describe, expect, test } from 'vitest';

import type { MoveSighting, Volume } from '../../machines/types.ts';
import { after, beginning, describeState, type Reply } from './after.ts';
import { copyWatch, requestReplies, watchReplies } from './moving.ts';
import {
  byMigrate,
  cancelled,
  completingMigration as completing,
  errorWhileNovaCopies,
  late,
  moving,
  NODE,
  quiet,
  refused,
  stuck,
  toMovable,
  toRead,
  toRequestMigrationInUse,
  toSettleMigration,
  toWatchMigrationInUse,
} from './reached.ts';
import {
  COPYING,
  EXPLAINED,
  failing,
  forMinute,
  keeps,
  LOST_GUEST,
  NOT_ENDED,
  quietErrors,
  quietly,
  settling,
  sighting,
  watching,
} from './settling.ts';
import { alpha, attached, cancel, done, failed, pool, seen, seenMove, volume } from './walk.ts';

const ELSEWHERE = 'node3@alpha#alpha';
const arrived = attached({ migrationStatus: 'success', host: NODE });
const elsewhere = attached({ migrationStatus: 'success', host: ELSEWHERE });
const error = attached({ migrationStatus: 'error' });
const ofPool = [pool(NODE, 'alpha')];

describe('before the first call', () => {
  test('without a node, nothing is read', () => {
    expect(beginning({ migrationType: 'migrate' })).toMatchObject({
      state: 'failed',
      calls: {},
      taken: { failure: 'DestinationNodeRequired', status: 'FAILED' },
    });
  });

  test('a type and a method are ignored, with a warning', () => {
    const { state, taken } = beginning({ ...byMigrate, destinationType: 'beta', swapMethod: 'retype' });
    expect([state, taken]).toEqual([
      'migrate.gettingVolume',
      {
        warnings: [
          'destination_type is ignored: migrate moves the volume and keeps its type',
          'swap_method is ignored: migrate swaps nothing',
        ],
      },
    ]);
  });
});

describe('where it may go', () => {
  const calls = { getPools: { destinationNode: NODE } };
  describeState('migrate.gettingPools', {
    parameters: byMigrate,
    reached: toMovable,
    calls,
    replies: [
      ['the pool', done('getPools', ofPool), 'migrate.gettingVolumeType', { pools: ofPool }],
      ['a refusal', failed('getPools'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  const untyped = attached({ volumeType: null, volumeTypeId: null });
  describeState('migrate.gettingPools', {
    parameters: byMigrate,
    reached: [done('getVolume', untyped), ...toMovable.slice(1)],
    calls,
    replies: [
      ['a volume without a type', done('getPools', ofPool), 'migrate.requestingMigration', { pools: ofPool }],
    ],
  });
  describeState('migrate.gettingPools', {
    parameters: { ...byMigrate, destinationNode: 'node2@alpha' },
    reached: toMovable,
    calls: { getPools: { destinationNode: 'node2@alpha' } },
    replies: [
      [
        'a pool that the node does not name',
        done('getPools', ofPool),
        'failed',
        { pools: ofPool, failure: 'DestinationPoolRequired', status: 'FAILED' },
      ],
    ],
  });
  test('its own pool is refused before any pool is read', () => {
    const there = [done('getVolume', attached({ host: NODE })), ...toMovable.slice(1)];
    expect(after(byMigrate, there)).toMatchObject({
      state: 'failed',
      calls: {},
      taken: { failure: 'DestinationNodeMustBeDifferent' },
    });
  });
  const full = pool(NODE, 'alpha', {
    capabilities: { volume_backend_name: 'alpha', free_capacity_gb: 0 },
  });
  describeState('migrate.gettingVolumeType', {
    parameters: byMigrate,
    reached: [...toMovable, done('getPools', [full])],
    calls: { getVolumeType: { nameOrId: 'alpha-id' } },
    replies: [
      [
        'a type that the pool serves, but the pool is full',
        done('getVolumeType', alpha),
        'failed',
        { volumeType: alpha, failure: 'NoRoomOnDestination', status: 'FAILED' },
      ],
    ],
  });
  const betaOnly = [pool(NODE, 'beta')];
  describeState('migrate.gettingVolumeType', {
    parameters: byMigrate,
    reached: [...toMovable, done('getPools', betaOnly)],
    calls: { getVolumeType: { nameOrId: 'alpha-id' } },
    replies: [
      [
        'a type that the pool does not serve',
        done('getVolumeType', alpha),
        'failed',
        { volumeType: alpha, failure: 'VolumeTypeMustBeSame', status: 'FAILED' },
      ],
      ['a refusal', failed('getVolumeType'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  describeState('migrate.gettingVolumeType', {
    parameters: byMigrate,
    reached: [...toMovable, done('getPools', ofPool)],
    calls: { getVolumeType: { nameOrId: 'alpha-id' } },
    replies: [
      [
        'the type of an attached volume',
        done('getVolumeType', alpha),
        'migrate.requestingMigration',
        { volumeType: alpha },
      ],
    ],
  });
  describeState('migrate.gettingVolumeType', {
    parameters: byMigrate,
    reached: [...toRead, done('getPools', ofPool)],
    calls: { getVolumeType: { nameOrId: 'alpha-id' } },
    replies: [
      [
        'the type of a detached volume',
        done('getVolumeType', alpha),
        'cold.migrating.requestingMigration',
        { volumeType: alpha },
      ],
    ],
  });
});

describe('requesting and watching', () => {
  describeState('migrate.requestingMigration', {
    parameters: byMigrate,
    reached: toRequestMigrationInUse,
    calls: { requestMigration: { before: attached(), destinationNode: NODE } },
    replies: requestReplies({
      ...{
        call: 'requestMigration',
        requesting: 'migrate.requestingMigration',
        watching: 'migrate.watchingMigration',
      },
    }),
  });

  const state = 'migrate.watchingMigration';
  const migrates = attached({ migrationStatus: 'migrating' });
  const lostRecord = { ...arrived, attachments: [] };
  const detached = volume({ migrationStatus: 'success', host: NODE });
  const watched = (words: string, one: Volume): Reply => [
    words,
    seen(one),
    'verifying.watchingAttachment',
    { lastSeen: one, moveBegan: true },
  ];
  describeState(state, {
    parameters: byMigrate,
    reached: toWatchMigrationInUse,
    calls: copyWatch(attached()),
    replies: [
      watched('success on the pool', arrived),
      watched('success on the pool, and no attachment for a moment', lostRecord),
      watched('success on the pool, and it is detached', detached),
      [
        'success on another pool',
        seen(elsewhere),
        'failed',
        { lastSeen: elsewhere, moveBegan: true, failure: 'MigratedElsewhere', status: 'FAILED' },
      ],
      ['Nova copies', seen(migrates), state, { lastSeen: migrates, moveBegan: true }],
      ['Cinder completes', seen(completing), 'migrate.settling', { lastSeen: completing, moveBegan: true }],
      ['Cinder shows an error: Nova may still copy', seen(error), 'migrate.settling', { lastSeen: error }],
      ...watchReplies(state, 'MigrationNotSeenToEnd'),
    ],
  });
});

describe('how Cinder and Nova complete it', () => {
  const state = 'migrate.settling';
  const move = { state, completing, failure: 'MigrationFailed', unseen: 'MigrationNotSeenToEnd' };
  const unasked = failing({ volume: attached({ migrationStatus: 'error', attachments: [] }), swap: 'none' });
  const between = attached({ host: NODE });
  describeState(state, {
    parameters: byMigrate,
    reached: toSettleMigration,
    calls: watching(completing),
    replies: [
      [
        'success on the pool',
        seenMove(sighting(arrived)),
        'verifying.watchingAttachment',
        { lastSeen: arrived },
      ],
      [
        'success on the pool, while Nova has not ended its action',
        seenMove(sighting(arrived, { swap: 'running' })),
        'verifying.watchingAttachment',
        { lastSeen: arrived },
      ],
      [
        'success on another pool',
        seenMove(sighting(elsewhere)),
        'failed',
        { lastSeen: elsewhere, failure: 'MigratedElsewhere', status: 'FAILED' },
      ],
      [
        'the new pool, before Cinder shows success',
        seenMove(sighting(between)),
        state,
        keeps(sighting(between)),
      ],
      [
        'Cinder shows an error and no attachment, Nova was not asked, no target',
        seenMove(unasked),
        EXPLAINED,
        { ...keeps(unasked), failure: 'MigrationFailed' },
      ],
      [
        'the time is over, and Nova still copies',
        [seenMove(errorWhileNovaCopies), late],
        EXPLAINED,
        { failure: 'MigrationNotSeenToEnd', leftovers: moving },
      ],
      ...settling(move),
    ],
  });

  const ofMigration = (changes: Partial<MoveSighting> = {}): MoveSighting =>
    stuck({ volume: completing, ...changes });
  const handedOver = ofMigration({ volume: { ...completing, attachments: [] }, swap: 'running' });
  describeState(state, {
    parameters: byMigrate,
    reached: toSettleMigration,
    calls: watching(completing),
    replies: [
      ['nothing for some seconds, and nothing was seen', quiet, state, NOT_ENDED],
      ['nothing new: the guest is on the target', quietly(ofMigration()), 'failed', LOST_GUEST],
      ['nothing new: Nova still copies', quietly(ofMigration({ swap: 'running' })), state, COPYING],
      ['nothing new: handed over, and Nova does not end', quietly(handedOver), state, NOT_ENDED],
      ['nothing new for a minute: handed over', forMinute(handedOver), 'failed', LOST_GUEST],
      ['nothing new: there is no target', quietly(ofMigration({ target: null })), state, NOT_ENDED],
      ...quietErrors(move, ofMigration({ volume: error })),
    ],
  });
});
