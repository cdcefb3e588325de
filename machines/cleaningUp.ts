// What a failed or cancelled run made is taken away again, so far as it is certain that nobody needs it.
import { required } from './context.ts';
import { volumeMigrateSetup } from './setup.ts';

export const cleaningUp = volumeMigrateSetup.createStateConfig({
  id: 'cleaningUp',
  description: 'Take away what this run made',
  initial: 'askingDestinationVolume',
  on: { cancel: { actions: 'noteCancel' } },
  states: {
    askingDestinationVolume: {
      description: 'Was a destination volume made that no swap was asked for?',
      always: [
        { guard: 'hasUnusedDestinationVolume', target: 'deletingDestinationVolume' },
        { target: 'askingTemporaryUser' },
      ],
    },
    deletingDestinationVolume: {
      description: 'Deleting the unused destination volume',
      invoke: {
        id: 'deleteDestinationVolume',
        src: 'deleteDestinationVolume',
        input: ({ context }) => ({
          runId: context.runId,
          volumeId: required(context.destinationVolumeId, 'the destination volume'),
        }),
        onDone: { target: 'askingTemporaryUser', actions: 'forgetDestinationVolume' },
        onError: { target: 'askingTemporaryUser', actions: 'leaveDestination' },
      },
    },
    askingTemporaryUser: {
      description: 'Was a temporary user made?',
      always: [{ guard: 'hasTemporaryUser', target: 'deletingTemporaryUser' }, { target: 'askingFailure' }],
    },
    deletingTemporaryUser: {
      description: 'Deleting the temporary user',
      invoke: {
        id: 'deleteTemporaryUser',
        src: 'deleteTemporaryUser',
        input: ({ context }) => ({ userId: required(context.temporaryUser, 'the temporary user').id }),
        onDone: { target: 'askingFailure', actions: 'forgetTemporaryUser' },
        onError: { target: 'askingFailure', actions: 'leaveTemporaryUser' },
      },
    },
    askingFailure: {
      description: 'Failed, or only cancelled?',
      always: [{ guard: 'isCancelledWithoutFailure', target: '#cancelled' }, { target: '#failed' }],
    },
  },
});
