// The types of the functions that run migrations. `npm run types` checks them; nothing here is executed.
import { expectTypeOf } from 'vitest';
import {
  type Action,
  actions,
  type CheckMigrationOptions,
  type Clock,
  type Cloud,
  type ConnectOptions,
  type CreatedRun,
  type CreateRunOptions,
  checkMigration,
  connect,
  createRun,
  type EngineHooks,
  type GivenUp,
  type GiveUpOptions,
  giveUpRun,
  type Inspect,
  type JournalledRun,
  type JournalStore,
  type Leftover,
  type MigrateVolumeOptions,
  type MigrateVolumeParameters,
  type MigrationCheck,
  type MigrationInput,
  type MigrationParameters,
  migrateVolume,
  type Outcome,
  type OutcomeStatus,
  type PlannedCall,
  type Progress,
  parseParameters,
  type ResumeRunOptions,
  type RunStatus,
  resumeRun,
  type VolumeMigrateMachine,
} from '../../src/index.ts';

declare const cloud: Cloud;
declare const store: JournalStore;
declare const signal: AbortSignal;

// migrateVolume
expectTypeOf(migrateVolume).parameter(0).toEqualTypeOf<MigrateVolumeParameters>();
expectTypeOf(migrateVolume).parameter(1).toEqualTypeOf<MigrateVolumeOptions | undefined>();
expectTypeOf(migrateVolume).returns.toEqualTypeOf<Promise<Outcome>>();
expectTypeOf<MigrateVolumeParameters['resource_id']>().toEqualTypeOf<string>();
expectTypeOf<MigrateVolumeParameters['resource_name']>().toEqualTypeOf<string | null | undefined>();
expectTypeOf<MigrateVolumeParameters['migration_type']>().toEqualTypeOf<string | null | undefined>();
expectTypeOf<MigrateVolumeParameters['swap_method']>().toEqualTypeOf<
  'auto' | 'attachment' | 'retype' | null | undefined
>();
// @ts-expect-error The volume is missing.
migrateVolume({ migration_type: 'cold' });
// @ts-expect-error The specification's name is destination_node.
migrateVolume({ resource_id: '', destinationNode: '' });

// Its options
expectTypeOf<Required<MigrateVolumeOptions>>().toExtend<{
  readonly cloud: string | object | Cloud;
  readonly store: JournalStore;
  readonly signal: AbortSignal;
  readonly inspect: Inspect;
  readonly onProgress: (progress: Progress) => void;
  readonly hooks: EngineHooks;
  readonly clock: Clock;
  readonly runId: string;
  readonly pollMinMs: number;
  readonly pollMaxMs: number;
}>();
expectTypeOf<MigrateVolumeOptions['connection']>().toEqualTypeOf<
  Omit<ConnectOptions, 'runId' | 'signal'> | undefined
>();
migrateVolume({ resource_id: '' }, { cloud, store, signal, temporaryUser: {}, limits: { stallAfterMs: 1 } });

// What only the engine knows is in no option, and a resumed run has its ID already.
type Options = MigrateVolumeOptions & ResumeRunOptions & CreateRunOptions;
expectTypeOf<Extract<keyof Options, 'unanswered' | 'destinationGuard' | 'swap' | 'attendance'>>().toBeNever();
expectTypeOf<Extract<keyof ResumeRunOptions, 'runId'>>().toBeNever();
expectTypeOf<Extract<keyof MigrateVolumeOptions, 'asOtherUser' | 'journal'>>().toBeNever();

