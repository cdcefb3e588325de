// Entry point `volume-migrate/simulator`: Keystone, Cinder and Nova in memory, for tests and demos.

export type { AttachmentTable } from './attachmentTable.ts';
export type { PoolCapacity, ReportedGib } from './capacity.ts';
export { createVirtualClock, realClock, type SimulatedClock, type VirtualClock } from './clock.ts';
export { createSimulatedCloud, type SimulatedCloud } from './cloud.ts';
export {
  ConnectionDropped,
  type LoggedRequest,
  type SimulatedRequest,
  type SimulatedResponse,
  type SimulatedService,
} from './exchange.ts';
export type { ComputeOperation, Fault, Faults, HttpFault, Operation, VolumeOperation } from './faults.ts';
export type { Handles, PoolChanges } from './handles.ts';
export type * from './model.ts';
export type { LoggedMove, MoveKind, MoveResult } from './moveLog.ts';
export { type MoveSpan, mostAtOnce, moveSpans } from './moveSpans.ts';
export type { World } from './populate.ts';
export type { Release } from './releases.ts';
export {
  defaultWorld,
  type PoolSeed,
  type QosSpecsSeed,
  type ServerSeed,
  type UserSeed,
  type VolumeSeed,
  type VolumeTypeSeed,
  type WorldSeed,
} from './seed.ts';
export {
  type CloudEntry,
  type SimulatedCloudServer,
  type SimulatedCloudServerOptions,
  startSimulatedCloud,
} from './server.ts';
export type { ServiceChanges, ServiceHandles } from './serviceHandles.ts';
export type { AttachmentRace, Noise, SimulatedCloudOptions } from './settings.ts';
export type { Situations } from './situations.ts';
export type { StageTimes } from './stageTimes.ts';
export type { CopyRates } from './volume/bandwidth.ts';
