import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { type ExtendOptions, type Got, RequestError, TimeoutError } from 'got';
import { TransportError } from '../faults.ts';
import type { Service } from './apiCall.ts';
import { type TlsSettings, tlsOptions } from './tls.ts';

export interface TransportOptions {
  /** How often a read is repeated on 429, 502, 503, 504 and connection faults. */
  readonly retryLimit?: number;
  /** How long to wait for an answer, in milliseconds. */
  readonly timeoutMs?: number;
  /** How long to wait for a connection, in milliseconds. */
  readonly connectTimeoutMs?: number;
  /** The longest Retry-After that is waited for, in milliseconds. */
  readonly maxRetryAfterMs?: number;
}

export interface TransportSettings extends TransportOptions {
  readonly tls: TlsSettings;
  readonly userAgent: string;
}

export interface WireRequest {
  readonly service: Service;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `req-<uuid>`, the same in all services' logs. */
  readonly requestId: string;
  readonly body?: unknown;
  /** For messages. */
  readonly call: string;
  /** May be sent again after a fault: reads and sign-in. */
  readonly repeatable: boolean;
  /** Somebody waits for it in silence: is given up after few repetitions. */
  readonly isFirst?: boolean;
}

export interface WireAnswer {
  readonly status: number;
  readonly requestId: string | null;
  readonly contentType: string;
  readonly subjectToken: string | null;
  readonly text: string;
}

export type Transport = (request: WireRequest, signal?: AbortSignal) => Promise<WireAnswer>;

const DEFAULTS = { retryLimit: 5, timeoutMs: 60_000, connectTimeoutMs: 10_000, maxRetryAfterMs: 120_000 };

const RETRIED_STATUSES = [429, 502, 503, 504];

// What happens before a byte of the request is on its way: the call had no effect.
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH']);
const BEFORE_SENDING = new Set(['lookup', 'connect', 'secureConnect']);
const CERTIFICATE = /CERT|^UNABLE_TO_|^ERR_TLS_|^ERR_SSL_/;

/** Sends requests by got. Answers of any status are answers; rejects with TransportError where there is none. */
export function createTransport(settings: TransportSettings): Transport {
  const client = got.extend(clientOptions(settings));
  const once = client.extend({ retry: { limit: 0 }, agent: freshConnections() });
  const few = client.extend({ retry: fewRetries(settings) });
  return async (request, signal) => {
    if (signal?.aborted) throw new TransportError({ code: 'Aborted', message: `${request.call}: cancelled` });
    const repeating = request.isFirst ? few : client;
    return await send(request.repeatable ? repeating : once, request, signal);
  };
}

function clientOptions(settings: TransportSettings): ExtendOptions {
  const { retryLimit, timeoutMs, connectTimeoutMs, maxRetryAfterMs } = withDefaults(settings);
  return {
    throwHttpErrors: false,
    followRedirect: false,
    headers: { accept: 'application/json', 'user-agent': settings.userAgent },
    timeout: {
      lookup: connectTimeoutMs,
      connect: connectTimeoutMs,
      secureConnect: connectTimeoutMs,
      response: timeoutMs,
      request: timeoutMs + connectTimeoutMs * 3,
    },
    retry: {
      limit: retryLimit,
      // POST is for sign-in; other changing calls go by a client with limit 0.
      methods: ['GET', 'POST'],
      statusCodes: RETRIED_STATUSES,
      maxRetryAfter: maxRetryAfterMs,
      backoffLimit: 10_000,
    },
    https: tlsOptions(settings.tls),
  };
}

// Repeats after one and two seconds; what has used up the time of a connection is not repeated.
function fewRetries(settings: TransportSettings): NonNullable<ExtendOptions['retry']> {
  const { retryLimit, maxRetryAfterMs } = withDefaults(settings);
  return {
    limit: Math.min(retryLimit, 2),
    maxRetryAfter: Math.min(maxRetryAfterMs, 3_000),
    calculateDelay: ({ error, computedValue }) => (error instanceof TimeoutError ? 0 : computedValue),
  };
}

function withDefaults(options: TransportOptions): typeof DEFAULTS {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}

// A kept connection may be closed by the service in the moment it is used again: the answer would seem lost.
function freshConnections(): { http: HttpAgent; https: HttpsAgent } {
  return { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) };
}

async function send(client: Got, request: WireRequest, signal?: AbortSignal): Promise<WireAnswer> {
  try {
    const response = await client(request.url, {
      method: request.method,
      headers: { ...request.headers, 'x-openstack-request-id': request.requestId },
      ...(request.body === undefined ? {} : { json: request.body }),
      ...(signal === undefined ? {} : { signal }),
    });
    const header = (name: string) => [response.headers[name]].flat()[0] ?? null;
    return {
      status: response.statusCode,
      requestId: header('x-openstack-request-id') ?? header('x-compute-request-id'),
      contentType: header('content-type') ?? '',
      subjectToken: header('x-subject-token'),
      text: response.body,
    };
  } catch (error) {
    throw transportError(error, request, signal);
  }
}

// Got's own error holds the headers, hence the token: only its code and message go on.
function transportError(error: unknown, request: WireRequest, signal?: AbortSignal): TransportError {
  const code = error instanceof RequestError ? error.code : '';
  const what = error instanceof Error ? error.message : String(error);
  const early = error instanceof TimeoutError && BEFORE_SENDING.has(error.event);
  const sent = !(early || NEVER_SENT.has(code) || CERTIFICATE.test(code));
  const details = { uncertain: sent && !request.repeatable };
  if (signal?.aborted) {
    return new TransportError({ ...details, code: 'Aborted', message: `${request.call}: cancelled` });
  }
  const timedOut = error instanceof TimeoutError || code === 'ETIMEDOUT';
  return new TransportError({
    ...details,
    code: timedOut ? 'TimedOut' : 'ConnectionFailed',
    message: `${request.call}: expected an answer, got none from ${new URL(request.url).host}: ${what}`,
  });
}
