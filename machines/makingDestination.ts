// Steps 1 and 2: a temporary user in the volume's project, and the destination volume that it creates.
import { required, stateOf, volumeOf } from './context.ts';
import { copyLimits } from './limits.ts';
import { volumeMigrateSetup } from './setup.ts';

export const makingDestination = volumeMigrateSetup.createStateConfig({
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
          { guard: 'isStartableOtherwise', target: '#retypingInUse', actions: 'warnNotStartable' },
          { target: '#cleaningUp', actions: 'keepFault' },
        ],
      },
    },
    grantingRole: {
      description: 'Step 1: giving the user the least privileged role',
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
        onError: [
          { guard: 'isStartableOtherwise', target: '#retypingInstead', actions: 'warnNotStartable' },
          { target: '#cleaningUp', actions: 'keepFault' },
        ],
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
          { guard: 'isStartableOtherwise', target: '#retypingInstead', actions: 'warnNotStartable' },
          { target: '#cleaningUp', actions: 'keepFault' },
        ],
      },
    },
    watchingDestinationVolume: {
      description: 'Step 2: Cinder is creating the destination volume',
      invoke: {
        id: 'watchVolume',
        src: 'watchVolume',
        input: ({ context }) => ({
          volumeId: required(context.destinationVolumeId, 'the destination volume'),
          before: null,
          known: stateOf(context.destinationVolume),
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
          {
            guard: 'isDestinationTaken',
            // The volume stays, whatever it looks like later: somebody has used it.
            target: '#cleaningUp.askingTemporaryUser',
            actions: [
              'keepSeenDestination',
              { type: 'refuse', params: { code: 'DestinationVolumeTaken' } },
              'leaveTakenDestination',
            ],
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
      description: 'Asking Cinder why the creation failed',
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
      description: 'Step 2: copying the bootable flag, image metadata and read-only flag',
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
  },
}).states;
