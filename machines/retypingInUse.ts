// A swap by an in-use retype: Cinder creates the destination, has Nova copy, and keeps the volume's ID.
import { required, serverIdOf, stateOf, volumeOf } from './context.ts';
import { settlingLimits } from './limits.ts';
import { onMove, otherwise, watchingMove } from './moving.ts';
import {
  askingDifferentVolumeType,
  askingPlace,
  requestingRetype,
  watchingRetype,
  whenRetyped,
} from './retype.ts';
import { volumeMigrateSetup } from './setup.ts';

// Cinder may show an error while Nova still copies, and `completing` is where the move can get stuck with the
// guest on the destination: from either state on, only Cinder and Nova together show the end.
const watchingRetypeInUse = volumeMigrateSetup.createStateConfig({
  ...watchingMove,
  description: 'Cinder is retyping the volume, and Nova is copying the data',
  on: {
    ...watchingRetype.on,
    'volume.seen': [
      whenRetyped,
      { guard: 'hasRetypeFailed', target: 'settling', actions: 'keepSeenVolume' },
      { guard: 'isCompleting', target: 'settling', actions: 'keepSeenVolume' },
      ...otherwise,
    ],
  },
});

const settling = volumeMigrateSetup.createStateConfig({
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
      whenRetyped,
      {
        guard: 'hasMoveFailed',
        target: '#explaining',
        actions: ['keepSeenMove', { type: 'refuse', params: { code: 'RetypeFailed' } }],
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
        actions: { type: 'refuse', params: { code: 'RetypeFailed' } },
      },
      { actions: 'warnNotSettled' },
    ],
    'watch.deadline': {
      target: '#explaining',
      actions: [{ type: 'refuse', params: { code: 'RetypeNotSeenToEnd' } }, 'addLastFault', 'leaveMoving'],
    },
  },
});

// A swap by attachment that could not start has created a user that is no longer needed.
const deletingTemporaryUser = volumeMigrateSetup.createStateConfig({
  id: 'retypingInstead',
  description: 'Deleting the temporary user',
  on: { cancel: { actions: 'noteCancel' } },
  invoke: {
    id: 'deleteTemporaryUser',
    src: 'deleteTemporaryUser',
    input: ({ context }) => ({ userId: required(context.temporaryUser, 'the temporary user').id }),
    onDone: [
      { guard: 'isCancelRequested', target: '#cancelled', actions: 'forgetTemporaryUser' },
      { target: 'askingDifferentVolumeType', actions: 'forgetTemporaryUser' },
    ],
    onError: { target: '#failed', actions: ['keepFault', 'leaveTemporaryUser'] },
  },
});

export const retypingInUse = volumeMigrateSetup.createStateConfig({
  id: 'retypingInUse',
  description: 'Swap by in-use retype: Cinder has Nova copy the data',
  initial: 'askingDifferentVolumeType',
  states: {
    deletingTemporaryUser,
    askingDifferentVolumeType: askingDifferentVolumeType('askingPlace'),
    askingPlace,
    requestingRetype,
    watchingRetype: watchingRetypeInUse,
    settling,
  },
});
