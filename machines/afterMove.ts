// After a move by Cinder: proves that it is complete, or finds out why it failed.
import { serverIdsOf, stateOf, volumeOf } from './context.ts';
import { settleLimits } from './limits.ts';
import { volumeMigrateSetup } from './setup.ts';

/**
 * Cinder saves the success of an in-use move before it moves the attachment record, and can lose that record
 * permanently.
 * Source: cinder/volume/manager.py migrate_volume_completion.
 */
export const verifying = volumeMigrateSetup.createStateConfig({
  id: 'verifying',
  description: 'Check that the move is complete',
  initial: 'askingAttached',
  on: { cancel: { actions: 'warnDoneBeforeCancel' } },
  states: {
    askingAttached: {
      description: 'Was the volume attached?',
      always: [{ guard: 'isAttached', target: 'watchingAttachment' }, { target: 'watchingSourceCopies' }],
    },
    watchingAttachment: {
      description: 'Waiting for Cinder to show the attachment',
      invoke: {
        id: 'watchVolume',
        src: 'watchVolume',
        input: ({ context }) => ({
          volumeId: volumeOf(context).id,
          before: stateOf(volumeOf(context)),
          known: stateOf(context.lastSeen),
          limits: settleLimits(context.limits),
        }),
        onError: { target: '#failed', actions: 'keepFault' },
      },
      on: {
        'volume.seen': [
          { guard: 'isAttachmentKept', target: 'gettingServers', actions: 'keepSeenVolume' },
          {
            guard: 'isDetachedMeanwhile',
            target: 'watchingSourceCopies',
            actions: ['keepSeenVolume', 'warnDetachedMeanwhile'],
          },
          {
            guard: 'isVolumeGone',
            target: '#failed',
            actions: { type: 'refuse', params: { code: 'VolumeGone' } },
          },
          { actions: 'keepSeenVolume' },
        ],
        'watch.deadline': [
          { guard: 'hasSeenAttachment', target: 'gettingServers' },
          {
            guard: 'isLastReadingFailed',
            target: '#failed',
            actions: [{ type: 'refuse', params: { code: 'AttachmentNotSeen' } }, 'addLastFault'],
          },
          { target: '#failed', actions: { type: 'refuse', params: { code: 'AttachmentLost' } } },
        ],
        'watch.failed': { target: '#failed', actions: 'keepFault' },
      },
    },
    // Nova deletes a server once the swap is over, and Cinder keeps its attachment to it.
    gettingServers: {
      description: 'Checking that the server still exists',
      invoke: {
        id: 'getServers',
        src: 'getServers',
        input: ({ context }) => ({ serverIds: serverIdsOf(context) }),
        onDone: [
          { guard: 'isServerGone', target: 'watchingSourceCopies', actions: 'warnServerGone' },
          { target: 'watchingSourceCopies' },
        ],
        onError: { target: 'watchingSourceCopies' },
      },
    },
    watchingSourceCopies: {
      description: 'Cinder is deleting the copy on the old backend',
      invoke: {
        id: 'watchSourceCopies',
        src: 'watchSourceCopies',
        input: ({ context }) => ({
          volumeId: volumeOf(context).id,
          projectId: volumeOf(context).projectId,
          limits: settleLimits(context.limits),
        }),
        onError: { target: '#succeeded', actions: 'warnSourceCopiesNotSeen' },
      },
      on: {
        'sourceCopies.seen': [
          { guard: 'isSourceCopyGone', target: '#succeeded', actions: 'keepSourceCopies' },
          { actions: 'keepSourceCopies' },
        ],
        'watch.deadline': { target: '#succeeded', actions: 'leaveSourceCopies' },
        'watch.failed': { target: '#succeeded', actions: 'warnSourceCopiesNotSeen' },
        cancel: { target: '#succeeded', actions: ['warnDoneBeforeCancel', 'leaveSourceCopies'] },
      },
    },
  },
});

/**
 * Cinder gives no cause for a failed move; what its pools report, and what it left behind, help to find one.
 */
export const explaining = volumeMigrateSetup.createStateConfig({
  id: 'explaining',
  description: 'Look for the cause of the failure',
  initial: 'listingPools',
  // The run has already failed: a cancel must not prevent the search for the cause.
  on: { cancel: { actions: 'noteCancel' } },
  states: {
    listingPools: {
      description: 'Reading what the pools report',
      invoke: {
        id: 'listPools',
        src: 'listPools',
        input: {},
        onDone: { target: 'listingOrphans', actions: 'addPlaceReasons' },
        onError: { target: 'listingOrphans' },
      },
    },
    listingOrphans: {
      description: 'Looking for what the failed move left behind',
      invoke: {
        id: 'listOrphans',
        src: 'listOrphans',
        input: ({ context }) => ({ volume: volumeOf(context), since: context.startedAt }),
        onDone: { target: '#comparing', actions: 'leaveOrphans' },
        onError: { target: '#comparing' },
      },
    },
  },
});
