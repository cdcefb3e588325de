// Steps 4 and 5: deletes the source volume, once its replacement is proven, and the temporary user.
import { required, stateOf, volumeOf } from './context.ts';
import { settleLimits } from './limits.ts';
import { volumeMigrateSetup } from './setup.ts';

export const finishing = volumeMigrateSetup.createStateConfig({
  states: {
    deletingSourceVolume: {
      description: 'Step 4: deleting the source volume',
      on: { cancel: { actions: 'warnCancelTooLate' } },
      invoke: {
        id: 'deleteSourceVolume',
        src: 'deleteSourceVolume',
        input: ({ context }) => ({
          source: required(context.provenSource, 'the proven source'),
          before: volumeOf(context),
          destinationVolumeId: required(context.destinationVolumeId, 'the destination volume'),
        }),
        onDone: { target: 'watchingSourceDeletion' },
        onError: { target: 'unmarkingDestinationVolume', actions: 'leaveSource' },
      },
    },
    watchingSourceDeletion: {
      description: 'Step 4: Cinder is deleting the source volume',
      on: {
        'volume.seen': [
          { guard: 'isVolumeGone', target: 'unmarkingDestinationVolume', actions: 'noteSourceDeleted' },
          { guard: 'hasSourceDeletionFailed', target: 'unmarkingDestinationVolume', actions: 'leaveSource' },
        ],
        'watch.deadline': { target: 'unmarkingDestinationVolume', actions: 'leaveSource' },
        'watch.failed': { target: 'unmarkingDestinationVolume', actions: 'leaveSource' },
        cancel: { actions: 'warnCancelTooLate' },
      },
      invoke: {
        id: 'watchVolume',
        src: 'watchVolume',
        input: ({ context }) => ({
          volumeId: volumeOf(context).id,
          before: stateOf(context.provenSource),
          known: stateOf(context.provenSource),
          limits: settleLimits(context.limits),
        }),
        onError: { target: 'unmarkingDestinationVolume', actions: 'leaveSource' },
      },
    },
    unmarkingDestinationVolume: {
      description: "Removing this run's mark from the volume",
      on: { cancel: { actions: 'warnCancelTooLate' } },
      invoke: {
        id: 'unmarkDestinationVolume',
        src: 'unmarkDestinationVolume',
        input: ({ context }) => ({
          volumeId: required(context.destinationVolumeId, 'the destination volume'),
          ownersKeys: (context.provenSource ?? volumeOf(context)).metadataKeys,
        }),
        onDone: { target: 'deletingTemporaryUser' },
        onError: { target: 'deletingTemporaryUser', actions: 'leaveMark' },
      },
    },
    deletingTemporaryUser: {
      description: 'Step 5: deleting the temporary user',
      on: { cancel: { actions: 'warnCancelTooLate' } },
      invoke: {
        id: 'deleteTemporaryUser',
        src: 'deleteTemporaryUser',
        input: ({ context }) => ({ userId: required(context.temporaryUser, 'the temporary user').id }),
        onDone: { target: '#succeeded', actions: 'forgetTemporaryUser' },
        onError: { target: '#succeeded', actions: 'leaveTemporaryUser' },
      },
    },
  },
}).states;
