// The execution diagram of OpenStack's specification "Volume migrate action", as a statechart.
// https://specs.openstack.org/openstack/watcher-specs/specs/pike/implemented/volume-migrate-action.html
import { explaining, verifying } from './afterMove.ts';
import { cold } from './cold.ts';
import { comparing } from './comparing.ts';
import { initialContext, type MigrationContext } from './context.ts';
import { migrate } from './migrate.ts';
import { resultOf } from './result.ts';
import { retype } from './retype.ts';
import { rollback } from './rollback.ts';
import { volumeMigrateSetup } from './setup.ts';
import type { VolumeMigrateStates } from './states.ts';
import { swap } from './swap.ts';

/**
 * The type of the machine, for `SnapshotFrom` and the like. It is built from the names of the states, so it is
 * valid with every supported release of XState.
 */
export type VolumeMigrateMachine = ReturnType<
  typeof volumeMigrateSetup.createMachine<{
    readonly id: 'volumeMigrate';
    readonly context: MigrationContext;
    readonly states: VolumeMigrateStates;
  }>
>;

const machine = volumeMigrateSetup.createMachine({
  id: 'volumeMigrate',
  version: '2',
  context: ({ input }) => initialContext(input),
  initial: 'askingMigrationType',
  states: {
    askingMigrationType: {
      description: 'Is migration_type "cold", "swap", "migrate" or "retype"?',
      always: [
        { guard: 'isCold', target: 'cold' },
        { guard: 'isSwap', target: 'swap' },
        { guard: 'isMigrate', target: 'migrate' },
        { guard: 'isRetype', target: 'retype' },
        { target: 'failed', actions: { type: 'refuse', params: { code: 'UnsupportedMigrationType' } } },
      ],
    },
    cold,
    swap,
    migrate,
    retype,
    verifying,
    explaining,
    comparing,
    cleaningUp: rollback,
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

/**
 * One run of the action. Provide its calls with `volumeMigrateMachine.provide({ actors: createActors(cloud)
 * })`.
 * Input: {@link MigrationInput}; events: {@link RunEvent}; output: {@link MigrationResult}. It has no I/O, no
 * clock, no random numbers and no timers.
 */
export const volumeMigrateMachine: VolumeMigrateMachine = machine;
