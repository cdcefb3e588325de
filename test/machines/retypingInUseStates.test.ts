// A swap by an in-use retype, state by state: its choice, its request, and how Cinder and Nova complete it.
import { describe, expect, test } from 'vitest';

import type { MoveSighting } from '../../machines/types.ts';
import { after, describeState, type Reply } from './after.ts';
import { copyWatch, requestReplies, watchReplies } from './moving.ts';
import {
  BETA_POOL,
  byRetype,
  bySwap,
  cancelled,
  completing,
  gaveUp,
  NODE,
  quiet,
  refused,
  stuck,
  target,
  toDestinationType,
  toListPools,
  toRequestRetypeInUse,
  toSettle,
  toWatchRetypeInUse,
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
import {
  alpha,
  attached,
  cancel,
  details,
  done,
  failed,
  pool,
  type Step,
  seen,
  seenMove,
  volume,
} from './walk.ts';

const here = (state: string): string => `swap.retypingInUse.${state}`;
const now = { volumeType: 'beta', volumeTypeId: 'beta-id' };
const moved = { ...now, host: 'node1@beta#beta', migrationStatus: 'success' };

describe('where it may go', () => {
  const alphaOnly = [pool(NODE, 'alpha')];
  describeState('swap.listingPools', {
    parameters: byRetype,
    reached: toListPools,
    calls: { listPools: {} },
    replies: [
      ['a pool takes it', done('listPools', [BETA_POOL]), here('gettingQuotas'), { allPools: [BETA_POOL] }],
      [
        'no pool takes it',
        done('listPools', alphaOnly),
        'failed',
        { allPools: alphaOnly, failure: 'NoPlaceForVolume', status: 'FAILED' },
      ],
      ['a refusal', failed('listPools'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  const same: readonly Step[] = [
    ...toDestinationType,
    done('getVolumeType', alpha),
    done('getTypeDetails', details()),
  ];
  const read: readonly Step[] = [...same, done('listSnapshots', [])];
  describeState('swap.listingPools', {
    parameters: byRetype,
    reached: read,
    calls: { listPools: {} },
    replies: [
      [
        'a volume of the destination type is not retyped',
        done('listPools', []),
        'failed',
        { failure: 'VolumeTypeMustBeDifferent', status: 'FAILED' },
      ],
    ],
  });
  const refusal = { directSwap: 'refused', status: 409, message: 'not migrating', requestId: null };
  const probed = after(bySwap, [...read, done('listPools', []), done('probeSwap', refusal)]);
  test('nor if Nova rejects direct swaps', () => {
    expect(probed).toMatchObject({ state: 'failed', taken: { failure: 'VolumeTypeMustBeDifferent' } });
  });
});

describe('requesting and watching', () => {
  describeState(here('requestingRetype'), {
    parameters: byRetype,
    reached: toRequestRetypeInUse,
    calls: { requestRetype: { before: attached(), destinationType: 'beta-id' } },
    replies: requestReplies({
      ...{ call: 'requestRetype', requesting: here('requestingRetype'), watching: here('watchingRetype') },
    }),
  });

  const migrates = attached({ status: 'retyping', migrationStatus: 'migrating' });
  const error = attached({ migrationStatus: 'error' });
  describeState(here('watchingRetype'), {
    parameters: byRetype,
    reached: toWatchRetypeInUse,
    calls: copyWatch(attached()),
    replies: [
      [
        'the new type, and the attachment',
        seen(attached(now)),
        'verifying.watchingAttachment',
        { lastSeen: attached(now) },
      ],
      [
        'the new type, and it is detached',
        seen(volume(now)),
        'verifying.watchingAttachment',
        { lastSeen: volume(now) },
      ],
      ['Nova copies', seen(migrates), here('watchingRetype'), { lastSeen: migrates, moveBegan: true }],
      ['Cinder completes', seen(completing), here('settling'), { lastSeen: completing, moveBegan: true }],
      ['Cinder shows an error: Nova may still copy', seen(error), here('settling'), { lastSeen: error }],
      [
        'the old type, at rest',
        seen(attached({ name: 'x' })),
        here('settling'),
        {
          lastSeen: attached({ name: 'x' }),
          ownersChange: { name: 'x', description: null, metadataKeys: [] },
        },
      ],
      ...watchReplies(here('watchingRetype'), 'RetypeNotSeenToEnd'),
    ],
  });
});

describe('how Cinder and Nova complete it', () => {
  const state = here('settling');
  const move = { state, completing, failure: 'RetypeFailed', unseen: 'RetypeNotSeenToEnd' };
  const whole = sighting(attached(moved));
  const oldType = sighting(attached(), { swap: 'none' });
  const lastOf = (move: MoveSighting) => ({ lastSeen: move.volume });
  describeState(state, {
    parameters: byRetype,
    reached: toSettle,
    calls: watching(completing),
    replies: [
      ['the new type, success', seenMove(whole), 'verifying.watchingAttachment', lastOf(whole)],
      [
        'the new type, success, while Nova has not ended its action',
        seenMove({ ...whole, swap: 'running' }),
        'verifying.watchingAttachment',
        lastOf(whole),
      ],
      [
        'Cinder shows an error, Nova was not asked, no target',
        seenMove(failing({ swap: 'none' })),
        EXPLAINED,
        { ...keeps(failing({ swap: 'none' })), failure: 'RetypeFailed' },
      ],
      [
        'the old type without an error, Nova was not asked, no target',
        seenMove(oldType),
        EXPLAINED,
        { ...keeps(oldType), failure: 'RetypeFailed' },
      ],
      ...settling(move),
    ],
  });

  // Nova's other swap, of another volume, may run for hours.
  const handedOver = (changes: Partial<MoveSighting> = {}): MoveSighting =>
    stuck({ volume: { ...completing, attachments: [] }, swap: 'running', ...changes });
  describeState(state, {
    parameters: byRetype,
    reached: toSettle,
    calls: watching(completing),
    replies: [
      ['nothing for some seconds, and nothing was seen', quiet, state, NOT_ENDED],
      ['nothing for some seconds, again', [quiet, quiet], state],
      ['nothing new: the guest is on the target', quietly(stuck()), 'failed', LOST_GUEST],
      [
        'nothing new: the target is in use without an attachment',
        quietly(stuck({ target: { ...target, status: 'in-use' } })),
        'failed',
        LOST_GUEST,
      ],
      [
        'nothing new: the target has an attachment, and another status',
        quietly(stuck({ target: { ...target, attachments: attached().attachments } })),
        'failed',
        LOST_GUEST,
      ],
      [
        'nothing new: the guest is on the target, whatever Nova says of its action',
        quietly(stuck({ swap: 'none' })),
        'failed',
        LOST_GUEST,
      ],
      ['nothing new: Nova still copies to the target', quietly(stuck({ swap: 'running' })), state, COPYING],
      [
        'nothing new: the guest is on the target, and Nova does not end',
        quietly(handedOver()),
        state,
        NOT_ENDED,
      ],
      ['nothing new for a minute: the guest is on the target', forMinute(handedOver()), 'failed', LOST_GUEST],
      ...(
        [
          ['it is still on the source', { volume: completing }],
          ['the target has no attachment', { target }],
          ['there is no target', { target: null }],
        ] as const
      ).map(
        ([words, changes]): Reply => [
          `nothing new for a minute, and ${words}`,
          forMinute(handedOver(changes)),
          state,
          COPYING,
        ],
      ),
      [
        'nothing new for a minute, and Cinder does not complete it',
        forMinute(handedOver({ volume: attached({ migrationStatus: 'migrating', attachments: [] }) })),
        state,
        COPYING,
      ],
      ['nothing new: the target is free', quietly(stuck({ target })), state, NOT_ENDED],
      ['nothing new: there is no target', quietly(stuck({ target: null })), state, NOT_ENDED],
      ...quietErrors(move, stuck({ volume: gaveUp.volume })),
    ],
  });
});
