// The types of the engine, of workflows and of stores. `npm run types` checks them; nothing here is executed.
import { expectTypeOf } from 'vitest';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';
import {
  type CallContext,
  type Clock,
  type Cloud,
  createEngine,
  createMemoryStore,
  type Engine,
  type EngineHooks,
  type EngineOptions,
  type EngineRun,
  type JournalBatch,
  type JournalStore,
  type MigrationRecords,
  type MigrationResult,
  openSqliteStore,
  type RunClaim,
  type RunDriver,
  type RunOutcome,
  type RunSummary,
  type SerializedError,
  volumeMigrate,
  type Workflow,
  type WorkflowCall,
  type WorkflowEntry,
  type WorkflowPorts,
  type WorkflowRun,
  type WorkflowTimeline,
  type WorkflowWatch,
} from '../../src/index.ts';

declare const store: JournalStore;
declare const engine: Engine;
declare const workflow: Workflow;
declare const cloud: Cloud;
declare const clock: Clock;

interface Output {
  readonly moved: number;
}

// createEngine
expectTypeOf(createEngine).toEqualTypeOf<(options: EngineOptions) => Engine>();
createEngine({ store, clock, workflows: [workflow, volumeMigrate(cloud)] });
// @ts-expect-error An engine needs a store.
createEngine({});

// start and resume: the output has the type that the workflow or the caller gives
expectTypeOf(engine.start(workflow, {})).resolves.toEqualTypeOf<EngineRun<unknown>>();
expectTypeOf(engine.start<Output>(workflow, {})).resolves.toEqualTypeOf<EngineRun<Output>>();
expectTypeOf(engine.start(volumeMigrate(cloud), {})).resolves.toEqualTypeOf<EngineRun<MigrationResult>>();
expectTypeOf(engine.start<Output>(workflow, {}, { runId: '' })).resolves.toEqualTypeOf<EngineRun<Output>>();
expectTypeOf(engine.resume<Output>('')).resolves.toEqualTypeOf<EngineRun<Output>>();
// @ts-expect-error The ID of a resumed run is its first argument.
engine.resume('', { runId: '' });
expectTypeOf<EngineRun<Output>['outcome']>().toEqualTypeOf<Promise<RunOutcome<Output>>>();
expectTypeOf<RunOutcome<Output>['output']>().toEqualTypeOf<Output | undefined>();
expectTypeOf<RunOutcome['kind']>().toEqualTypeOf<'done' | 'stopped' | 'suspended' | 'broken'>();
expectTypeOf<EngineRun['send']>().toEqualTypeOf<(event: EventObject) => void>();
expectTypeOf<EngineRun['snapshot']>().toEqualTypeOf<() => AnyMachineSnapshot>();
expectTypeOf(engine.giveUp).returns.resolves.toEqualTypeOf<readonly WorkflowEntry[]>();
expectTypeOf(engine.list).returns.resolves.toEqualTypeOf<readonly RunSummary[]>();
expectTypeOf(engine.timeline('')).resolves.toEqualTypeOf<WorkflowTimeline>();

// Workflow
expectTypeOf<Workflow['machine']>().toEqualTypeOf<AnyStateMachine>();
expectTypeOf<Workflow['ports']>().toEqualTypeOf<
  (run: WorkflowRun) => WorkflowPorts | Promise<WorkflowPorts>
>();
expectTypeOf(volumeMigrate).returns.toEqualTypeOf<Workflow<MigrationRecords>>();
expectTypeOf<Workflow<MigrationRecords>>().toExtend<Workflow>();
expectTypeOf<WorkflowPorts['calls']>().toEqualTypeOf<Readonly<Record<string, WorkflowCall>>>();
expectTypeOf<WorkflowPorts['watches']>().toEqualTypeOf<Readonly<Record<string, WorkflowWatch>> | undefined>();
expectTypeOf<(input: { id: string }, context: CallContext) => Promise<null>>().toExtend<WorkflowCall>();
expectTypeOf<CallContext>().toEqualTypeOf<{
  readonly signal: AbortSignal;
  readonly isRepeated: boolean;
  readonly key: string;
  readonly assertHeld: () => Promise<void>;
}>();
declare const run: WorkflowRun;
declare const call: CallContext;
expectTypeOf(run.startChild(workflow, {}, call)).resolves.toEqualTypeOf<unknown>();
expectTypeOf(run.startChild<Output>(workflow, {}, call)).resolves.toEqualTypeOf<Output>();
expectTypeOf(run.startChild(volumeMigrate(cloud), {}, call)).resolves.toEqualTypeOf<MigrationResult>();

// Stores
expectTypeOf(createMemoryStore).toEqualTypeOf<() => JournalStore>();
expectTypeOf(openSqliteStore).returns.toEqualTypeOf<JournalStore>();
expectTypeOf<JournalStore['commit']>().toEqualTypeOf<(batch: JournalBatch) => Promise<void>>();
expectTypeOf<JournalStore['hold']>().toEqualTypeOf<(claim: RunClaim) => Promise<void>>();
expectTypeOf<JournalStore['release']>().toEqualTypeOf<(runId: string) => Promise<void>>();
expectTypeOf<JournalStore['read']>().toEqualTypeOf<(runId: string) => Promise<readonly WorkflowEntry[]>>();
expectTypeOf<RunSummary['holder']>().toEqualTypeOf<RunDriver | null>();

// Hooks
type Hooked<Name extends keyof EngineHooks> = Parameters<NonNullable<EngineHooks[Name]>>[0];
expectTypeOf<keyof EngineHooks>().toEqualTypeOf<
  'onRunStarted' | 'onResumed' | 'onRunEnded' | 'onRecord' | 'onTransition' | 'onCall' | 'onRequest'
>();
expectTypeOf<Hooked<keyof EngineHooks>>().toExtend<{ readonly runId: string; readonly workflow: string }>();
expectTypeOf<Hooked<'onTransition'>['from']>().toEqualTypeOf<string | null>();
expectTypeOf<Hooked<'onCall'>['error']>().toEqualTypeOf<SerializedError | null>();
