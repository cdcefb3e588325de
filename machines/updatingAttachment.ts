// The specification's five steps. The source is deleted only on proof; the temporary user is deleted whatever happened.
import { required, serverIdOf, swapToWatch, volumeOf } from './context.ts';
import { copyLimits, settleLimits } from './limits.ts';
import { volumeMigrateSetup } from './setup.ts';

export const updatingAttachment = volumeMigrateSetup.createStateConfig({
  description: 'Swap by an attachment update: the five steps',
  initial: 'creatingTemporaryUser',
  // A call under way is waited for: what it makes is known only then, and taken away after.
  on: { cancel: { actions: 'noteCancel' } },
  states: {
    creatingTemporaryUser: {
      description: 'Step 1: creating a temporary user',
      invoke: {
        id: 'createTemporaryUser',
        src: 'createTemporaryUser',
        input: ({ context }) => ({ runId: context.runId, projectId: volumeOf(context).projectId }),
        onDone: [
          { guard: 'isCancelRequested', target: '#cleaningUp', actions: 'keepTemporaryUser' },
          { target: 'grantingRole', actions: 'keepTemporaryUser' },
        ],
        onError: [
          { guard: 'isUncertain', target: '#cleaningUp', actions: ['keepFault', 'leaveUnknownUser'] },
          { target: '#cleaningUp', actions: 'keepFault' },
        ],
      },
    },
    grantingRole: {
      description: 'Step 1: giving it the least role in the project',
      invoke: {
        id: 'grantRole',
        src: 'grantRole',
        input: ({ context }) => ({
          userId: required(context.temporaryUser, 'the temporary user').id,
          projectId: volumeOf(context).projectId,
        }),
        onDone: [
          { guard: 'isCancelRequested', target: '#cleaningUp' },
          { target: 'creatingDestinationVolume' },
        ],
        onError: { target: '#cleaningUp', actions: 'keepFault' },
      },
    },
    creatingDestinationVolume: {
      description: 'Step 2: creating the destination volume',
      invoke: {
        id: 'createDestinationVolume',
        src: 'createDestinationVolume',
        input: ({ context }) => ({
          runId: context.runId,
          user: required(context.temporaryUser, 'the temporary user'),
          source: volumeOf(context),
          destinationType: required(context.destinationVolumeType, 'the destination type').id,
        }),
        onDone: [
          { guard: 'isCancelRequested', target: '#cleaningUp', actions: 'keepDestinationVolumeId' },
          { target: 'watchingDestinationVolume', actions: 'keepDestinationVolumeId' },
        ],
        onError: [
          { guard: 'isUncertain', target: '#cleaningUp', actions: ['keepFault', 'leaveUnknownVolume'] },
          { target: '#cleaningUp', actions: 'keepFault' },
        ],
      },
    },
    watchingDestinationVolume: {
      description: 'Step 2: Cinder is making the destination volume',
      invoke: {
        id: 'watchVolume',
        src: 'watchVolume',
        input: ({ context }) => ({
          volumeId: required(context.destinationVolumeId, 'the destination volume'),
          limits: copyLimits(context.limits, volumeOf(context).sizeGib),
        }),
        onError: { target: '#cleaningUp', actions: 'keepFault' },
      },
      on: {
        'volume.seen': [
          { guard: 'isDestinationAvailable', target: 'copyingAttributes', actions: 'keepSeenDestination' },
          {
            guard: 'hasDestinationFailed',
            target: 'listingMessages',
            actions: ['keepSeenDestination', { type: 'refuse', params: { code: 'DestinationVolumeFailed' } }],
          },
          { actions: 'keepSeenDestination' },
        ],
        'watch.stalled': { actions: 'warnStalled' },
        'watch.deadline': {
          target: '#cleaningUp',
          actions: { type: 'refuse', params: { code: 'DestinationVolumeFailed' } },
        },
        'watch.failed': { target: '#cleaningUp', actions: 'keepFault' },
        cancel: { target: '#cleaningUp', actions: 'noteCancel' },
      },
    },
    listingMessages: {
      description: 'Asking Cinder why',
      on: { cancel: { target: '#cleaningUp', actions: 'noteCancel' } },
      invoke: {
        id: 'listMessages',
        src: 'listMessages',
        input: ({ context }) => ({
          volumeId: required(context.destinationVolumeId, 'the destination volume'),
          projectId: volumeOf(context).projectId,
        }),
        onDone: { target: '#cleaningUp', actions: 'addReasons' },
        onError: { target: '#cleaningUp' },
      },
    },
    copyingAttributes: {
      description: 'Step 2: carrying over bootable, image metadata and read-only',
      invoke: {
        id: 'copyAttributes',
        src: 'copyAttributes',
        input: ({ context }) => ({
          source: volumeOf(context),
          destinationVolumeId: required(context.destinationVolumeId, 'the destination volume'),
        }),
        onDone: [{ guard: 'isCancelRequested', target: '#cleaningUp' }, { target: 'swappingVolume' }],
        onError: { target: '#cleaningUp', actions: 'keepFault' },
      },
    },
    swappingVolume: {
      description: 'Step 3: asking Nova to swap the volumes',
      entry: 'noteSwapMayBeAsked',
      on: { cancel: { actions: 'warnCancelTooLate' } },
      invoke: {
        id: 'swapVolume',
        src: 'swapVolume',
        input: ({ context }) => ({
          serverId: serverIdOf(context),
          sourceVolumeId: volumeOf(context).id,
          destinationVolumeId: required(context.destinationVolumeId, 'the destination volume'),
        }),
        onDone: { target: 'watchingSwap', actions: 'keepSwapRequest' },
        onError: [
          { guard: 'isUncertain', target: '#cleaningUp', actions: ['keepFault', 'leaveBothVolumes'] },
          { target: '#cleaningUp', actions: ['keepFault', 'noteSwapNotAsked'] },
        ],
      },
    },
    watchingSwap: {
      description: 'Step 3: Nova is copying the data',
      on: {
        'swap.seen': [
          { guard: 'isSwapProven', target: 'verifyingSwap', actions: 'keepSeenSwap' },
          {
            guard: 'hasSwapFailed',
            target: 'watchingRollback',
            actions: ['keepSeenSwap', { type: 'refuse', params: { code: 'SwapFailed' } }],
          },
          { actions: 'keepSeenSwap' },
        ],
        'watch.stalled': { actions: 'warnStalled' },
        'watch.deadline': {
          target: '#cleaningUp',
          actions: [{ type: 'refuse', params: { code: 'SwapNotProven' } }, 'leaveBothVolumes'],
        },
        'watch.failed': { target: '#cleaningUp', actions: ['keepFault', 'leaveBothVolumes'] },
        cancel: { actions: 'warnCancelTooLate' },
      },
      invoke: {
        id: 'watchSwap',
        src: 'watchSwap',
        input: ({ context }) => ({
          swap: swapToWatch(context),
          limits: copyLimits(context.limits, volumeOf(context).sizeGib),
        }),
        onError: { target: '#cleaningUp', actions: ['keepFault', 'leaveBothVolumes'] },
      },
    },
    watchingRollback: {
      description: 'Step 3: Nova failed, and is putting the source back',
      on: {
        'swap.seen': [
          { guard: 'isRolledBack', target: '#cleaningUp', actions: ['keepSeenSwap', 'leaveBothVolumes'] },
          { actions: 'keepSeenSwap' },
        ],
        'watch.deadline': { target: '#cleaningUp', actions: 'leaveBothVolumes' },
        'watch.failed': { target: '#cleaningUp', actions: 'leaveBothVolumes' },
      },
      invoke: {
        id: 'watchSwap',
        src: 'watchSwap',
        input: ({ context }) => ({ swap: swapToWatch(context), limits: settleLimits(context.limits) }),
        onError: { target: '#cleaningUp', actions: 'leaveBothVolumes' },
      },
    },
    verifyingSwap: {
      description: 'Step 3: looking once more at all four signs',
      on: { cancel: { actions: 'warnCancelTooLate' } },
      invoke: {
        id: 'verifySwap',
        src: 'verifySwap',
        input: ({ context }) => swapToWatch(context),
        onDone: [
          {
            guard: 'isSwapVerified',
            target: 'deletingSourceVolume',
            actions: ['keepVerifiedSwap', 'noteSwapProven', 'warnHardReboot'],
          },
          {
            target: '#cleaningUp',
            actions: [
              'keepVerifiedSwap',
              { type: 'refuse', params: { code: 'SwapNotProven' } },
              'leaveBothVolumes',
            ],
          },
        ],
        onError: { target: '#cleaningUp', actions: ['keepFault', 'leaveBothVolumes'] },
      },
    },
    deletingSourceVolume: {
      description: 'Step 4: deleting the source volume',
      on: { cancel: { actions: 'warnCancelTooLate' } },
      invoke: {
        id: 'deleteSourceVolume',
        src: 'deleteSourceVolume',
        input: ({ context }) => ({ volumeId: volumeOf(context).id }),
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
          limits: settleLimits(context.limits),
        }),
        onError: { target: 'unmarkingDestinationVolume', actions: 'leaveSource' },
      },
    },
    unmarkingDestinationVolume: {
      description: "Taking this run's mark off the volume",
      on: { cancel: { actions: 'warnCancelTooLate' } },
      invoke: {
        id: 'unmarkDestinationVolume',
        src: 'unmarkDestinationVolume',
        input: ({ context }) => ({
          volumeId: required(context.destinationVolumeId, 'the destination volume'),
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
});
