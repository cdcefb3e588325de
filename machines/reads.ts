// Reads that both halves of the diagram make.
import { required, volumeOf } from './context.ts';
import { volumeMigrateSetup } from './setup.ts';

export const gettingVolume = (next: string) =>
  volumeMigrateSetup.createStateConfig({
    description: 'Reading the volume',
    invoke: {
      id: 'getVolume',
      src: 'getVolume',
      input: ({ context }) => ({ volumeId: context.parameters.resourceId }),
      onDone: { target: next, actions: 'keepVolume' },
      onError: { target: '#failed', actions: 'keepFault' },
    },
  });

export const listingSnapshots = (next: string) =>
  volumeMigrateSetup.createStateConfig({
    description: 'Looking for snapshots',
    invoke: {
      id: 'listSnapshots',
      src: 'listSnapshots',
      input: ({ context }) => ({ volumeId: volumeOf(context).id }),
      onDone: { target: next, actions: 'keepSnapshots' },
      onError: { target: '#failed', actions: 'keepFault' },
    },
  });

export const gettingDestinationVolumeType = (next: string) =>
  volumeMigrateSetup.createStateConfig({
    description: 'Reading the destination type',
    invoke: {
      id: 'getVolumeType',
      src: 'getVolumeType',
      input: ({ context }) => ({
        nameOrId: required(context.parameters.destinationType, 'destination_type'),
      }),
      onDone: { target: next, actions: 'keepDestinationVolumeType' },
      onError: { target: '#failed', actions: 'keepFault' },
    },
  });
