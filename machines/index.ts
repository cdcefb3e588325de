export { type Actors, OBSERVERS, type ObserverName, PORTS, type PortName } from './actors.ts';
export type { ChartEvent, Context, Input, Result, RunEvent } from './context.ts';
export * from './doneRules.ts';
export { mismatches, type SpecMismatch } from './extraSpecs.ts';
export { copyLimits, settleLimits } from './limits.ts';
export type * from './ports.ts';
export { REFUSALS, type RefusalCode } from './refusals.ts';
export type * from './types.ts';
export { type VolumeMigrateMachine, volumeMigrateMachine } from './volumeMigrate.ts';
