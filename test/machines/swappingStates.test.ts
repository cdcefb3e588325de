// Step 3 of a swap by attachment, state by state: the swap, its proof, and the end of one that failed.
import { describe } from 'vitest';
import { describeState, type Reply } from './after.ts';
import {
  broken,
  byAttachment,
  COMPARED,
  COPY_LIMITS,
  late,
  lost,
  noWatch,
  SETTLE_LIMITS,
  stalled,
  toSwap,
  toVerifySwap,
  toWatchSwap,
} from './reached.ts';
import {
  attached,
  cancel,
  DESTINATION_ID,
  done,
  failed,
  SERVER_ID,
  seenSwap,
  swapped,
  VOLUME_ID,
  volume,
} from './walk.ts';

const here = (state: string): string => `swap.updatingAttachment.${state}`;

const deletingUser = 'cleaningUp.deletingTemporaryUser';
const both = [`volume ${VOLUME_ID}`, `volume ${DESTINATION_ID}`];
const TOO_LATE =
  'the run was cancelled too late: the swap had already been requested from Nova and could not be cancelled';
const HARD_REBOOT = `server ${SERVER_ID} needs a hard reboot before its next live migration: after a swap by attachment its disk still has the old volume's serial number (OSSN-0094)`;

const ids = { serverId: SERVER_ID, sourceVolumeId: VOLUME_ID, destinationVolumeId: DESTINATION_ID };
const watched = { ...ids, requestId: 'req-swap' };
const free = volume({ id: DESTINATION_ID, volumeType: 'beta', volumeTypeId: 'beta-id' });

// Both volumes as they are while Nova copies.
const copying = swapped({
  source: attached({ status: 'detaching' }),
  destination: { ...free, status: 'attaching' },
  attachedVolumeIds: [VOLUME_ID],
  result: null,
});
const sightOf = (swap: typeof copying) => ({ swap, destinationVolume: swap.destination });

describe('requesting the swap from Nova', () => {
  const state = here('swappingVolume');
  describeState(state, {
    parameters: byAttachment,
    reached: toSwap,
    calls: { swapVolume: ids },
    replies: [
      [
        'yes',
        done('swapVolume', { requestId: 'req-swap' }),
        here('watchingSwap'),
        { swapAsked: 'yes', swapRequestId: 'req-swap', did: 'swap' },
      ],
      ['a refusal', failed('swapVolume'), COMPARED, { failure: 'BadRequest', swapAsked: 'no' }],
      ['no answer', failed('swapVolume', lost), deletingUser, { failure: 'BadRequest', leftovers: both }],
      ['a cancel', cancel, state, { warnings: [TOO_LATE] }],
      ['a cancel, again', [cancel, cancel], state],
    ],
  });
});

// What ends the watch without a proof.
const unproven = (state: string): readonly Reply[] => [
  ['the time is over', late, deletingUser, { failure: 'SwapNotProven', leftovers: both }],
  ['the cloud refuses to be asked', noWatch, deletingUser, { failure: 'Unauthorized', leftovers: both }],
  ['the watch breaks', broken('watchSwap'), deletingUser, { failure: 'BadRequest', leftovers: both }],
  ['a cancel', cancel, state, { warnings: [TOO_LATE] }],
];

