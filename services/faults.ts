// The errors of a cloud and of its configuration, and their plain-data form.
import type { Fault } from '../machines/types.ts';
import { VolumeMigrateError } from '../machines/volumeMigrateError.ts';

export interface CloudErrorDetails {
  /** Stable; code branches on this only. */
  readonly code: string;
  readonly message: string;
  readonly reasons?: readonly string[];
  /** HTTP status, if a service responded. */
  readonly status?: number | null;
  /** The service's own request ID. */
  readonly requestId?: string | null;
  /** True if a changing call may have had its effect although its response was lost. */
  readonly uncertain?: boolean;
}

/** The base of all errors of a cloud. None carries a header, a request body or a secret. */
export abstract class CloudError extends VolumeMigrateError {
  override readonly code: string;
  readonly reasons: readonly string[];
  readonly status: number | null;
  readonly requestId: string | null;
  readonly uncertain: boolean;

  constructor(details: CloudErrorDetails) {
    super(details.message);
    this.code = details.code;
    this.reasons = details.reasons ?? [];
    this.status = details.status ?? null;
    this.requestId = details.requestId ?? null;
    this.uncertain = details.uncertain ?? false;
  }
}

/** A service responded with an error. The message ends with the service's own words. */
export class ServiceError extends CloudError {
  override readonly name = 'ServiceError';
  /** The service's own name for the error, such as `conflictingRequest` or `itemNotFound`. */
  readonly kind: string | null;

  constructor(details: CloudErrorDetails & { readonly kind?: string | null }) {
    super(details);
    this.kind = details.kind ?? null;
  }
}

/** No response: connection refused or broken, timeout, cancelled. */
export class TransportError extends CloudError {
  override readonly name = 'TransportError';
}

/** A response that does not have the form that the API promises. */
export class UnexpectedAnswerError extends CloudError {
  override readonly name = 'UnexpectedAnswerError';
}

/** Signing in failed, or a token expired that cannot be renewed. */
export class AuthenticationError extends CloudError {
  override readonly name = 'AuthenticationError';
}

/**
 * Not an error of the cloud: a check of this library found that a call must not be made, or had no effect.
 */
export class StateError extends CloudError {
  override readonly name = 'StateError';
}

/**
 * A cloud configuration that cannot be used. `faults` lists every problem, each with its file and key, and never contains
 * the value of a secret.
 */
export class ConfigurationError extends VolumeMigrateError {
  override readonly name = 'ConfigurationError';
  readonly code = 'Configuration';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`Invalid cloud configuration: ${faults.join('; ')}`);
    this.faults = faults;
  }
}

/** An error as plain data, for an event, a journal, a snapshot. Returns a Fault unchanged. */
export function toFault(error: unknown): Fault {
  if (error instanceof CloudError) return faultOf(error);
  if (error instanceof ConfigurationError) {
    return {
      ...UNKNOWN,
      name: error.name,
      code: error.code,
      message: error.message,
      reasons: error.faults,
      uncertain: false,
    };
  }
  if (isFault(error)) return error;
  if (error instanceof VolumeMigrateError)
    return { ...UNKNOWN, name: error.name, code: error.code, message: error.message };
  if (error instanceof Error) return { ...UNKNOWN, name: error.name, message: error.message };
  return { ...UNKNOWN, message: String(error) };
}

/** The same error, marked to say that the call may have had its effect. */
export function asUncertain(error: CloudError, reason?: string): CloudError {
  const reasons = reason === undefined ? error.reasons : [...error.reasons, reason];
  const details = { ...faultOf(error), reasons, uncertain: true };
  if (error instanceof TransportError) return new TransportError(details);
  if (error instanceof UnexpectedAnswerError) return new UnexpectedAnswerError(details);
  if (error instanceof AuthenticationError) return new AuthenticationError(details);
  if (error instanceof StateError) return new StateError(details);
  return new ServiceError(details);
}

// Anything else is an error of this program: a changing call may have been sent before it.
const UNKNOWN: Fault = {
  name: 'Error',
  code: 'Unexpected',
  message: '',
  reasons: [],
  status: null,
  requestId: null,
  uncertain: true,
};

function faultOf(error: CloudError): Fault {
  const { name, code, message, reasons, status, requestId, uncertain } = error;
  return { name, code, message, reasons, status, requestId, uncertain };
}

function isFault(value: unknown): value is Fault {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Error) &&
    'code' in value &&
    'message' in value &&
    'uncertain' in value
  );
}
