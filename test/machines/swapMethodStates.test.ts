// How a swap is done, state by state: Nova is probed, and if it rejects direct swaps, Cinder does it by a retype.

import { describe } from 'vitest';
import { describeState } from './after.ts';
import {
  byAttachment,
  bySwap,
  cancelled,
  NEW_VOLUME,
  NODE,
  readPools,
  refused,
  taken,
  toChoose,
  toDestinationType,
  toSnapshots,
} from './reached.ts';
import { beta, cancel, details, done, failed, pool, quota, SERVER_ID, VOLUME_ID } from './walk.ts';

describe('probing Nova', () => {
  const answer = { directSwap: 'refused', status: 409, message: 'not migrating', requestId: 'req-9' };
  const guarded = done('probeSwap', answer);
  const refusal = {
    name: 'SwapRefused',
    code: 'SwapRefused',
    message: 'not migrating',
    reasons: [
      'Nova rejects direct swaps (OSSN-0094): use swap_method auto or retype, with which Cinder retypes the volume in place and it keeps its ID',
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
  describeState('swap.probingSwap', {
    parameters: bySwap,
    reached: toChoose,
    calls,
    replies: [
      ['it accepts direct swaps', taken, 'swap.gettingQuotas'],
      ['it rejects them', guarded, 'swap.retypingInUse.gettingQuotas', { swapRefusal: refusal }],
      [
        'it accepts them only from admins',
        done('probeSwap', { ...answer, status: 403 }),
        'swap.retypingInUse.gettingQuotas',
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
      ['attachment, and it takes one', taken, 'swap.gettingQuotas'],
      [
        'attachment, and it takes none',
        guarded,
        'failed',
        { swapRefusal: refusal, failure: 'SwapRefused', status: 'FAILED' },
      ],
    ],
  });
});

describe('whether a second volume can replace the source', () => {
  const calls = { getQuotas: { projectId: 'demo', typeName: 'beta' } };
  const room = [quota('volumes', { limit: 10, inUse: 9 })];
  const full = [quota('volumes', { limit: 10, inUse: 10 })];
  const creating = 'swap.updatingAttachment.creatingTemporaryUser';
  const made = { warnings: [NEW_VOLUME] };
  const refusal = { failure: 'SourceCannotBeReplaced', status: 'FAILED' };
  const noRoom =
    'project demo: quota volumes is 10, with 10 in use and 0 reserved, and a second volume requires 1; swap_method retype creates no second volume that counts against the quota';
  const instead = (reasons: string) =>
    `the volume is retyped in use, because a swap by attachment cannot start: ${reasons}`;
  describeState('swap.gettingQuotas', {
    parameters: bySwap,
    reached: [...toChoose, taken],
    calls,
    replies: [
      ['there is room', done('getQuotas', room), creating, { quotas: room, ...made }],
      [
        'there is none: Cinder does it by a retype',
        done('getQuotas', full),
        'swap.retypingInUse.gettingQuotas',
        { quotas: full, warnings: [instead(noRoom)] },
      ],
      ['a refusal: Cinder itself will judge it', failed('getQuotas'), creating, made],
      ['a cancel', cancel, 'cancelled', cancelled],
    ],
  });
  describeState('swap.gettingQuotas', {
    parameters: byAttachment,
    reached: [...toChoose, taken],
    calls,
    replies: [
      ['attachment, and there is room', done('getQuotas', room), creating, { quotas: room, ...made }],
      ['attachment, and there is none', done('getQuotas', full), 'failed', { quotas: full, ...refusal }],
    ],
  });
  const same = { ...beta, id: 'alpha-id', name: 'alpha' };
  describeState('swap.gettingQuotas', {
    parameters: byAttachment,
    reached: [
      ...toDestinationType,
      done('getVolumeType', same),
      done('getTypeDetails', details()),
      done('listSnapshots', []),
      done('listPools', [pool(NODE, 'beta')]),
      taken,
    ],
    calls: { getQuotas: { projectId: 'demo', typeName: 'alpha' } },
    replies: [
      [
        'there is room, for a volume of the same type',
        done('getQuotas', []),
        creating,
        {
          warnings: [
            'the volume already has type alpha: the scheduler chooses where it goes, as for a new volume',
            NEW_VOLUME,
          ],
        },
      ],
    ],
  });
  const withSnapshots = [...toSnapshots, done('listSnapshots', ['s1']), readPools, taken];
  describeState('swap.gettingQuotas', {
    parameters: bySwap,
    reached: withSnapshots,
    calls,
    replies: [
      [
        'the volume has snapshots, and cannot stay where it is: nor can Cinder retype it',
        done('getQuotas', []),
        'failed',
        {
          failure: 'NoPlaceForVolume',
          status: 'FAILED',
          warnings: [
            instead(
              'the volume has 1 snapshot (s1): delete it first: a swap by attachment deletes the source, and Cinder cannot delete a volume that has snapshots',
            ),
          ],
        },
      ],
    ],
  });
  describeState('swap.gettingQuotas', {
    parameters: byAttachment,
    reached: withSnapshots,
    calls,
    replies: [['attachment, and the volume has snapshots', done('getQuotas', []), 'failed', refusal]],
  });
});
