// What migration and retype have in common: requesting the move from Cinder, and watching it.
import { stateOf, volumeOf } from './context.ts';
import { copyLimits } from './limits.ts';
import { volumeMigrateSetup } from './setup.ts';
import type { MigrationOperation } from './types.ts';

/**
 * Where the request's result leads. If its response was lost, the move may have started and may still be
 * under way.
 */
export const answered = (did: MigrationOperation, watching: string) =>
  ({
    onDone: [
      {
        guard: 'isCancelRequested',
        target: watching,
        actions: [{ type: 'noteDid', params: { did } }, 'warnCinderContinues'],
      },
      { target: watching, actions: { type: 'noteDid', params: { did } } },
    ],
    onError: [
      { guard: 'isUncertain', target: '#failed', actions: ['keepFault', 'leaveMoving'] },
      { target: '#comparing', actions: 'keepFault' },
    ],
  }) as const;

export const watchingMove = volumeMigrateSetup.createStateConfig({
  invoke: {
    id: 'watchVolume',
    src: 'watchVolume',
    input: ({ context }) => ({
      volumeId: volumeOf(context).id,
      before: stateOf(volumeOf(context)),
      known: stateOf(context.lastSeen),
      limits: copyLimits(context.limits, volumeOf(context).sizeGib),
    }),
    onError: { target: '#failed', actions: ['keepFault', 'leaveMoving'] },
  },
});

/** Cinder cannot be asked to stop: a cancel is noted, and whatever else ends the watch, the move continues. */
export const onMove = {
  'watch.stalled': { actions: 'warnStalled' },
  'watch.failed': { target: '#explaining', actions: ['keepFault', 'leaveMoving'] },
  cancel: { actions: 'warnCinderContinues' },
} as const;

/** The last candidates for a reading of the volume. */
export const otherwise = [
  {
    guard: 'isVolumeGone',
    target: '#explaining',
    actions: [{ type: 'refuse', params: { code: 'VolumeGone' } }, 'leaveMoving'],
  },
  { actions: 'keepSeenVolume' },
] as const;
