// How a swap is done, state by state: Nova is asked, and where it takes no direct swap, Cinder does it by a retype.

import { describe } from 'vitest';
import { stateOf } from '../../machines/context.ts';
import { describeState } from './after.ts';
import {
  byAttachment,
  byRetype,
  bySwap,
  COPY_LIMITS,
  cancelled,
  lost,
  moving,
  refused,
  toChoose,
} from './reached.ts';
import {
  attached,
  beta,
  cancel,
  done,
  failed,
  SERVER_ID,
  type Step,
  seen,
  server,
  VOLUME_ID,
  volume,
} from './walk.ts';

const readVolume = done('getVolume', attached());
const readServer = done('getServers', [server()]);
const readType = done('getVolumeType', beta);
const snapshotFree = done('listSnapshots', []);

describe('asking Nova', () => {
  const answer = { directSwap: 'refused', status: 409, message: 'not migrating', requestId: 'req-9' };
  const guarded = done('probeSwap', answer);
  const refusal = {
    name: 'SwapRefused',
    code: 'SwapRefused',
    message: 'not migrating',
    reasons: [
      'this Nova takes no direct swap (OSSN-0094): use swap_method auto or retype, which lets Cinder do it and keeps the volume id',
    ],
    status: 409,
    requestId: 'req-9',
    uncertain: false,
  };
  const forbidden = {
    ...refusal,
    status: 403,
    reasons: ['Nova lets only admins swap volumes: sign in with the admin role'],
  };
  const calls = { probeSwap: { serverId: SERVER_ID, volumeId: VOLUME_ID } };
  const taken = done('probeSwap', { directSwap: 'taken' });
  describeState('swap.probingSwap', {
    parameters: bySwap,
    reached: toChoose,
    calls,
    replies: [
      ['it takes a direct swap', taken, 'swap.updatingAttachment.creatingTemporaryUser'],
      ['it takes none', guarded, 'swap.retypingInUse.requestingRetype', { swapRefusal: refusal }],
      [
        'it takes one of admins only',
        done('probeSwap', { ...answer, status: 403 }),
        'swap.retypingInUse.requestingRetype',
        { swapRefusal: forbidden },
      ],
      ['another refusal', failed('probeSwap'), 'failed', refused],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  describeState('swap.probingSwap', {
    parameters: byAttachment,
    reached: toChoose,
    calls,
    replies: [
      ['attachment, and it takes one', taken, 'swap.updatingAttachment.creatingTemporaryUser'],
      [
        'attachment, and it takes none',
        guarded,
        'failed',
        { swapRefusal: refusal, failure: 'SwapRefused', status: 'FAILED' },
      ],
    ],
  });
  const same = { ...beta, id: 'alpha-id', name: 'alpha' };
  describeState('swap.probingSwap', {
    parameters: byAttachment,
    reached: [readVolume, readServer, done('getVolumeType', same), snapshotFree],
    calls,
    replies: [
      [
        'it takes one, for a volume of the same type',
        taken,
        'swap.updatingAttachment.creatingTemporaryUser',
        {
          warnings: ['the volume is of type alpha already: it goes where the scheduler puts a new one'],
        },
      ],
    ],
  });
  describeState('swap.probingSwap', {
    parameters: bySwap,
    reached: [readVolume, readServer, readType, done('listSnapshots', ['s1'])],
    calls,
    replies: [
      [
        'it takes one, but the volume has snapshots',
        taken,
        'failed',
        { failure: 'SourceCannotBeReplaced', status: 'FAILED' },
      ],
    ],
  });
});

describe('an in-use retype', () => {
  const toRequest: readonly Step[] = toChoose;
  const now = { volumeType: 'beta', volumeTypeId: 'beta-id' };
  describeState('swap.retypingInUse.requestingRetype', {
    parameters: byRetype,
    reached: toRequest,
    calls: { requestRetype: { before: attached(), destinationType: 'beta-id' } },
    replies: [
      ['yes', done('requestRetype'), 'swap.retypingInUse.watchingRetype', { did: 'retype' }],
      ['a refusal', failed('requestRetype'), 'failed', refused],
      ['no answer', failed('requestRetype', lost), 'failed', { ...refused, leftovers: moving }],
      ['a cancel', cancel, 'swap.retypingInUse.requestingRetype', { cancelRequested: true }],
    ],
  });
  describeState('swap.retypingInUse.watchingRetype', {
    parameters: byRetype,
    reached: [...toRequest, done('requestRetype')],
    calls: {
      watchVolume: {
        volumeId: VOLUME_ID,
        before: stateOf(attached()),
        known: stateOf(attached()),
        limits: COPY_LIMITS,
      },
    },
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
      [
        'the volume is gone',
        seen(null),
        'explaining.listingPools',
        { failure: 'VolumeGone', leftovers: moving },
      ],
    ],
  });
});
