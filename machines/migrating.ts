// A migration by Cinder to a node: for cold migration and for `migrate`.
import { required, volumeOf } from './context.ts';
import { answered, onMove, otherwise, watchingMove } from './moving.ts';
import { volumeMigrateSetup } from './setup.ts';

// Cinder refuses the volume's own pool with one message for many causes, and copies the volume onto itself if only
// its backend is named.
export const askingDifferentNode = volumeMigrateSetup.createStateConfig({
  description: 'Is the node different?',
  always: [
    { guard: 'isDifferentNode', target: 'gettingPools' },
    {
      target: '#failed',
      actions: { type: 'refuse', params: { code: 'DestinationNodeMustBeDifferent' } },
    },
  ],
});

/** What follows the reading of the pools: the volume's type, if it has one. */
export const whatTypeNext = [
  { guard: 'hasVolumeType', target: 'gettingVolumeType' },
  { target: 'askingSameVolumeType' },
] as const;

type Next = { readonly guard?: 'hasVolumeType'; readonly target: string };

export const gettingPools = (next: readonly Next[]) =>
  volumeMigrateSetup.createStateConfig({
    description: 'Reading the destination pool',
    invoke: {
      id: 'getPools',
      src: 'getPools',
      input: ({ context }) => ({
        destinationNode: required(context.parameters.destinationNode, 'destination_node'),
      }),
      onDone: next.map((one) => ({ ...one, actions: 'keepPools' as const })),
      onError: { target: '#failed', actions: 'keepFault' },
    },
  });

export const gettingOwnVolumeType = volumeMigrateSetup.createStateConfig({
  description: "Reading the volume's type",
  invoke: {
    id: 'getVolumeType',
    src: 'getVolumeType',
    input: ({ context }) => ({
      nameOrId: required(volumeOf(context).volumeTypeId ?? volumeOf(context).volumeType, 'the volume type'),
    }),
    onDone: { target: 'askingSameVolumeType', actions: 'keepVolumeType' },
    onError: { target: '#failed', actions: 'keepFault' },
  },
});

export const askingSameVolumeType = volumeMigrateSetup.createStateConfig({
  description: 'Is the volume type the same?',
  always: [
    { guard: 'isSameVolumeType', target: 'askingRoom' },
    { target: '#failed', actions: { type: 'refuse', params: { code: 'VolumeTypeMustBeSame' } } },
  ],
});

/** Cinder accepts a request for a full pool, and gives up without a word; a thin pool it would overfill. */
export const askingRoom = (next: string) =>
  volumeMigrateSetup.createStateConfig({
    description: 'Does the destination have room for the volume?',
    always: [
      { guard: 'hasRoom', target: next },
      { target: '#failed', actions: { type: 'refuse', params: { code: 'NoRoomOnDestination' } } },
    ],
  });

export const requestingMigration = volumeMigrateSetup.createStateConfig({
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
});

/** The end that both Cinder's volume and, for an attached one, the end of the settling shows. */
export const whenMigrated = [
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
] as const;

export const watchingMigration = volumeMigrateSetup.createStateConfig({
  ...watchingMove,
  description: 'Cinder is migrating the volume',
  on: {
    ...onMove,
    'volume.seen': [
      ...whenMigrated,
      {
        guard: 'hasMigrationFailed',
        target: '#explaining',
        actions: ['keepSeenVolume', { type: 'refuse', params: { code: 'MigrationFailed' } }],
      },
      ...otherwise,
    ],
    'watch.deadline': {
      target: '#explaining',
      actions: [{ type: 'refuse', params: { code: 'MigrationNotSeenToEnd' } }, 'addLastFault', 'leaveMoving'],
    },
  },
});
