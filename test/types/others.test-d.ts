// The types of errors, inspectors, leftovers and records. `npm run types` checks them; nothing here is executed.
import { expectTypeOf } from 'vitest';
import {
  type AuthenticationError,
  type Cloud,
  type CloudError,
  type ConfigurationError,
  exportedRun,
  type FindOptions,
  type FoundLeftover,
  findLeftovers,
  type Inspector,
  type InspectorOptions,
  type InvalidParametersError,
  importedRun,
  type JournalEntry,
  type JournalFileError,
  type JournalReader,
  type JournalStore,
  type Leftovers,
  type MigrationRecords,
  type ReplayError,
  type Replayed,
  type RunHeldError,
  type RunSuspendedError,
  removeLeftover,
  replay,
  type ServiceError,
  type StateError,
  type StatelyInspector,
  startInspector,
  startStatelyInspector,
  type Timeline,
  type TransportError,
  timelineOf,
  type UnexpectedAnswerError,
  type VolumeMigrateError,
  type WorkflowEntry,
} from '../../src/index.ts';

// Errors: programs branch on `code`
expectTypeOf<VolumeMigrateError>().toExtend<Error>();
expectTypeOf<VolumeMigrateError['code']>().toEqualTypeOf<string>();
expectTypeOf<
  CloudError | ConfigurationError | InvalidParametersError | JournalFileError | ReplayError | RunHeldError
>().toExtend<VolumeMigrateError>();
expectTypeOf<
  AuthenticationError | ServiceError | StateError | TransportError | UnexpectedAnswerError
>().toExtend<CloudError>();
expectTypeOf<InvalidParametersError['code']>().toEqualTypeOf<'InvalidParameters'>();
expectTypeOf<RunHeldError['code']>().toEqualTypeOf<'RunHeld'>();
expectTypeOf<RunSuspendedError['code']>().toEqualTypeOf<'RunSuspended'>();
expectTypeOf<ReplayError['code']>().toEqualTypeOf<'ReplayDiffers'>();
expectTypeOf<JournalFileError['code']>().toEqualTypeOf<'JournalUnusable'>();
expectTypeOf<CloudError['status']>().toEqualTypeOf<number | null>();
expectTypeOf<CloudError['reasons']>().toEqualTypeOf<readonly string[]>();

// Inspectors
expectTypeOf(startInspector).toEqualTypeOf<(options: InspectorOptions) => Promise<Inspector>>();
expectTypeOf<InspectorOptions['store']>().toEqualTypeOf<JournalReader>();
expectTypeOf<JournalStore>().toExtend<JournalReader>();
expectTypeOf<Inspector>().toExtend<AsyncDisposable>();
expectTypeOf(startStatelyInspector).returns.resolves.toEqualTypeOf<StatelyInspector>();

// Leftovers
expectTypeOf(findLeftovers).parameters.toEqualTypeOf<
  [cloud: Cloud, store: JournalStore, options?: FindOptions | undefined]
>();
expectTypeOf(findLeftovers).returns.resolves.toEqualTypeOf<Leftovers>();
expectTypeOf<FoundLeftover['verdict']>().toEqualTypeOf<'removable' | 'kept' | 'unfinished' | 'moving'>();
expectTypeOf<FoundLeftover>().toExtend<Parameters<typeof removeLeftover>[2]>();
expectTypeOf(removeLeftover).returns.resolves.toEqualTypeOf<'removed' | 'gone already'>();

// Records
expectTypeOf<JournalEntry>().toEqualTypeOf<WorkflowEntry<MigrationRecords>>();
expectTypeOf(replay).toEqualTypeOf<(entries: readonly JournalEntry[]) => Replayed>();
expectTypeOf(timelineOf).toEqualTypeOf<(entries: readonly JournalEntry[]) => Timeline>();
expectTypeOf(exportedRun).toEqualTypeOf<(entries: readonly JournalEntry[]) => string>();
expectTypeOf(importedRun).returns.toEqualTypeOf<JournalEntry[]>();
