// Change of a volume's type, detached or attached: `retype`, as Watcher names it today.
import { readingUsers } from './readingUsers.ts';
import {
  askingDestinationType,
  askingVolumeTypeAllowed,
  gettingDestinationVolumeType,
  gettingTypeDetails,
  listingPools,
} from './reads.ts';
import { askingDifferentVolumeType } from './retyping.ts';
import { volumeMigrateSetup } from './setup.ts';

export const retype = volumeMigrateSetup.createStateConfig({
  description: "Change a volume's type, detached or attached",
  initial: 'askingDestinationType',
  entry: ['warnDestinationNodeIgnored', 'warnSwapMethodIgnored'],
  on: { cancel: '#cancelled' },
  states: {
    askingDestinationType,
    ...readingUsers,
    askingMovable: {
      description: 'Can the volume be retyped as it is?',
      always: [
        { guard: 'isRetypable', target: 'gettingVolumeType', actions: 'warnServerLocked' },
        {
          target: '#failed',
          actions: { type: 'refuse', params: { code: 'InvalidStateForRetypingVolume' } },
        },
      ],
    },
    gettingVolumeType: gettingDestinationVolumeType('askingDifferentVolumeType'),
    askingDifferentVolumeType: askingDifferentVolumeType('gettingTypeDetails'),
    gettingTypeDetails: gettingTypeDetails('askingVolumeTypeAllowed'),
    askingVolumeTypeAllowed: askingVolumeTypeAllowed('listingPools'),
    listingPools: listingPools('askingInUse'),
    askingInUse: {
      description: 'Is the volume attached? From here on, a retype takes the same way as cold and swap',
      always: [{ guard: 'isAttached', target: '#placingInUseRetype' }, { target: '#placingColdRetype' }],
    },
  },
});
