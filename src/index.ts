export type { Actors } from '../machines/actors.ts';
export type { Context, Input, Result, RunEvent } from '../machines/context.ts';
export type { Observers, Ports } from '../machines/ports.ts';
export type * from '../machines/types.ts';
export { type VolumeMigrateMachine, volumeMigrateMachine } from '../machines/volumeMigrate.ts';
export {
  type Cloud,
  type CloudConfig,
  ConfigurationError,
  connect,
  loadCloudConfig,
  parseCloudConfig,
} from '../services/index.ts';
export { type Action, actions } from './actions.ts';
export { InvalidParametersError } from './errors.ts';
export { type Inspector, type InspectorOptions, startInspector } from './inspector/server.ts';
export {
  type StatelyInspector,
  type StatelyInspectorOptions,
  startStatelyInspector,
} from './inspector/xstate/stately.ts';
export { exportedRun, importedRun } from './journal/exported.ts';
export { createMemoryStore } from './journal/memoryStore.ts';
export type { Entry, JournalEvent, JournalRecord, RequestMade } from './journal/records.ts';
export { ReplayError, type Replayed, type ReplayedStep, replay } from './journal/replay.ts';
export { defaultJournalFile } from './journal/sqliteFile.ts';
export { JournalFileError, openSqliteStore, type SqliteStoreOptions } from './journal/sqliteStore.ts';
export { type JournalStore, RunHeldError, type RunSummary } from './journal/store.ts';
export {
  type CallMade,
  type ChartStep,
  createTimeline,
  type GrowingTimeline,
  type GuardAsked,
  type Moment,
  type Phase,
  type Timeline,
  timelineOf,
} from './journal/timeline.ts';
export { type FindOptions, findLeftovers } from './leftovers/findLeftovers.ts';
export { type RemoveOptions, removeLeftover } from './leftovers/removeLeftover.ts';
export type { FoundLeftover, LeftoverKind, Leftovers, NotLookedAt } from './leftovers/types.ts';
export type { Outcome } from './outcome.ts';
export { type MigrateVolumeParameters, parametersSchema, parseParameters } from './parameters.ts';
export { actorsFrom } from './run/actors.ts';
export { type ActorOptions, createActors } from './run/createActors.ts';
export { type CreateRunOptions, createRun } from './run/createRun.ts';
export type { DriveOptions, Run } from './run/drive.ts';
export { type GivenUp, type GiveUpOptions, giveUpRun } from './run/giveUpRun.ts';
export { type MigrateVolumeOptions, migrateVolume } from './run/migrateVolume.ts';
export type { Progress } from './run/progress.ts';
export { type ResumeRunOptions, resumeRun } from './run/resumeRun.ts';
export { type RunOptions, startRun } from './run/startRun.ts';
