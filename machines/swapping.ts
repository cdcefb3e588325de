// Step 3: the swap and its proof. If it cannot be proven, both volumes stay.
import { required, serverIdOf, swapToWatch, volumeOf } from './context.ts';
import { copyLimits, settleLimits } from './limits.ts';
import { volumeMigrateSetup } from './setup.ts';

// A requested swap cannot be undone: if anything ends the watch before the proof, both volumes stay.
const onUnproven = {
  'watch.deadline': {
    target: '#cleaningUp',
    actions: [{ type: 'refuse', params: { code: 'SwapNotProven' } }, 'leaveBothVolumes'],
  },
  'watch.failed': { target: '#cleaningUp', actions: ['keepFault', 'leaveBothVolumes'] },
  cancel: { actions: 'warnCancelTooLate' },
} as const;

export const swapping = volumeMigrateSetup.createStateConfig({
  states: {
    swappingVolume: {
      description: 'Step 3: asking Nova to swap the volumes',
      entry: 'noteSwapMayBeAsked',
      on: { cancel: { actions: 'warnCancelTooLate' } },
      invoke: {
        id: 'swapVolume',
        src: 'swapVolume',
        input: ({ context }) => ({
          serverId: serverIdOf(context),
          sourceVolumeId: volumeOf(context).id,
          destinationVolumeId: required(context.destinationVolumeId, 'the destination volume'),
        }),
        onDone: { target: 'watchingSwap', actions: 'keepSwapRequest' },
        onError: [
          { guard: 'isUncertain', target: '#cleaningUp', actions: ['keepFault', 'leaveBothVolumes'] },
          { target: '#comparing', actions: ['keepFault', 'noteSwapNotAsked'] },
        ],
      },
    },
    watchingSwap: {
      description: 'Step 3: Nova is copying the data',
      on: {
        ...onUnproven,
        'swap.seen': [
          { guard: 'isSwapProven', target: 'verifyingSwap', actions: ['keepSeenSwap', 'keepProvenSource'] },
          {
            guard: 'isSwapProvenBySourceGone',
            target: 'unmarkingDestinationVolume',
            actions: [
              'warnLostChanges',
              'keepSeenSwap',
              'noteSwapProven',
              'noteSourceDeleted',
              'warnSourceGone',
              'warnHardReboot',
            ],
          },
          {
            guard: 'hasSwapFailed',
            target: 'watchingRollback',
            actions: ['keepSeenSwap', { type: 'refuse', params: { code: 'SwapFailed' } }],
          },
          { actions: 'keepSeenSwap' },
        ],
        'watch.stalled': { actions: 'warnStalled' },
      },
      invoke: {
        id: 'watchSwap',
        src: 'watchSwap',
        input: ({ context }) => ({
          swap: swapToWatch(context),
          limits: copyLimits(context.limits, volumeOf(context).sizeGib),
        }),
        onError: { target: '#cleaningUp', actions: ['keepFault', 'leaveBothVolumes'] },
      },
    },
    watchingRollback: {
      description: 'Step 3: the swap failed, and Nova is rolling it back',
      on: {
        'swap.seen': [
          { guard: 'isRolledBack', target: '#cleaningUp', actions: ['keepSeenSwap', 'leaveBothVolumes'] },
          { actions: 'keepSeenSwap' },
        ],
        'watch.deadline': { target: '#cleaningUp', actions: 'leaveBothVolumes' },
        'watch.failed': { target: '#cleaningUp', actions: 'leaveBothVolumes' },
      },
      invoke: {
        id: 'watchSwap',
        src: 'watchSwap',
        input: ({ context }) => ({ swap: swapToWatch(context), limits: settleLimits(context.limits) }),
        onError: { target: '#cleaningUp', actions: 'leaveBothVolumes' },
      },
    },
    // A second check: everything that it reads was read after the first proof.
    verifyingSwap: {
      description: 'Step 3: checking all four signs again',
      on: {
        ...onUnproven,
        'swap.seen': [
          {
            guard: 'isSwapProven',
            target: 'deletingSourceVolume',
            actions: ['warnNotCarriedOver', 'keepSeenSwap', 'noteSwapProven', 'warnHardReboot'],
          },
          { actions: 'keepSeenSwap' },
        ],
      },
      invoke: {
        id: 'watchSwap',
        src: 'watchSwap',
        input: ({ context }) => ({ swap: swapToWatch(context), limits: settleLimits(context.limits) }),
        onError: { target: '#cleaningUp', actions: ['keepFault', 'leaveBothVolumes'] },
      },
    },
  },
}).states;
