// Entry point `volume-migrate/services`: sign-in, configuration, errors, and the machine's ports and watches.
export { VolumeMigrateError } from '../machines/volumeMigrateError.ts';
export { type Clock, systemClock } from './clock.ts';
export type {
  AuthConfig,
  CloudConfig,
  DomainReference,
  EndpointChoice,
  EndpointInterface,
  NamedReference,
} from './config/cloudConfig.ts';
export type { Environment } from './config/environment.ts';
export { type LoadOptions, loadCloudConfig } from './config/load.ts';
export { parseCloudConfig } from './config/parse.ts';
export { type Cloud, type ConnectOptions, connect } from './connect.ts';
export {
  AuthenticationError,
  CloudError,
  type CloudErrorDetails,
  ConfigurationError,
  ServiceError,
  StateError,
  TransportError,
  toFault,
  UnexpectedAnswerError,
} from './faults.ts';
export type { ApiCall, ApiResponse, CloudService } from './http/apiCall.ts';
export type { VersionedService } from './http/microversions.ts';
export { type RequestGuard, withRequestGuard } from './http/requestGuard.ts';
export { type RequestTrace, withRequestTrace } from './http/requestTrace.ts';
export type { Transport, TransportOptions, WireAnswer, WireRequest } from './http/transport.ts';
export type { Endpoints } from './keystone/catalog.ts';
export { createPorts, type PortOptions } from './ports.ts';
export { Secret } from './secret.ts';
export type { TemporaryUserOptions } from './temporaryUsers.ts';
export { VERSION } from './version.ts';
export { createWatches, type WatchOptions } from './watches.ts';
