// The package's main entry point: runs, plans, strategies, the engine, the journal, the inspectors and leftovers.
export type {
  Actors,
  PortInput,
  PortName,
  PortOutput,
  WatchInput,
  WatchName,
} from '../machines/actors.ts';
export type { MigrationContext, MigrationInput, MigrationResult, RunEvent } from '../machines/context.ts';
export type { PlanRequest } from '../machines/plan/events.ts';
export { planMachine } from '../machines/plan/machine.ts';
export type * from '../machines/plan/types.ts';
export type {
  MoveSeen,
  PortCall,
  Ports,
  PortWatch,
  SourceCopiesSeen,
  SwapSeen,
  SwapToWatch,
  VolumeSeen,
  WatchEvent,
  Watches,
} from '../machines/ports.ts';
export type { VolumeMigrateStates } from '../machines/states.ts';
export type { DeclaredTransition } from '../machines/transitions.ts';
export type * from '../machines/types.ts';
export { type VolumeMigrateMachine, volumeMigrateMachine } from '../machines/volumeMigrate.ts';
export { VolumeMigrateError } from '../machines/volumeMigrateError.ts';
export {
  type ApiCall,
  type ApiResponse,
  type AuthConfig,
  AuthenticationError,
  type Clock,
  type Cloud,
  type CloudConfig,
  CloudError,
  type CloudErrorDetails,
  type CloudService,
  ConfigurationError,
  type ConnectOptions,
  connect,
  type DomainReference,
  type EndpointChoice,
  type EndpointInterface,
  type Endpoints,
  type Environment,
  type LoadOptions,
  loadCloudConfig,
  type NamedReference,
  type PortOptions,
  parseCloudConfig,
  type RequestTrace,
  Secret,
  ServiceError,
  StateError,
  systemClock,
  type TemporaryUserOptions,
  type Transport,
  TransportError,
  type TransportOptions,
  UnexpectedAnswerError,
  type VersionedService,
  type WatchOptions,
  type WireAnswer,
  type WireRequest,
} from '../services/index.ts';
export { type Action, actions } from './actions.ts';
export { type CheckMigrationOptions, checkMigration } from './check/checkMigration.ts';
export type { MigrationCheck, PlannedCall } from './check/types.ts';
export type { RunEnd } from './engine/course.ts';
export { RunSuspendedError } from './engine/embedded.ts';
export {
  createEngine,
  type EmbeddedRun,
  type Engine,
  type EngineDriveOptions,
  type EngineOptions,
  type EngineRun,
  type RunOutcome,
  type RunProgress,
  type StartChildRun,
  type StartOptions,
  type StartRun,
} from './engine/engine.ts';
export { EngineError, type EngineErrorCode } from './engine/engineError.ts';
export type { ChildRun } from './engine/engineRun.ts';
export type { EngineHooks } from './engine/hooks.ts';
export { joinHooks } from './engine/joinHooks.ts';
export type { RunListener } from './engine/liveRun.ts';
export { createMemoryStore } from './engine/memoryStore.ts';
export type { Inspect } from './engine/mirror.ts';
export type {
  AnyRecords,
  MachineStamp,
  RecordTypes,
  SerializedError,
  StartedRecord,
  WorkflowEntry,
  WorkflowEvent,
  WorkflowRecord,
} from './engine/records.ts';
export type { WorkflowStep } from './engine/replay.ts';
export { ReplayError } from './engine/replayChecks.ts';
export {
  type JournalBatch,
  type JournalStore,
  LimitReachedError,
  type RunClaim,
  type RunDriver,
  type RunFilter,
  RunHeldError,
  type RunRequest,
  type RunSummary,
} from './engine/store.ts';
export type {
  WorkflowCallMade,
  WorkflowMoment,
  WorkflowTimeline,
  WorkflowTimelineHead,
} from './engine/timeline.ts';
export type {
  CallContext,
  ChildCall,
  PriorAttempt,
  StartChild,
  Workflow,
  WorkflowCall,
  WorkflowOutput,
  WorkflowPorts,
  WorkflowRun,
  WorkflowWatch,
} from './engine/workflow.ts';
export { InvalidParametersError, InvalidPlanError, StrategyFailedError } from './errors.ts';
export type { JournalReader } from './inspector/live.ts';
export { type Inspector, type InspectorOptions, startInspector } from './inspector/server.ts';
export {
  type StatelyInspector,
  type StatelyInspectorOptions,
  startStatelyInspector,
} from './inspector/xstate/stately.ts';
export { exportedRun, importedRun } from './journal/exported.ts';
export { defaultJournalFile, type OpenMode } from './journal/sqliteFile.ts';
export { JournalFileError, openSqliteStore, type SqliteStoreOptions } from './journal/sqliteStore.ts';
export { type FindOptions, findLeftovers } from './leftovers/findLeftovers.ts';
export { type RemoveOptions, removeLeftover } from './leftovers/removeLeftover.ts';
export type { FoundLeftover, LeftoverKind, Leftovers, NotLookedAt } from './leftovers/types.ts';
export {
  type AppliedPlan,
  type ApplyPlanOptions,
  applyPlan,
  type DrivePlanOptions,
  type PlanRun,
  type ResumePlanOptions,
  resumePlan,
} from './plan/applyPlan.ts';
export {
  type CheckedPlan,
  type CheckPlanOptions,
  checkPlan,
  type PlanCheck,
  type PlanCheckAction,
} from './plan/checkPlan.ts';
export type { PlanRunEvent } from './plan/events.ts';
export { formatPlan } from './plan/file/formatPlan.ts';
export { readPlan } from './plan/file/readPlan.ts';
export { type PlanFile, planJsonSchema, planSchema } from './plan/file/schema.ts';
export type { Plan, PlanPool, PlanSkipped } from './plan/file/types.ts';
export type { Forecast } from './plan/forecast.ts';
export type { PlanOutcome, PlanOutcomeAction } from './plan/outcome.ts';
export type { PlanProgress, RunningMove } from './plan/progress.ts';
export type { PlanCheckSkipped } from './plan/staying.ts';
export type { PlanPace } from './plan/watches.ts';
export { type PlanWorkflowOptions, planWorkflow } from './plan/workflow.ts';
export type { OwnStrategy } from './strategies/asStrategy.ts';
export { makePlan } from './strategies/makePlan.ts';
export { createPlanDraft, type PlanDraft } from './strategies/planDraft.ts';
export type { StorageBalanceParameters } from './strategies/storageBalance/parameters.ts';
export { storageBalance } from './strategies/storageBalance/storageBalance.ts';
export type { Proposal, ProposedAction, Strategy } from './strategies/types.ts';
export { readView } from './strategies/view/readView.ts';
export { takeView } from './strategies/view/takeView.ts';
export type { CloudView, ViewAttachment, ViewSnapshot, ViewVolumeType } from './strategies/view/types.ts';
export type { ZoneMigrationParameters } from './strategies/zoneMigration/parameters.ts';
export { zoneMigration } from './strategies/zoneMigration/zoneMigration.ts';
export { actorsFrom } from './volumeMigrate/actors.ts';
export type { ConfirmSwap, PlannedSwap } from './volumeMigrate/confirmation.ts';
export { createActors } from './volumeMigrate/createActors.ts';
export {
  type CreatedRun,
  type CreateRunOptions,
  createRun,
  type JournalledRun,
  type JournalledRunOptions,
} from './volumeMigrate/createRun.ts';
export {
  createTimeline,
  type MigrationSnapshot,
  type Replayed,
  type ReplayedStep,
  replay,
  timelineOf,
} from './volumeMigrate/definition.ts';
export { type GivenUp, type GiveUpOptions, giveUpRun } from './volumeMigrate/giveUpRun.ts';
export { type MigrateVolumeOptions, migrateVolume } from './volumeMigrate/migrateVolume.ts';
export type { Outcome, OutcomeStatus } from './volumeMigrate/outcome.ts';
export {
  type MigrateVolumeParameters,
  parametersSchema,
  parseParameters,
} from './volumeMigrate/parameters.ts';
export type { Progress } from './volumeMigrate/progress.ts';
export type {
  CallMade,
  ChartStep,
  GrowingTimeline,
  GuardAsked,
  JournalEntry,
  JournalEvent,
  JournalRecord,
  MigrationRecords,
  RequestMade,
  StartedBy,
  StartedOn,
  Timeline,
  TimelineHead,
  TimelineMoment,
  TimelinePhase,
} from './volumeMigrate/records.ts';
export { type ResumeRunOptions, resumeRun } from './volumeMigrate/resumeRun.ts';
export type { DriveOptions, MigrationRun } from './volumeMigrate/runOnCloud.ts';
export type { ActorOptions } from './volumeMigrate/workflow.ts';
export { type VolumeMigrateOptions, volumeMigrate } from './volumeMigrate/workflow.ts';
