// Migration to a pool, of a detached volume or an attached one: `migrate`, as Watcher names it today.
import {
  askingDifferentNode,
  askingRoom,
  askingSameVolumeType,
  gettingOwnVolumeType,
  gettingPools,
  requestingMigration,
  watchingMigration,
  whatTypeNext,
  whenMigrated,
} from './migrating.ts';
import { otherwise } from './moving.ts';
import { readingUsers } from './readingUsers.ts';
import { settling } from './settling.ts';
import { volumeMigrateSetup } from './setup.ts';

// As for a retype: Cinder may show an error while Nova still copies, and `completing` is where the move can get stuck
// with the guest on the destination.
const watchingMigrationInUse = volumeMigrateSetup.createStateConfig({
  ...watchingMigration,
  description: 'Cinder is migrating the volume, and Nova is copying the data',
  on: {
    ...watchingMigration.on,
    'volume.seen': [
      ...whenMigrated,
      { guard: 'hasMigrationFailed', target: 'settling', actions: 'keepSeenVolume' },
      { guard: 'isCompleting', target: 'settling', actions: 'keepSeenVolume' },
      ...otherwise,
    ],
  },
});

export const migrate = volumeMigrateSetup.createStateConfig({
  description: 'Move a volume to a pool, detached or attached',
  initial: 'askingDestinationNode',
  entry: ['warnDestinationTypeIgnored', 'warnSwapMethodIgnored'],
  on: { cancel: '#cancelled' },
  states: {
    askingDestinationNode: {
      description: 'Is destination_node given?',
      always: [
        { guard: 'hasDestinationNode', target: 'gettingVolume' },
        { target: '#failed', actions: { type: 'refuse', params: { code: 'DestinationNodeRequired' } } },
      ],
    },
    ...readingUsers,
    askingMovable: {
      description: 'Can the volume be moved as it is?',
      always: [
        { guard: 'isMigratable', target: 'askingDifferentNode', actions: 'warnServerLocked' },
        {
          target: '#failed',
          actions: { type: 'refuse', params: { code: 'InvalidStateForMigratingVolume' } },
        },
      ],
    },
    askingDifferentNode,
    gettingPools: gettingPools([{ target: 'askingPoolNamed' }]),
    // For a backend alone, Cinder may choose the pool where the volume is, and copies it onto itself.
    askingPoolNamed: {
      description: 'Does destination_node name a pool?',
      always: [
        {
          guard: 'isPoolUnnamed',
          target: '#failed',
          actions: { type: 'refuse', params: { code: 'DestinationPoolRequired' } },
        },
        ...whatTypeNext,
      ],
    },
    gettingVolumeType: gettingOwnVolumeType,
    askingSameVolumeType,
    askingRoom: askingRoom('askingInUse'),
    askingInUse: {
      description: 'Is the volume attached? A detached one is migrated like a cold one',
      always: [
        { guard: 'isAttached', target: 'requestingMigration' },
        { target: '#requestingColdMigration' },
      ],
    },
    requestingMigration,
    watchingMigration: watchingMigrationInUse,
    settling: settling(whenMigrated, { failed: 'MigrationFailed', notSeenToEnd: 'MigrationNotSeenToEnd' }),
  },
});
