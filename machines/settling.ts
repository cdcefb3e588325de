// The end of the move of an attached volume, whichever call began it: only Cinder and Nova together show it.
import { required, serverIdOf, stateOf, volumeOf } from './context.ts';
import { settlingLimits } from './limits.ts';
import type { whenMigrated } from './migrating.ts';
import { onMove } from './moving.ts';
import type { whenRetyped } from './retyping.ts';
import { volumeMigrateSetup } from './setup.ts';

type Ended = typeof whenRetyped | (typeof whenMigrated)[number];

interface Codes {
  readonly failed: 'MigrationFailed' | 'RetypeFailed';
  readonly notSeenToEnd: 'MigrationNotSeenToEnd' | 'RetypeNotSeenToEnd';
}

/**
 * Waits until Cinder and Nova agree that the move is over.
 * @param whenMoved What shows that the volume has arrived.
 * @param codes How to name a move that failed, and one that did not end in time.
 */
export const settling = (whenMoved: readonly Ended[], { failed, notSeenToEnd }: Codes) =>
  volumeMigrateSetup.createStateConfig({
    description: 'Waiting for both Cinder and Nova to finish the move',
    invoke: {
      id: 'watchMove',
      src: 'watchMove',
      input: ({ context }) => ({
        volumeId: volumeOf(context).id,
        projectId: volumeOf(context).projectId,
        serverId: serverIdOf(context),
        since: context.startedAt,
        before: required(stateOf(volumeOf(context)), 'the volume'),
        known: stateOf(context.lastSeen),
        limits: settlingLimits(context.limits, volumeOf(context).sizeGib),
      }),
      onError: { target: '#failed', actions: ['keepFault', 'leaveMoving'] },
    },
    on: {
      ...onMove,
      'move.seen': [
        ...whenMoved,
        {
          guard: 'hasMoveFailed',
          target: '#explaining',
          actions: ['keepSeenMove', { type: 'refuse', params: { code: failed } }],
        },
        {
          guard: 'isVolumeGone',
          target: '#explaining',
          actions: [{ type: 'refuse', params: { code: 'VolumeGone' } }, 'leaveMoving'],
        },
        { actions: 'keepSeenMove' },
      ],
      // Nothing has changed for some seconds.
      'watch.stalled': [
        {
          guard: 'isGuestOnDestination',
          target: '#failed',
          actions: [{ type: 'refuse', params: { code: 'GuestUsesDestination' } }, 'leaveGuestsVolumes'],
        },
        {
          guard: 'isHandedOverForLong',
          target: '#failed',
          actions: [{ type: 'refuse', params: { code: 'GuestUsesDestination' } }, 'leaveGuestsVolumes'],
        },
        {
          guard: 'isMoveOver',
          target: '#explaining',
          actions: { type: 'refuse', params: { code: failed } },
        },
        { actions: 'warnNotSettled' },
      ],
      'watch.deadline': {
        target: '#explaining',
        actions: [{ type: 'refuse', params: { code: notSeenToEnd } }, 'addLastFault', 'leaveMoving'],
      },
    },
  });
