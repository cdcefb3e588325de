// `retype`, state by state, up to where it takes the way of cold and swap.
import { describe, expect, test } from 'vitest';
import { beginning, describeState } from './after.ts';
import {
  BETA_POOL,
  byRetypeType,
  cancelled,
  NODE,
  readPools,
  refused,
  toMovable,
  toRead,
  toServers,
} from './reached.ts';
import { typeDetailsReplies } from './typeDetails.ts';
import {
  alpha,
  attached,
  beta,
  cancel,
  details,
  done,
  failed,
  pool,
  type Step,
  server,
  volume,
} from './walk.ts';

const readType = done('getVolumeType', beta);
const readDetails = done('getTypeDetails', details());
const places = { allPools: [BETA_POOL] };
const noPlace = (pools: readonly unknown[]) => ({
  allPools: pools,
  failure: 'NoPlaceForVolume',
  status: 'FAILED',
});

describe('before the first call', () => {
  test('without a type, nothing is read', () => {
    expect(beginning({ migrationType: 'retype' })).toMatchObject({
      state: 'failed',
      calls: {},
      taken: { failure: 'DestinationTypeRequired', status: 'FAILED' },
    });
  });

  test('a node and a method are ignored, with a warning', () => {
    const { state, taken } = beginning({
      ...byRetypeType,
      destinationNode: NODE,
      swapMethod: 'attachment',
    });
    expect([state, taken]).toEqual([
      'retype.gettingVolume',
      {
        warnings: [
          'destination_node is ignored: the scheduler chooses the node of a retype',
          'swap_method is ignored: retype swaps nothing',
        ],
      },
    ]);
  });
});

describe('the type', () => {
  describeState('retype.gettingVolumeType', {
    parameters: byRetypeType,
    reached: toMovable,
    calls: { getVolumeType: { nameOrId: 'beta' } },
    replies: [
      ['another type', readType, 'retype.gettingTypeDetails', { destinationVolumeType: beta }],
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
  describeState('retype.gettingTypeDetails', {
    parameters: byRetypeType,
    reached: [...toMovable, readType],
    calls: { getTypeDetails: { volume: attached(), destinationType: beta } },
    replies: typeDetailsReplies('retype.listingPools'),
  });
});

describe('the place', () => {
  const calls = { listPools: {} };
  const alphaOnly = [pool(NODE, 'alpha')];
  const withSnapshot = (one = attached()): readonly Step[] => [
    ...(one.attachments.length === 0 ? toRead.slice(0, -1) : toServers),
    done('listSnapshots', ['s1']),
    ...(one.attachments.length === 0 ? [] : [done('getServers', [server()]), done('listMovesOfServers', [])]),
    readType,
    readDetails,
  ];
  describeState('retype.listingPools', {
    parameters: byRetypeType,
    reached: [...toMovable, readType, readDetails],
    calls,
    replies: [
      ['a pool for an attached volume', readPools, 'swap.retypingInUse.gettingQuotas', places],
      ['no pool for an attached volume', done('listPools', alphaOnly), 'failed', noPlace(alphaOnly)],
      ['a refusal', failed('listPools'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  describeState('retype.listingPools', {
    parameters: byRetypeType,
    reached: [...toRead, readType, readDetails],
    calls,
    replies: [
      ['a pool for a detached volume', readPools, 'cold.retyping.gettingQuotas', places],
      ['no pool for a detached volume', done('listPools', alphaOnly), 'failed', noPlace(alphaOnly)],
    ],
  });
  const own = [pool('node1@alpha#alpha', 'beta')];
  describe.each([
    ['attached', attached(), 'swap.retypingInUse.gettingQuotas'],
    ['detached', volume(), 'cold.retyping.gettingQuotas'],
  ])('an %s volume with a snapshot', (_, one, requesting) => {
    describeState('retype.listingPools', {
      parameters: byRetypeType,
      reached: withSnapshot(one),
      calls,
      replies: [
        [
          'its own pool serves the type: it stays there',
          done('listPools', own),
          requesting,
          { allPools: own },
        ],
        ['only another pool does: Cinder cannot move it', readPools, 'failed', noPlace([BETA_POOL])],
      ],
    });
  });
});
