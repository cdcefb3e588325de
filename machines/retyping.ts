// A retype by Cinder, for cold migration and for a swap without attachment update.
import { quotasToRead, required, volumeOf } from './context.ts';
import { answered, onMove, otherwise, watchingMove } from './moving.ts';
import { volumeMigrateSetup } from './setup.ts';

export const askingDifferentVolumeType = (next: string) =>
  volumeMigrateSetup.createStateConfig({
    description: 'Is the volume type different?',
    always: [
      { guard: 'isDifferentVolumeType', target: next },
      { target: '#failed', actions: { type: 'refuse', params: { code: 'VolumeTypeMustBeDifferent' } } },
    ],
  });

export const askingPlace = volumeMigrateSetup.createStateConfig({
  description: 'Can any pool hold the volume with this type?',
  always: [
    { guard: 'hasPlace', target: 'gettingQuotas', actions: 'warnOtherZone' },
    { target: '#failed', actions: { type: 'refuse', params: { code: 'NoPlaceForVolume' } } },
  ],
});

export const gettingQuotas = volumeMigrateSetup.createStateConfig({
  description: "Reading the owner's quota for the destination type",
  invoke: {
    id: 'getQuotas',
    src: 'getQuotas',
    input: ({ context }) => quotasToRead(context),
    onDone: { target: 'askingQuota', actions: 'keepQuotas' },
    // What is not known blocks nothing: Cinder itself checks it.
    onError: { target: 'askingQuota', actions: 'forgetQuotas' },
  },
});

export const askingQuota = volumeMigrateSetup.createStateConfig({
  description: "Does the owner's quota allow the retype?",
  always: [
    { guard: 'isWithinQuota', target: 'requestingRetype' },
    { target: '#failed', actions: { type: 'refuse', params: { code: 'OverQuota' } } },
  ],
});

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
    ...answered('retype', 'watchingRetype'),
  },
});

export const whenRetyped = {
  guard: 'isRetyped',
  target: '#verifying',
  actions: ['warnDroppedChanges', 'leaveWrongMultiattach', 'keepSeenVolume'],
} as const;

export const watchingRetype = volumeMigrateSetup.createStateConfig({
  ...watchingMove,
  description: 'Cinder is retyping the volume',
  on: {
    ...onMove,
    'volume.seen': [
      whenRetyped,
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
