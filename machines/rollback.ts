// Removes what a failed or cancelled run created, where it is certain that nobody needs it.
import { required } from './context.ts';
import { volumeMigrateSetup } from './setup.ts';

export const rollback = volumeMigrateSetup.createStateConfig({
  id: 'cleaningUp',
  description: 'Clean up what this run created',
  initial: 'askingDestinationVolume',
  on: { cancel: { actions: 'noteCancel' } },
  states: {
    askingDestinationVolume: {
      description: 'Is there an unused destination volume?',
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
      description: 'Is there a temporary user to delete?',
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
      description: 'Did the run fail, or was it only cancelled?',
      always: [{ guard: 'isCancelledWithoutFailure', target: '#cancelled' }, { target: '#failed' }],
    },
  },
});
