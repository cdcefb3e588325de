// A retype by Cinder, as cold migration and a swap without attachment update both do it.
import { required, volumeOf } from './context.ts';
import { answered, onMove, otherwise, watchingMove } from './moving.ts';
import { volumeMigrateSetup } from './setup.ts';

export const requestingRetype = volumeMigrateSetup.createStateConfig({
  description: 'Asking Cinder to retype the volume',
  on: { cancel: { actions: 'noteCancel' } },
  invoke: {
    id: 'requestRetype',
    src: 'requestRetype',
    input: ({ context }) => ({
      before: volumeOf(context),
      destinationType: required(context.destinationVolumeType, 'the destination type').id,
    }),
    ...answered('retype', 'watchingRetype', 'keepFault'),
  },
});

export const watchingRetype = volumeMigrateSetup.createStateConfig({
  ...watchingMove,
  description: 'Cinder is retyping the volume',
  on: {
    ...onMove,
    'volume.seen': [
      { guard: 'isRetyped', target: '#verifying', actions: 'keepSeenVolume' },
      {
        guard: 'hasRetypeFailed',
        target: '#explaining',
        actions: ['keepSeenVolume', { type: 'refuse', params: { code: 'RetypeFailed' } }],
      },
      ...otherwise,
    ],
    'watch.deadline': {
      target: '#explaining',
      actions: [{ type: 'refuse', params: { code: 'RetypeNotSeenToEnd' } }, 'addLastFault', 'leaveMoving'],
    },
  },
});
