// Reads that both halves of the diagram make.
import { required, serverIdsOf, volumeOf } from './context.ts';
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

/** Cinder's own records of who uses the volume: there may be more than the volume shows. */
export const listingAttachments = (next: string) =>
  volumeMigrateSetup.createStateConfig({
    description: "Reading the volume's attachment records",
    invoke: {
      id: 'listAttachments',
      src: 'listAttachments',
      input: ({ context }) => ({ volumeId: volumeOf(context).id }),
      onDone: { target: next, actions: 'keepAttachments' },
      onError: { target: '#failed', actions: 'keepFault' },
    },
  });

/** Compares what Cinder says about the volume's users with what Nova says. */
export const listingHolders = (next: string) =>
  volumeMigrateSetup.createStateConfig({
    description: 'Asking Nova which servers use the volume',
    invoke: {
      id: 'listHolders',
      src: 'listHolders',
      input: ({ context }) => ({ volumeId: volumeOf(context).id, projectId: volumeOf(context).projectId }),
      onDone: { target: next, actions: 'keepHolders' },
      onError: { target: '#failed', actions: 'keepFault' },
    },
  });

/** The servers that the volume is attached to. */
export const gettingServers = (next: string) =>
  volumeMigrateSetup.createStateConfig({
    description: 'Reading the server',
    invoke: {
      id: 'getServers',
      src: 'getServers',
      input: ({ context }) => ({
        serverIds: serverIdsOf(context),
      }),
      onDone: { target: next, actions: 'keepServers' },
      onError: { target: '#failed', actions: 'keepFault' },
    },
  });

/** Rights, encryption and QoS of the destination type. */
export const gettingTypeDetails = (next: string) =>
  volumeMigrateSetup.createStateConfig({
    description: "Reading the destination type's access, encryption and QoS",
    invoke: {
      id: 'getTypeDetails',
      src: 'getTypeDetails',
      input: ({ context }) => ({
        volume: volumeOf(context),
        destinationType: required(context.destinationVolumeType, 'the destination type'),
      }),
      onDone: { target: next, actions: 'keepTypeDetails' },
      onError: { target: '#failed', actions: 'keepFault' },
    },
  });

export const askingVolumeTypeAllowed = (next: string) =>
  volumeMigrateSetup.createStateConfig({
    description: 'Can the volume have the destination type?',
    always: [
      { guard: 'isVolumeTypeAllowed', target: next, actions: 'warnEncryption' },
      { target: '#failed', actions: { type: 'refuse', params: { code: 'VolumeTypeNotAllowed' } } },
    ],
  });

/**
 * A retype that Cinder's scheduler refuses keeps quota for a day and may flip flags, so a refusal is
 * foreseen.
 */
export const listingPools = (next: string) =>
  volumeMigrateSetup.createStateConfig({
    description: 'Listing the pools that could hold the volume',
    invoke: {
      id: 'listPools',
      src: 'listPools',
      input: {},
      onDone: { target: next, actions: 'keepAllPools' },
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

export const askingDestinationType = volumeMigrateSetup.createStateConfig({
  description: 'Is destination_type given?',
  always: [
    { guard: 'hasDestinationType', target: 'gettingVolume' },
    { target: '#failed', actions: { type: 'refuse', params: { code: 'DestinationTypeRequired' } } },
  ],
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
