// The package's main entry point: runs, the engine, the journal, the inspectors and the search for leftovers.
export type {
  Actors,
  PortInput,
  PortName,
  PortOutput,
  WatchInput,
  WatchName,
} from '../machines/actors.ts';
export type { MigrationContext, MigrationInput, MigrationResult, RunEvent } from '../machines/context.ts';
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
  type StartOptions,
  type StartRun,
} from './engine/engine.ts';
export { EngineError, type EngineErrorCode } from './engine/engineError.ts';
export type { EngineHooks } from './engine/hooks.ts';
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
export { ReplayError, type WorkflowStep } from './engine/replay.ts';
export {
  type JournalBatch,
  type JournalStore,
  type RunClaim,
  type RunDriver,
  RunHeldError,
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
  PriorAttempt,
  StartChild,
  Workflow,
  WorkflowCall,
  WorkflowOutput,
  WorkflowPorts,
  WorkflowRun,
  WorkflowWatch,
} from './engine/workflow.ts';
export { InvalidParametersError } from './errors.ts';
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
