// Cold migration: the left half of the specification's diagram.
import {
  askingDifferentNode,
  askingRoom,
  askingSameVolumeType,
  gettingOwnVolumeType,
  gettingPools,
  requestingMigration,
  watchingMigration,
  whatTypeNext,
} from './migrating.ts';
import {
  askingVolumeTypeAllowed,
  gettingDestinationVolumeType,
  gettingTypeDetails,
  gettingVolume,
  listingAttachments,
  listingHolders,
  listingPools,
  listingSnapshots,
} from './reads.ts';
import {
  askingDifferentVolumeType,
  askingPlace,
  askingQuota,
  gettingQuotas,
  requestingRetype,
  watchingRetype,
} from './retyping.ts';
import { volumeMigrateSetup } from './setup.ts';

export const cold = volumeMigrateSetup.createStateConfig({
  description: 'Move a detached volume',
  initial: 'gettingVolume',
  entry: 'warnSwapMethodIgnored',
  on: { cancel: '#cancelled' },
  states: {
    gettingVolume: gettingVolume('listingAttachments'),
    listingAttachments: listingAttachments('listingHolders'),
    listingHolders: listingHolders('listingSnapshots'),
    listingSnapshots: listingSnapshots('askingDetachedWithoutSnapshots'),
    askingDetachedWithoutSnapshots: {
      description: 'Is the volume detached, and without snapshots?',
      always: [
        { guard: 'isDetachedWithoutSnapshots', target: 'askingDestination' },
        {
          target: '#failed',
          actions: { type: 'refuse', params: { code: 'InvalidStateForColdMigration' } },
        },
      ],
    },
    askingDestination: {
      description: 'Is destination_node given? Is destination_type given?',
      always: [
        { guard: 'hasDestinationNode', target: 'migrating', actions: 'warnDestinationTypeIgnored' },
        { guard: 'hasDestinationType', target: 'retyping' },
        { target: '#failed', actions: { type: 'refuse', params: { code: 'DestinationRequired' } } },
      ],
    },
    migrating: {
      description: 'Move the volume to a node',
      initial: 'askingDifferentNode',
      states: {
        askingDifferentNode,
        gettingPools: gettingPools(whatTypeNext),
        gettingVolumeType: gettingOwnVolumeType,
        askingSameVolumeType,
        askingRoom: askingRoom('requestingMigration'),
        requestingMigration: { ...requestingMigration, id: 'requestingColdMigration' },
        watchingMigration,
      },
    },
    retyping: {
      description: "Change the volume's type",
      initial: 'gettingVolumeType',
      states: {
        gettingVolumeType: gettingDestinationVolumeType('askingDifferentVolumeType'),
        askingDifferentVolumeType: askingDifferentVolumeType('gettingTypeDetails'),
        gettingTypeDetails: gettingTypeDetails('askingVolumeTypeAllowed'),
        askingVolumeTypeAllowed: askingVolumeTypeAllowed('listingPools'),
        listingPools: listingPools('askingPlace'),
        askingPlace: { ...askingPlace, id: 'placingColdRetype' },
        gettingQuotas,
        askingQuota,
        requestingRetype,
        watchingRetype,
      },
    },
  },
});
