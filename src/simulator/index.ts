// Entry point `volume-migrate/simulator`: Keystone, Cinder and Nova in memory, for tests and demos.
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
export type { Handles } from './handles.ts';
export type * from './model.ts';
export type { World } from './populate.ts';
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
export type { AttachmentRace, Release, SimulatedCloudOptions, StageTimes } from './settings.ts';
export type { Situations } from './situations.ts';
