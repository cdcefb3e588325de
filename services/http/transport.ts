// Sends requests to the services by got, within limits of time, size and repetitions.
import got, { type ExtendOptions } from 'got';
import { type Clock, systemClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import type { CloudService } from './apiCall.ts';
import { ENCODINGS } from './boundedBody.ts';
import { followingRedirects } from './redirects.ts';
import { retrying } from './retries.ts';
import { sendOnce } from './sendOnce.ts';
import { type TlsSettings, tlsOptions } from './tls.ts';

/** Limits of the requests. */
export interface TransportOptions {
  /**
   * How often a request is repeated: a read on 429, 500 (once), 502, 503, 504 and connection errors; a
   * changing call only if the response says that nothing was done (429, and 413 or 503 with Retry-After). 0:
   * never. A deletion is repeated for three minutes instead.
   * @default 5
   */
  readonly retryLimit?: number;
  /**
   * How long to wait for a response, in milliseconds.
   * @default 60000
   */
  readonly timeoutMs?: number;
  /**
   * How long to wait for a connection, in milliseconds.
   * @default 10000
   */
  readonly connectTimeoutMs?: number;
  /** How long to wait for the first byte of the first sign-in, in milliseconds. @default 10000 */
  readonly signInTimeoutMs?: number;
  /**
   * The longest Retry-After to wait for, in milliseconds.
   * @default 120000
   */
  readonly maxRetryAfterMs?: number;
  /**
   * Where to read HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
   * @default process.env
   */
  readonly env?: Environment;
}

export interface TransportSettings extends TransportOptions {
  readonly tls: TlsSettings;
  readonly userAgent: string;
  /**
   * Times the pauses between repetitions.
   * @default the system clock
   */
  readonly clock?: Clock;
}

/** A request as a transport sends it. */
export interface WireRequest {
  readonly service: CloudService;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `req-<uuid>`, the same in all services' logs. */
  readonly requestId: string;
  readonly body?: unknown;
  /** For messages. */
  readonly call: string;
  /** May be sent again after an error: reads and sign-ins. */
  readonly repeatable: boolean;
  /** Nothing is shown to the user while it is under way: it is given up after few repetitions. */
  readonly isFirst?: boolean;
  /** The response is a list: it may be larger. */
  readonly isList?: boolean;
  /** Called before the request is sent again; rejects if it must not be. */
  readonly beforeRepeat?: () => Promise<void>;
  /**
   * Called once the connection is ready, each time before anything of the request is written, and before connecting too. If it
   * rejects, nothing is sent, and the transport rejects with the same error.
   */
  readonly beforeSend?: () => Promise<void>;
}

/** A response as a transport returns it. */
export interface WireAnswer {
  readonly status: number;
  readonly requestId: string | null;
  readonly contentType: string;
  readonly subjectToken: string | null;
  /** Empty if the body was larger than allowed: then `tooLarge` is the allowed size. */
  readonly text: string;
  /** The allowed size of the body in bytes, if the body was larger; it was not read to its end. */
  readonly tooLarge?: number | null;
  /** Milliseconds to wait, according to the service; null if it does not say. */
  readonly retryAfterMs?: number | null;
  /** When the service responded, by its own clock (header `Date`). Untrusted text. */
  readonly date?: string | null;
  /** Where the service redirects to. Untrusted text. */
  readonly location?: string | null;
  /** How often the request was sent. */
  readonly attempts?: number;
}

/** Sends a request. Resolves with responses of any status; rejects with TransportError if there was none. */
export type Transport = (request: WireRequest, signal?: AbortSignal) => Promise<WireAnswer>;

const DEFAULTS = {
  retryLimit: 5,
  timeoutMs: 60_000,
  connectTimeoutMs: 10_000,
  signInTimeoutMs: 10_000,
  maxRetryAfterMs: 120_000,
};

const JITTER_MS = 100;

/**
 * Sends requests by got, through the proxies that the environment names. Returns responses of any status;
 * rejects with TransportError if there was none, and with ConfigurationError if the proxy cannot be used.
 */
export function createTransport(settings: TransportSettings): Transport {
  const options = withDefaults(settings);
  const client = got.extend(clientOptions(settings));
  const { env = process.env, clock = systemClock } = settings;
  const send = followingRedirects(sendOnce({ client, env, ...options }));
  return retrying(send, clock, { ...options, jitterMs: JITTER_MS });
}

function clientOptions(settings: TransportSettings): ExtendOptions {
  return {
    throwHttpErrors: false,
    followRedirect: false,
    retry: { limit: 0 },
    // The body is decompressed here, within its limit.
    decompress: false,
    headers: {
      accept: 'application/json',
      'accept-encoding': ENCODINGS,
      'user-agent': settings.userAgent,
    },
    https: tlsOptions(settings.tls),
  };
}

function withDefaults(options: TransportOptions): typeof DEFAULTS {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}
