// What asking Cinder for a move and watching it have in common, be it a migration or a retype.
import { stateOf, volumeOf } from './context.ts';
import { copyLimits } from './limits.ts';
import { volumeMigrateSetup } from './setup.ts';
import type { Did } from './types.ts';

/** Where the request's answer leads. Whether a request without an answer began is not known: then it may go on. */
export const answered = (did: Did, watching: string) =>
  ({
    onDone: [
      {
        guard: 'isCancelRequested',
        target: '#cancelled',
        actions: [{ type: 'noteDid', params: { did } }, 'warnCinderContinues', 'leaveMoving'],
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

/** Cinder cannot be asked to stop: whatever ends the watching, it goes on. */
export const onMove = {
  'watch.stalled': { actions: 'warnStalled' },
  'watch.failed': { target: '#explaining', actions: ['keepFault', 'leaveMoving'] },
  cancel: { target: '#cancelled', actions: ['warnCinderContinues', 'leaveMoving'] },
} as const;

/** The last of what a sighting of the volume may mean. */
export const otherwise = [
  {
    guard: 'isVolumeGone',
    target: '#explaining',
    actions: [{ type: 'refuse', params: { code: 'VolumeGone' } }, 'leaveMoving'],
  },
  { actions: 'keepSeenVolume' },
] as const;
