// One request to a service, as data, and how messages name it.
import type { z } from 'zod';

/** The services that are called: Cinder, Nova and Keystone. */
export type CloudService = 'volume' | 'compute' | 'identity';

/** One request to a service, as data. */
export interface ApiCall<Body = unknown> {
  readonly service: CloudService;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Relative to the service's endpoint, with a leading slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** May contain Secrets; they are revealed when the request is written. */
  readonly body?: unknown;
  /** For messages: which action the body requests. */
  readonly action?: string;
  /** The statuses that the API promises for success. */
  readonly expected: readonly number[];
  /** What is needed of the response body. Without it the body is not read. */
  readonly schema?: z.ZodType<Body>;
  /** The response is a list: it may be up to 32 MiB instead of 4 MiB. */
  readonly isList?: boolean;
  /**
   * If a service says that it did nothing (429, and 413 or 503 with Retry-After), the call is sent again
   * after a pause. This function first proves once more what the call relies on, and rejects if the call must
   * not be sent again.
   */
  readonly beforeRepeat?: () => Promise<void>;
}

/** A call without the handling of its response. */
export type CallToSend = Omit<ApiCall, 'schema' | 'expected'>;

/** The response to a call. */
export interface ApiResponse<Body> {
  readonly status: number;
  /** The service's own request ID. */
  readonly requestId: string | null;
  /** When the service responded, by its own clock, in milliseconds since 1970; null if it does not say. */
  readonly servedAt: number | null;
  readonly body: Body;
}

/** `POST /volumes/8f…/action os-migrate_volume`: how every message names a call. */
export function describeCall(call: CallToSend): string {
  const prefix = call.service === 'identity' ? '/v3' : '';
  const action = call.action === undefined ? '' : ` ${call.action}`;
  return `${call.method} ${prefix}${call.path}${queryString(call.query)}${action}`;
}

/** `?name=value…`, or an empty string. */
export function queryString(query: Readonly<Record<string, string>> | undefined): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? '' : `?${text}`;
}

/** True for a call that changes something, so that it is never repeated blindly. */
export function isChanging(call: { readonly method: string }): boolean {
  return call.method !== 'GET';
}
