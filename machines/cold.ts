// Cold migration: the left half of the specification's diagram.
import { required, volumeOf } from './context.ts';
import { copyLimits } from './limits.ts';
import { requestingRetype, watchingRetype } from './retype.ts';
import { volumeMigrateSetup } from './setup.ts';

export const cold = volumeMigrateSetup.createStateConfig({
  description: 'Move a detached volume',
  initial: 'gettingVolume',
  on: { cancel: '#cancelled' },
  states: {
    gettingVolume: {
      description: 'Reading the volume',
      invoke: {
        id: 'getVolume',
        src: 'getVolume',
        input: ({ context }) => ({ volumeId: context.parameters.resourceId }),
        onDone: { target: 'listingSnapshots', actions: 'keepVolume' },
        onError: { target: '#failed', actions: 'keepFault' },
      },
    },
    listingSnapshots: {
      description: 'Looking for snapshots',
      invoke: {
        id: 'listSnapshots',
        src: 'listSnapshots',
        input: ({ context }) => ({ volumeId: volumeOf(context).id }),
        onDone: { target: 'askingDetachedWithoutSnapshots', actions: 'keepSnapshots' },
        onError: { target: '#failed', actions: 'keepFault' },
      },
    },
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
      initial: 'gettingPools',
      states: {
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
              lockVolume: context.lockVolume,
            }),
            onDone: [
              {
                guard: 'isCancelRequested',
                target: '#cancelled',
                actions: [
                  { type: 'noteDid', params: { did: 'migrate' } },
                  'warnCinderContinues',
                  'leaveMoving',
                ],
              },
              { target: 'watchingMigration', actions: { type: 'noteDid', params: { did: 'migrate' } } },
            ],
            onError: [
              { guard: 'isUncertain', target: '#failed', actions: ['keepFault', 'leaveMoving'] },
              { target: '#failed', actions: 'keepFault' },
            ],
          },
        },
        watchingMigration: {
          description: 'Cinder is migrating the volume',
          invoke: {
            id: 'watchVolume',
            src: 'watchVolume',
            input: ({ context }) => ({
              volumeId: volumeOf(context).id,
              limits: copyLimits(context.limits, volumeOf(context).sizeGib),
            }),
            onError: { target: '#failed', actions: ['keepFault', 'leaveMoving'] },
          },
          on: {
            'volume.seen': [
              { guard: 'isMigrated', target: '#verifying', actions: 'keepSeenVolume' },
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
              {
                guard: 'isVolumeGone',
                target: '#failed',
                actions: { type: 'refuse', params: { code: 'VolumeGone' } },
              },
              { actions: 'keepSeenVolume' },
            ],
            'watch.stalled': { actions: 'warnStalled' },
            'watch.deadline': {
              target: '#failed',
              actions: [{ type: 'refuse', params: { code: 'MigrationNotSeenToEnd' } }, 'leaveMoving'],
            },
            'watch.failed': { target: '#failed', actions: ['keepFault', 'leaveMoving'] },
            cancel: { target: '#cancelled', actions: ['warnCinderContinues', 'leaveMoving'] },
          },
        },
      },
    },
    retyping: {
      description: 'Give the volume another type',
      initial: 'gettingVolumeType',
      states: {
        gettingVolumeType: {
          description: 'Reading the destination type',
          invoke: {
            id: 'getVolumeType',
            src: 'getVolumeType',
            input: ({ context }) => ({
              nameOrId: required(context.parameters.destinationType, 'destination_type'),
            }),
            onDone: { target: 'askingDifferentVolumeType', actions: 'keepDestinationVolumeType' },
            onError: { target: '#failed', actions: 'keepFault' },
          },
        },
        askingDifferentVolumeType: {
          description: 'Is the volume type different?',
          always: [
            { guard: 'isDifferentVolumeType', target: 'requestingRetype' },
            { target: '#failed', actions: { type: 'refuse', params: { code: 'VolumeTypeMustBeDifferent' } } },
          ],
        },
        requestingRetype,
        watchingRetype,
      },
    },
  },
});
