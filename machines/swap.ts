// Swap: the right half of the specification's diagram.
import { serverIdOf, serverIdsOf, volumeOf } from './context.ts';
import { gettingDestinationVolumeType, gettingVolume, listingSnapshots } from './reads.ts';
import { requestingRetype, watchingRetype } from './retype.ts';
import { volumeMigrateSetup } from './setup.ts';
import { updatingAttachment } from './updatingAttachment.ts';

export const swap = volumeMigrateSetup.createStateConfig({
  description: 'Move an attached volume',
  initial: 'askingDestinationType',
  entry: 'warnDestinationNodeIgnored',
  on: { cancel: '#cancelled' },
  states: {
    askingDestinationType: {
      description: 'Is destination_type given?',
      always: [
        { guard: 'hasDestinationType', target: 'gettingVolume' },
        { target: '#failed', actions: { type: 'refuse', params: { code: 'DestinationTypeRequired' } } },
      ],
    },
    gettingVolume: gettingVolume('gettingServers'),
    gettingServers: {
      description: 'Reading the server',
      invoke: {
        id: 'getServers',
        src: 'getServers',
        input: ({ context }) => ({
          serverIds: serverIdsOf(context),
        }),
        onDone: { target: 'askingAttachedToActiveServer', actions: 'keepServers' },
        onError: { target: '#failed', actions: 'keepFault' },
      },
    },
    askingAttachedToActiveServer: {
      description: 'Is the volume attached, and the instance active, paused or resized?',
      always: [
        { guard: 'isAttachedToActiveServer', target: 'gettingVolumeType' },
        {
          target: '#failed',
          actions: { type: 'refuse', params: { code: 'InvalidStateForSwappingVolume' } },
        },
      ],
    },
    gettingVolumeType: gettingDestinationVolumeType('listingSnapshots'),
    listingSnapshots: listingSnapshots('choosingMethod'),
    // Nova's guard looks only whether the volume's migration_status is empty: on another volume the probe says nothing.
    choosingMethod: {
      description: 'By attachment update, or by retype?',
      always: [
        { guard: 'asksForRetype', target: 'retypingInUse' },
        {
          guard: 'asksForAttachmentWithOldMigrationStatus',
          target: '#failed',
          actions: { type: 'refuse', params: { code: 'SwapNotAskable' } },
        },
        { guard: 'hasOldMigrationStatus', target: 'retypingInUse' },
        { target: 'probingSwap' },
      ],
    },
    probingSwap: {
      description: 'Asking Nova whether it takes a direct swap',
      invoke: {
        id: 'probeSwap',
        src: 'probeSwap',
        input: ({ context }) => ({ serverId: serverIdOf(context), volumeId: volumeOf(context).id }),
        onDone: [
          { guard: 'takesDirectSwap', target: 'askingReplaceable' },
          {
            guard: 'asksForAttachment',
            target: '#failed',
            actions: ['keepSwapRefusal', 'failWithSwapRefusal'],
          },
          { target: 'retypingInUse', actions: 'keepSwapRefusal' },
        ],
        onError: { target: '#failed', actions: 'keepFault' },
      },
    },
    askingReplaceable: {
      description: 'Can the source be deleted afterwards?',
      always: [
        { guard: 'isReplaceable', target: 'updatingAttachment', actions: 'warnSameVolumeType' },
        { target: '#failed', actions: { type: 'refuse', params: { code: 'SourceCannotBeReplaced' } } },
      ],
    },
    updatingAttachment,
    retypingInUse: {
      description: 'Swap by an in-use retype: Cinder asks Nova',
      initial: 'requestingRetype',
      states: { requestingRetype, watchingRetype },
    },
  },
});