// resumeRun and giveUpRun
expectTypeOf(resumeRun).parameters.toEqualTypeOf<[runId: string, options?: ResumeRunOptions | undefined]>();
expectTypeOf(resumeRun).returns.toEqualTypeOf<Promise<Outcome>>();
expectTypeOf<ResumeRunOptions['asOtherUser']>().toEqualTypeOf<boolean | undefined>();
expectTypeOf<ResumeRunOptions['store']>().toEqualTypeOf<JournalStore | undefined>();
expectTypeOf(giveUpRun).parameters.toEqualTypeOf<[runId: string, options?: GiveUpOptions | undefined]>();
expectTypeOf(giveUpRun).returns.toEqualTypeOf<Promise<GivenUp>>();
expectTypeOf<GivenUp['leftovers']>().toEqualTypeOf<readonly Leftover[]>();

// The outcome
expectTypeOf<Outcome['status']>().toEqualTypeOf<OutcomeStatus>();
expectTypeOf<OutcomeStatus>().toEqualTypeOf<RunStatus | 'UNFINISHED'>();
expectTypeOf<RunStatus>().toEqualTypeOf<'SUCCEEDED' | 'FAILED' | 'CANCELLED'>();
expectTypeOf<NonNullable<Outcome['error']>['code']>().toEqualTypeOf<string>();
expectTypeOf<NonNullable<Outcome['error']>['reasons']>().toEqualTypeOf<readonly string[]>();
expectTypeOf<Outcome['warnings']>().toEqualTypeOf<readonly string[]>();
expectTypeOf<Outcome['startedAt']>().toEqualTypeOf<string>();

// createRun: with a store it keeps a journal
expectTypeOf(createRun(cloud, { resource_id: '' })).toEqualTypeOf<CreatedRun>();
expectTypeOf(createRun(cloud, { resource_id: '' }, { pollMinMs: 1 })).toEqualTypeOf<CreatedRun>();
expectTypeOf(createRun(cloud, { resource_id: '' }, { store })).toEqualTypeOf<Promise<JournalledRun>>();
expectTypeOf(createRun(cloud, { resume: '' }, { store })).toEqualTypeOf<Promise<JournalledRun>>();
// @ts-expect-error Only a run with a journal can be resumed.
createRun(cloud, { resume: '' });
expectTypeOf<CreatedRun['machine']>().toEqualTypeOf<VolumeMigrateMachine>();
expectTypeOf<CreatedRun['input']>().toEqualTypeOf<MigrationInput>();
expectTypeOf<JournalledRun['outcome']>().toEqualTypeOf<Promise<Outcome>>();

// The action by its name
expectTypeOf(actions.volume_migrate).toEqualTypeOf<Action<MigrateVolumeParameters, MigrateVolumeOptions>>();
expectTypeOf(parseParameters).toEqualTypeOf<(input: unknown) => MigrationParameters>();

// The cloud and the clock
connect();
connect('mycloud', { userAgent: 'x' });
connect({ auth: {} });
expectTypeOf(connect).returns.toEqualTypeOf<Promise<Cloud>>();
expectTypeOf<Cloud['forRun']>().toEqualTypeOf<(runId: string) => Cloud>();
expectTypeOf<Clock['now']>().toEqualTypeOf<() => number>();
expectTypeOf<Clock['sleep']>().toEqualTypeOf<(ms: number, signal?: AbortSignal) => Promise<void>>();

// checkMigration
expectTypeOf(checkMigration).parameter(0).toEqualTypeOf<MigrateVolumeParameters>();
expectTypeOf(checkMigration).parameter(1).toEqualTypeOf<CheckMigrationOptions | undefined>();
expectTypeOf(checkMigration).returns.toEqualTypeOf<Promise<MigrationCheck>>();
expectTypeOf<MigrationCheck['calls']>().toEqualTypeOf<readonly PlannedCall[]>();
expectTypeOf<MigrationCheck['code']>().toEqualTypeOf<string | null>();
expectTypeOf<Required<CheckMigrationOptions>>().toExtend<{
  readonly cloud: string | object | Cloud;
  readonly store: JournalStore;
  readonly signal: AbortSignal;
}>();
// @ts-expect-error A check has no run.
checkMigration({ resource_id: '' }, { runId: '' });
