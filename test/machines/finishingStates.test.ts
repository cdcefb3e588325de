// Steps 4 and 5 of a swap by attachment, and the rollback of one that failed, state by state.
import { describe } from 'vitest';
import { stateOf } from '../../machines/context.ts';
import { describeState, RUN_ID } from './after.ts';
import {
  broken,
  byAttachment,
  compare,
  late,
  noWatch,
  SETTLE_LIMITS,
  toCreateVolume,
  toDeleteSource,
  toDeleteUser,
  toGrantRole,
  toSwap,
  toUnmark,
  toVerifySwap,
  toWatchDeletion,
  toWatchSwap,
  toWatchVolume,
} from './reached.ts';
import {
  attached,
  cancel,
  DESTINATION_ID,
  done,
  failed,
  seen,
  seenSwap,
  swapped,
  VOLUME_ID,
  volume,
} from './walk.ts';

const here = (state: string): string => `swap.updatingAttachment.${state}`;

const TOO_LATE =
  'the run was cancelled too late: the swap had already been requested from Nova and could not be cancelled';
const tooLate = { warnings: [TOO_LATE] };
const source = { leftovers: [`volume ${VOLUME_ID}`] };
const succeeded = { status: 'SUCCEEDED' };

describe('after the proof', () => {
  const unmarking = here('unmarkingDestinationVolume');
  const replaced = {
    source: swapped().source,
    before: attached(),
    destinationVolumeId: DESTINATION_ID,
  };
  describeState(here('deletingSourceVolume'), {
    parameters: byAttachment,
    reached: toDeleteSource,
    calls: { deleteSourceVolume: replaced },
    replies: [
      ['Cinder deletes it', done('deleteSourceVolume'), here('watchingSourceDeletion')],
      ['a refusal', failed('deleteSourceVolume'), unmarking, source],
      ['a cancel', cancel, here('deletingSourceVolume'), tooLate],
    ],
  });
  const changed = swapped({ source: volume({ updatedAt: '2026-11-21T23:00:00.000000' }) });
  describeState(here('deletingSourceVolume'), {
    parameters: byAttachment,
    reached: [...toVerifySwap, seenSwap(changed)],
    calls: { deleteSourceVolume: replaced },
    replies: [
      [
        'a source that was changed since the first proof stays',
        failed('deleteSourceVolume'),
        unmarking,
        source,
      ],
    ],
  });
  const keyed = swapped({ source: volume({ metadataKeys: ['owner', 'run'] }) });
  const watching = here('watchingSourceDeletion');
  describeState(watching, {
    parameters: byAttachment,
    reached: toWatchDeletion,
    calls: {
      watchVolume: {
        volumeId: VOLUME_ID,
        before: stateOf(volume()),
        known: stateOf(volume()),
        limits: SETTLE_LIMITS,
      },
    },
    replies: [
      ['it is going', seen(volume({ status: 'deleting' })), watching],
      ['it is gone', seen(null), unmarking, { sourceDeleted: true }],
      ['it could not be deleted', seen(volume({ status: 'error_deleting' })), unmarking, source],
      ['Cinder has put it back', seen(volume()), unmarking, source],
      ['the time is over', late, unmarking, source],
      ['the cloud refuses to be asked', noWatch, unmarking, source],
      ['the watch breaks', broken('watchVolume'), unmarking, source],
      ['a cancel', cancel, watching, tooLate],
    ],
  });
  describeState(unmarking, {
    parameters: byAttachment,
    reached: toUnmark,
    calls: { unmarkDestinationVolume: { volumeId: DESTINATION_ID, ownersKeys: [] } },
    replies: [
      ['the mark is off', done('unmarkDestinationVolume'), here('deletingTemporaryUser')],
      [
        'a refusal',
        failed('unmarkDestinationVolume'),
        here('deletingTemporaryUser'),
        {
          warnings: [`metadata volume-migrate:run stays on volume ${DESTINATION_ID}: the service said no`],
        },
      ],
      ['a cancel', cancel, unmarking, tooLate],
    ],
  });
  describeState(unmarking, {
    parameters: byAttachment,
    reached: [...toWatchSwap, seenSwap(keyed), seenSwap(keyed), done('deleteSourceVolume'), seen(null)],
    calls: { unmarkDestinationVolume: { volumeId: DESTINATION_ID, ownersKeys: ['owner', 'run'] } },
    replies: [],
  });
  // A source that somebody has deleted was not proven.
  describeState(unmarking, {
    parameters: byAttachment,
    reached: [
      done('getVolume', attached({ metadataKeys: ['owner', 'run'] })),
      ...toWatchSwap.slice(1),
      seenSwap(swapped({ source: null })),
    ],
    calls: { unmarkDestinationVolume: { volumeId: DESTINATION_ID, ownersKeys: ['owner', 'run'] } },
    replies: [],
  });
  describeState(here('deletingTemporaryUser'), {
    parameters: byAttachment,
    reached: toDeleteUser,
    calls: { deleteTemporaryUser: { userId: 'u1' } },
    replies: [
      ['the user is gone', done('deleteTemporaryUser'), 'succeeded', { ...succeeded, temporaryUser: null }],
      ['a refusal', failed('deleteTemporaryUser'), 'succeeded', { ...succeeded, leftovers: ['user u1'] }],
      ['a cancel', cancel, here('deletingTemporaryUser'), tooLate],
    ],
  });
});

describe('the clean-up', () => {
  const volumeState = 'cleaningUp.deletingDestinationVolume';
  const userState = 'cleaningUp.deletingTemporaryUser';
  const noted = { cancelRequested: true };
  describeState(volumeState, {
    parameters: byAttachment,
    reached: [...toSwap, failed('swapVolume'), compare(attached())],
    calls: { deleteDestinationVolume: { runId: RUN_ID, volumeId: DESTINATION_ID } },
    replies: [
      ['the volume is gone', done('deleteDestinationVolume'), userState, { destinationVolumeId: null }],
      [
        'a refusal',
        failed('deleteDestinationVolume'),
        userState,
        { leftovers: [`volume ${DESTINATION_ID}`] },
      ],
      ['a cancel', cancel, volumeState, noted],
    ],
  });
  const gone = done('deleteTemporaryUser');
  describeState(userState, {
    parameters: byAttachment,
    reached: [...toCreateVolume, failed('createDestinationVolume')],
    calls: { deleteTemporaryUser: { userId: 'u1' } },
    replies: [
      ['the user is gone', gone, 'failed', { temporaryUser: null, status: 'FAILED' }],
      ['a refusal', failed('deleteTemporaryUser'), 'failed', { status: 'FAILED', leftovers: ['user u1'] }],
      ['a cancel', cancel, userState, noted],
      [
        'a cancel of what has failed is a failure',
        [cancel, gone],
        'failed',
        { temporaryUser: null, status: 'FAILED' },
      ],
    ],
  });
  describeState(userState, {
    parameters: byAttachment,
    reached: [...toGrantRole, cancel, done('grantRole')],
    calls: { deleteTemporaryUser: { userId: 'u1' } },
    replies: [
      [
        'what was only cancelled is cancelled',
        gone,
        'cancelled',
        { temporaryUser: null, status: 'CANCELLED' },
      ],
    ],
  });
  describeState(volumeState, {
    parameters: byAttachment,
    reached: [...toWatchVolume, cancel],
    calls: { deleteDestinationVolume: { runId: RUN_ID, volumeId: DESTINATION_ID } },
    replies: [
      ['what was made is gone', done('deleteDestinationVolume'), userState, { destinationVolumeId: null }],
    ],
  });
});
