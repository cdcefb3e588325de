// The execution diagram of OpenStack's specification "Volume migrate action", as a statechart.
// https://specs.openstack.org/openstack/watcher-specs/specs/pike/implemented/volume-migrate-action.html
import { explaining, verifying } from './afterMove.ts';
import { cleaningUp } from './cleaningUp.ts';
import { cold } from './cold.ts';
import { comparing } from './comparing.ts';
import { initialContext } from './context.ts';
import { resultOf } from './result.ts';
import { volumeMigrateSetup } from './setup.ts';
import { swap } from './swap.ts';

/**
 * One run of the action. Provide its calls with `volumeMigrateMachine.provide({ actors: createActors(cloud) })`.
 * Input: {@link Input}; events: {@link RunEvent}; output: {@link Result}. It has no I/O, no clock, no random numbers and no timers.
 */
export const volumeMigrateMachine = volumeMigrateSetup.createMachine({
  id: 'volumeMigrate',
  version: '2',
  context: ({ input }) => initialContext(input),
  initial: 'askingMigrationType',
  states: {
    askingMigrationType: {
      description: 'Is migration_type "cold"? Is it "swap"?',
      always: [
        { guard: 'isCold', target: 'cold' },
        { guard: 'isSwap', target: 'swap' },
        { target: 'failed', actions: { type: 'refuse', params: { code: 'UnsupportedMigrationType' } } },
      ],
    },
    cold,
    swap,
    verifying,
    explaining,
    comparing,
    cleaningUp,
    succeeded: {
      id: 'succeeded',
      type: 'final',
      description: 'The volume has moved',
      entry: { type: 'noteStatus', params: { status: 'SUCCEEDED' } },
    },
    failed: {
      id: 'failed',
      type: 'final',
      description: 'The volume was not moved',
      entry: { type: 'noteStatus', params: { status: 'FAILED' } },
    },
    cancelled: {
      id: 'cancelled',
      type: 'final',
      description: 'The run was cancelled',
      entry: { type: 'noteStatus', params: { status: 'CANCELLED' } },
    },
  },
  output: ({ context }) => resultOf(context),
});

export type VolumeMigrateMachine = typeof volumeMigrateMachine;
