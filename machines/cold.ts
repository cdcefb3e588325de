// Cold migration: the left half of the specification's diagram.
import { required, volumeOf } from './context.ts';
import { answered, onMove, otherwise, watchingMove } from './moving.ts';
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
import { askingDifferentVolumeType, askingPlace, requestingRetype, watchingRetype } from './retype.ts';
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
        // Cinder refuses the volume's own pool with one message for many causes, and copies the volume onto
        // itself if only its backend is named.
        askingDifferentNode: {
          description: 'Is the node different?',
          always: [
            { guard: 'isDifferentNode', target: 'gettingPools' },
            {
              target: '#failed',
              actions: { type: 'refuse', params: { code: 'DestinationNodeMustBeDifferent' } },
            },
          ],
        },
        gettingPools: {
          description: 'Reading the destination pool',
          invoke: {
            id: 'getPools',
            src: 'getPools',
            input: ({ context }) => ({
              destinationNode: required(context.parameters.destinationNode, 'destination_node'),
            }),
            onDone: [
              { guard: 'hasVolumeType', target: 'gettingVolumeType', actions: 'keepPools' },
              { target: 'askingSameVolumeType', actions: 'keepPools' },
            ],
            onError: { target: '#failed', actions: 'keepFault' },
          },
        },
        gettingVolumeType: {
          description: "Reading the volume's type",
          invoke: {
            id: 'getVolumeType',
            src: 'getVolumeType',
            input: ({ context }) => ({
              nameOrId: required(
                volumeOf(context).volumeTypeId ?? volumeOf(context).volumeType,
                'the volume type',
              ),
            }),
            onDone: { target: 'askingSameVolumeType', actions: 'keepVolumeType' },
            onError: { target: '#failed', actions: 'keepFault' },
          },
        },
        askingSameVolumeType: {
          description: 'Is the volume type the same?',
          always: [
            { guard: 'isSameVolumeType', target: 'requestingMigration' },
            { target: '#failed', actions: { type: 'refuse', params: { code: 'VolumeTypeMustBeSame' } } },
          ],
        },
        requestingMigration: {
          description: 'Asking Cinder to migrate the volume',
          on: { cancel: { actions: 'noteCancel' } },
          invoke: {
            id: 'requestMigration',
            src: 'requestMigration',
            input: ({ context }) => ({
              before: volumeOf(context),
              destinationNode: required(context.parameters.destinationNode, 'destination_node'),
            }),
            ...answered('migrate', 'watchingMigration'),
          },
        },
        watchingMigration: {
          ...watchingMove,
          description: 'Cinder is migrating the volume',
          on: {
            ...onMove,
            'volume.seen': [
              {
                guard: 'isMigrated',
                target: '#verifying',
                actions: ['warnDroppedChanges', 'keepSeenVolume'],
              },
              {
                guard: 'isMigratedElsewhere',
                target: '#failed',
                actions: ['keepSeenVolume', { type: 'refuse', params: { code: 'MigratedElsewhere' } }],
              },
              {
                guard: 'hasMigrationFailed',
                target: '#explaining',
                actions: ['keepSeenVolume', { type: 'refuse', params: { code: 'MigrationFailed' } }],
              },
              ...otherwise,
            ],
            'watch.deadline': {
              target: '#explaining',
              actions: [
                { type: 'refuse', params: { code: 'MigrationNotSeenToEnd' } },
                'addLastFault',
                'leaveMoving',
              ],
            },
          },
        },
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
        askingPlace,
        requestingRetype,
        watchingRetype,
      },
    },
  },
});
