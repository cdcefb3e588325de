// Swap: the right half of the specification's diagram.
import { quotasToRead, serverIdOf, volumeOf } from './context.ts';
import {
  askingDestinationType,
  askingVolumeTypeAllowed,
  gettingDestinationVolumeType,
  gettingServers,
  gettingTypeDetails,
  gettingVolume,
  listingAttachments,
  listingHolders,
  listingPools,
  listingSnapshots,
} from './reads.ts';
import { retypingInUse } from './retypingInUse.ts';
import { volumeMigrateSetup } from './setup.ts';
import { updatingAttachment } from './updatingAttachment.ts';

export const swap = volumeMigrateSetup.createStateConfig({
  description: 'Move an attached volume',
  initial: 'askingDestinationType',
  entry: 'warnDestinationNodeIgnored',
  on: { cancel: '#cancelled' },
  states: {
    askingDestinationType,
    gettingVolume: gettingVolume('listingAttachments'),
    listingAttachments: listingAttachments('listingHolders'),
    listingHolders: listingHolders('gettingServers'),
    gettingServers: gettingServers('askingAttachedToActiveServer'),
    askingAttachedToActiveServer: {
      description: 'Is the volume attached to an active, paused or resized instance?',
      always: [
        { guard: 'isAttachedToActiveServer', target: 'gettingVolumeType', actions: 'warnServerLocked' },
        {
          target: '#failed',
          actions: { type: 'refuse', params: { code: 'InvalidStateForSwappingVolume' } },
        },
      ],
    },
    gettingVolumeType: gettingDestinationVolumeType('gettingTypeDetails'),
    gettingTypeDetails: gettingTypeDetails('askingVolumeTypeAllowed'),
    askingVolumeTypeAllowed: askingVolumeTypeAllowed('listingSnapshots'),
    listingSnapshots: listingSnapshots('listingPools'),
    listingPools: listingPools('choosingMethod'),
    // Nova's guard only checks whether the volume's migration_status is empty: if it is not, the probe proves
    // nothing.
    choosingMethod: {
      description: 'Swap by attachment update or by retype?',
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
      description: 'Checking whether Nova accepts direct swaps',
      invoke: {
        id: 'probeSwap',
        src: 'probeSwap',
        input: ({ context }) => ({ serverId: serverIdOf(context), volumeId: volumeOf(context).id }),
        onDone: [
          { guard: 'takesDirectSwap', target: 'gettingQuotas' },
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
    gettingQuotas: {
      description: 'Checking whether the quota allows a second volume',
      invoke: {
        id: 'getQuotas',
        src: 'getQuotas',
        input: ({ context }) => quotasToRead(context),
        onDone: { target: 'askingNewVolumePlace', actions: 'keepQuotas' },
        // Cinder itself checks this when the volume is created.
        onError: { target: 'askingNewVolumePlace' },
      },
    },
    askingNewVolumePlace: {
      description: 'Can any pool hold a second volume?',
      always: [
        { guard: 'hasPlaceForNewVolume', target: 'askingReplaceable' },
        {
          guard: 'asksForAttachment',
          target: '#failed',
          actions: { type: 'refuse', params: { code: 'SourceCannotBeReplaced' } },
        },
        { target: 'retypingInUse', actions: 'warnNotReplaceable' },
      ],
    },
    askingReplaceable: {
      description: 'Can a second volume replace the source?',
      always: [
        {
          guard: 'isReplaceable',
          target: 'updatingAttachment',
          actions: ['warnSameVolumeType', 'warnNewVolume'],
        },
        {
          guard: 'asksForAttachment',
          target: '#failed',
          actions: { type: 'refuse', params: { code: 'SourceCannotBeReplaced' } },
        },
        { target: 'retypingInUse', actions: 'warnNotReplaceable' },
      ],
    },
    updatingAttachment,
    retypingInUse,
  },
});
