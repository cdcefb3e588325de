// The types of the machine. `npm run types` checks them; nothing here is executed.
import { expectTypeOf } from 'vitest';
import { type EventFrom, type InputFrom, type OutputFrom, type SnapshotFrom, setup } from 'xstate';
import {
  type Actors,
  type MigrationContext,
  type MigrationInput,
  type MigrationResult,
  type MigrationSnapshot,
  type RunEvent,
  type VolumeMigrateMachine,
  volumeMigrateMachine,
} from '../../src/index.ts';

type Value = SnapshotFrom<VolumeMigrateMachine>['value'];
expectTypeOf<'succeeded'>().toExtend<Value>();
expectTypeOf<{ cold: { migrating: 'watchingMigration' } }>().toExtend<Value>();
expectTypeOf<'sleeping'>().not.toExtend<Value>();
expectTypeOf<{ cold: 'watchingMigration' }>().not.toExtend<Value>();
expectTypeOf<SnapshotFrom<VolumeMigrateMachine>['context']>().toEqualTypeOf<MigrationContext>();
expectTypeOf<MigrationSnapshot>().toEqualTypeOf<SnapshotFrom<VolumeMigrateMachine>>();
expectTypeOf<InputFrom<VolumeMigrateMachine>>().toEqualTypeOf<MigrationInput>();
expectTypeOf<OutputFrom<VolumeMigrateMachine>>().toEqualTypeOf<MigrationResult>();
expectTypeOf<EventFrom<VolumeMigrateMachine>>().toEqualTypeOf<RunEvent>();

// Its actors are provided by name
declare const actors: Actors;
expectTypeOf(volumeMigrateMachine.provide({ actors })).toEqualTypeOf<VolumeMigrateMachine>();
// @ts-expect-error The machine has no such actor.
volumeMigrateMachine.provide({ actors: { sleep: actors.getVolume } });
// @ts-expect-error The actor has another output.
volumeMigrateMachine.provide({ actors: { getVolume: actors.listSnapshots } });

// As a child
setup({ actors: { migrate: volumeMigrateMachine } }).createMachine({
  invoke: {
    id: 'migration',
    src: 'migrate',
    input: {} as MigrationInput,
    onDone: { actions: ({ event }) => expectTypeOf(event.output).toEqualTypeOf<MigrationResult>() },
  },
});
setup({ actors: { migrate: volumeMigrateMachine } }).createMachine({
  // @ts-expect-error The input is not the machine's.
  invoke: { id: 'migration', src: 'migrate', input: { volumeId: '' } },
});
