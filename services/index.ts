export { type Attendance, type Attended, createAttendance } from './cinder/unattended.ts';
export { type Clock, systemClock } from './clock.ts';
export type {
  Auth,
  CloudConfig,
  DomainReference,
  EndpointChoice,
  Interface,
  NamedReference,
  ServiceName,
} from './config/cloudConfig.ts';
export { type LoadOptions, loadCloudConfig } from './config/load.ts';
export { parseCloudConfig } from './config/parse.ts';
export { type Cloud, type ConnectOptions, connect } from './connect.ts';
export {
  AuthenticationError,
  CloudError,
  ConfigurationError,
  ServiceError,
  StateError,
  TransportError,
  toFault,
  UnexpectedAnswerError,
} from './faults.ts';
export type { Answer, ApiCall, Service } from './http/apiCall.ts';
export { notingRequests, type RequestNote } from './http/noted.ts';
export type { Transport, TransportOptions, WireAnswer, WireRequest } from './http/transport.ts';
export { createObservers, type ObserverOptions } from './observers.ts';
export { createPorts, type PortOptions } from './ports.ts';
export { Secret } from './secret.ts';
export type { TemporaryUserOptions } from './temporaryUsers.ts';
export { VERSION } from './version.ts';