describe('watching the swap', () => {
  const state = here('watchingSwap');
  const gone = swapped({ source: null });
  const renamed = attached({ status: 'detaching', name: 'renamed', metadataKeys: ['key'] });
  const error = { ...copying, result: 'Error' as const };
  describeState(state, {
    parameters: byAttachment,
    reached: toWatchSwap,
    calls: { watchSwap: { swap: watched, limits: COPY_LIMITS } },
    replies: [
      ...unproven(state),
      ['Nova copies', seenSwap(copying), state, sightOf(copying)],
      [
        'no change for long',
        stalled,
        state,
        { warnings: ['no change for 31 min: the copy takes long, or a service has stopped'] },
      ],
      [
        'all four signs',
        seenSwap(swapped()),
        here('verifyingSwap'),
        { ...sightOf(swapped()), provenSource: swapped().source },
      ],
      [
        'the swap is done, and the source is gone',
        seenSwap(gone),
        here('unmarkingDestinationVolume'),
        {
          ...sightOf(gone),
          swapProven: true,
          sourceDeleted: true,
          warnings: [`source volume ${VOLUME_ID} was deleted by someone else after the swap`, HARD_REBOOT],
        },
      ],
      [
        'the swap is done, and a source is gone that was changed before',
        [seenSwap({ ...copying, source: renamed }), seenSwap(gone)],
        here('unmarkingDestinationVolume'),
        {
          ...sightOf(gone),
          swapProven: true,
          sourceDeleted: true,
          warnings: [
            `changes that were made to source volume ${VOLUME_ID} during the swap are missing on volume ${DESTINATION_ID} (name changed from "data1" to "renamed", metadata keys changed from none to key). Make them again`,
            `source volume ${VOLUME_ID} was deleted by someone else after the swap`,
            HARD_REBOOT,
          ],
        },
      ],
      [
        'the source is gone, and the destination is not attached',
        seenSwap({ ...gone, attachedVolumeIds: [] }),
        state,
        sightOf({ ...gone, attachedVolumeIds: [] }),
      ],
      [
        'the source is gone, and Nova does not say that it is done',
        seenSwap({ ...gone, result: null }),
        state,
        sightOf({ ...gone, result: null }),
      ],
      [
        'the source is gone, and so is the destination',
        seenSwap({ ...gone, destination: null }),
        state,
        { swap: { ...gone, destination: null } },
      ],
      [
        'the source is gone, and the destination is not in use',
        seenSwap({ ...gone, destination: free }),
        state,
        { swap: { ...gone, destination: free } },
      ],
      [
        'Nova failed',
        seenSwap(error),
        here('watchingRollback'),
        { ...sightOf(error), failure: 'SwapFailed' },
      ],
    ],
  });
});

describe('watching Nova restore the source', () => {
  const state = here('watchingRollback');
  const error = { ...copying, result: 'Error' as const };
  const back = { ...error, source: attached(), destination: free };
  describeState(state, {
    parameters: byAttachment,
    reached: [...toWatchSwap, seenSwap(error)],
    calls: { watchSwap: { swap: watched, limits: SETTLE_LIMITS } },
    replies: [
      ['it is back', seenSwap(back), deletingUser, { ...sightOf(back), leftovers: both }],
      [
        'the destination is free, the source is not back',
        seenSwap({ ...error, destination: free }),
        state,
        sightOf({ ...error, destination: free }),
      ],
      [
        'the source is back, the destination is not free',
        seenSwap({ ...error, source: attached() }),
        state,
        { swap: { ...error, source: attached() } },
      ],
      ['one of them is gone', seenSwap({ ...back, source: null }), state, sightOf({ ...back, source: null })],
      [
        'the other is gone',
        seenSwap({ ...back, destination: null }),
        state,
        { swap: { ...back, destination: null } },
      ],
      ['the time is over', late, deletingUser, { leftovers: both }],
      ['the cloud refuses to be asked', noWatch, deletingUser, { leftovers: both }],
      ['the watch breaks', broken('watchSwap'), deletingUser, { leftovers: both }],
      ['a cancel', cancel, state, { cancelRequested: true }],
    ],
  });
});

describe('checking the four signs once more', () => {
  const state = here('verifyingSwap');
  describeState(state, {
    parameters: byAttachment,
    reached: toVerifySwap,
    calls: { watchSwap: { swap: watched, limits: SETTLE_LIMITS } },
    replies: [
      ...unproven(state),
      [
        'all four',
        seenSwap(swapped()),
        here('deletingSourceVolume'),
        { swapProven: true, warnings: [HARD_REBOOT] },
      ],
      [
        'all four, and the destination otherwise changed',
        seenSwap(swapped({ destination: attached({ id: DESTINATION_ID, name: 'x' }) })),
        here('deletingSourceVolume'),
        {
          ...sightOf(swapped({ destination: attached({ id: DESTINATION_ID, name: 'x' }) })),
          swapProven: true,
          warnings: [HARD_REBOOT],
        },
      ],
      [
        'all four, and the source changed in what is not carried over',
        seenSwap(swapped({ source: volume({ bootable: true, imageMetadataKeys: ['os'], name: 'x' }) })),
        here('deletingSourceVolume'),
        {
          swap: swapped({ source: volume({ bootable: true, imageMetadataKeys: ['os'], name: 'x' }) }),
          swapProven: true,
          warnings: [
            `changes that were made to source volume ${VOLUME_ID} during the swap are missing on volume ${DESTINATION_ID} (bootable changed from false to true, image metadata keys changed from none to os). Make them again`,
            HARD_REBOOT,
          ],
        },
      ],
      [
        'not all',
        seenSwap(swapped({ attachedVolumeIds: [] })),
        state,
        { swap: swapped({ attachedVolumeIds: [] }) },
      ],
    ],
  });
});
