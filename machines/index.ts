// Entry point `volume-migrate/machines`: the statechart, its types and its declared transitions, without I/O.
export {
  type Actors,
  PORTS,
  type PortInput,
  type PortName,
  type PortOutput,
  WATCHES,
  type WatchInput,
  type WatchName,
} from './actors.ts';
export * from './completion.ts';
export type {
  CallDone,
  CallFailed,
  ChartEvent,
  MigrationContext,
  MigrationInput,
  MigrationResult,
  RunEvent,
} from './context.ts';
export { mismatches, type SpecMismatch } from './extraSpecs.ts';
export { copyLimits, settleLimits } from './limits.ts';
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
} from './ports.ts';
export { REFUSALS, type RefusalCode } from './refusals.ts';
export type { VolumeMigrateStates } from './states.ts';
export { type DeclaredTransition, statesOf, transitionsOf } from './transitions.ts';
export type * from './types.ts';
export { type VolumeMigrateMachine, volumeMigrateMachine } from './volumeMigrate.ts';
