// A retype by Cinder, as cold migration and a swap without attachment update both do it.
import { required, volumeOf } from './context.ts';
import { copyLimits } from './limits.ts';
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
    onDone: [
      {
        guard: 'isCancelRequested',
        target: '#cancelled',
        actions: [{ type: 'noteDid', params: { did: 'retype' } }, 'warnCinderContinues', 'leaveMoving'],
      },
      { target: 'watchingRetype', actions: { type: 'noteDid', params: { did: 'retype' } } },
    ],
    onError: [
      { guard: 'isUncertain', target: '#failed', actions: ['keepFault', 'leaveMoving'] },
      { target: '#failed', actions: 'keepFault' },
    ],
  },
});

export const watchingRetype = volumeMigrateSetup.createStateConfig({
  description: 'Cinder is retyping the volume',
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
      { guard: 'isRetyped', target: '#verifying', actions: 'keepSeenVolume' },
      {
        guard: 'hasRetypeFailed',
        target: '#explaining',
        actions: ['keepSeenVolume', { type: 'refuse', params: { code: 'RetypeFailed' } }],
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
      actions: [{ type: 'refuse', params: { code: 'RetypeNotSeenToEnd' } }, 'leaveMoving'],
    },
    'watch.failed': { target: '#failed', actions: ['keepFault', 'leaveMoving'] },
    cancel: { target: '#cancelled', actions: ['warnCinderContinues', 'leaveMoving'] },
  },
});
