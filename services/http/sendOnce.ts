// Sends one request once, over a socket.
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Got, Response } from 'got';
import { RequestError, TimeoutError } from 'got';
import type { Environment } from '../config/environment.ts';
import { TransportError } from '../faults.ts';
import { agentsFor } from './agents.ts';
import { MAX_LIST_BYTES, MAX_OBJECT_BYTES, readBody } from './boundedBody.ts';
import { type ProxyServer, proxyFor } from './proxies.ts';
import type { Transport, WireAnswer, WireRequest } from './transport.ts';
import { isTlsFailure, remedies } from './unreachable.ts';

export interface Sender {
  readonly client: Got;
  readonly env: Environment;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly signInTimeoutMs: number;
}

// Errors that occur before any byte of the request is sent: the call had no effect.
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ERR_PROXY_TUNNEL',
  'ERR_PROXY_INVALID_CONFIG',
]);
const BEFORE_SENDING: ReadonlySet<string> = new Set(['lookup', 'connect', 'secureConnect']);

/** How far one attempt got. */
interface Attempt {
  readonly request: WireRequest;
  readonly proxy: ProxyServer | null;
  /** The TLS handshake is complete, so the request may have been sent. */
  isSecured: boolean;
}

/** Returns responses of any status; rejects with TransportError if there was none. */
export function sendOnce(sender: Sender): Transport {
  return async (request, signal) => {
    const proxy = proxyFor(request.url, sender.env);
    const kind = request.repeatable ? 'kept' : 'fresh';
    const agent = agentsFor(request.url, proxy, { kind, connectTimeoutMs: sender.connectTimeoutMs });
    const attempt: Attempt = { request, proxy, isSecured: false };
    try {
      signal?.throwIfAborted();
      const stream = sender.client.stream(request.url, {
        method: request.method,
        headers: headersOf(request),
        // As `json`: with `body`, got asks whether it is a form, and Node loads all of fetch to answer.
        ...(request.body === undefined ? {} : { json: request.body }),
        timeout: timeoutOf(sender, request),
        agent,
        ...(signal === undefined ? {} : { signal }),
      });
      stream.once('request', (sent: ClientRequest) => noteSecured(sent, attempt));
      if (request.body === undefined && request.method !== 'GET') stream.end();
      const response = await responseOf(stream, signal);
      const limit = request.isList ? MAX_LIST_BYTES : MAX_OBJECT_BYTES;
      const text = await readBody(stream, String(response.headers['content-encoding'] ?? ''), limit);
      if (text === null) stream.destroy();
      return answerOf(response, text, limit);
    } catch (error) {
      throw transportError(error, attempt, signal);
    }
  };
}

function headersOf({ headers, requestId, body }: WireRequest): Record<string, string> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  return { ...headers, ...type, 'x-openstack-request-id': requestId };
}

function timeoutOf({ timeoutMs, connectTimeoutMs, signInTimeoutMs }: Sender, { isFirst }: WireRequest) {
  const response = isFirst ? Math.min(timeoutMs, signInTimeoutMs) : timeoutMs;
  return {
    lookup: connectTimeoutMs,
    connect: connectTimeoutMs,
    secureConnect: connectTimeoutMs,
    response,
    request: response + connectTimeoutMs * 3,
  };
}

function noteSecured(sent: ClientRequest, attempt: Attempt): void {
  const done = (): void => {
    attempt.isSecured = true;
  };
  sent.once('socket', (socket: Socket | (TLSSocket & { secureConnecting: boolean })) => {
    if (!('encrypted' in socket)) return;
    // False on a connection that an earlier request opened. Missing in @types/node.
    if (socket.secureConnecting) socket.once('secureConnect', done);
    else done();
  });
}

// Got reports an abort only once it has a socket, which a silent proxy does not give.
async function responseOf(stream: ReturnType<Got['stream']>, signal?: AbortSignal): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const abort = (): void => reject(signal?.reason);
  stream.once('response', resolve);
  stream.on('error', reject);
  signal?.addEventListener('abort', abort);
  return await promise.finally(() => signal?.removeEventListener('abort', abort));
}

function answerOf({ headers, statusCode }: Response, text: string | null, limit: number): WireAnswer {
  const header = (name: string) => [headers[name]].flat()[0] ?? null;
  return {
    status: statusCode,
    requestId: header('x-openstack-request-id') ?? header('x-compute-request-id'),
    contentType: header('content-type') ?? '',
    subjectToken: header('x-subject-token'),
    text: text ?? '',
    tooLarge: text === null ? limit : null,
    retryAfterMs: retryAfter(header('retry-after'), header('date')),
    date: header('date'),
    location: header('location'),
  };
}

// Seconds, or a date, which is compared with the service's own clock.
function retryAfter(value: string | null, date: string | null): number | null {
  if (value === null || value.trim() === '') return null;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1000;
  const now = Date.parse(date ?? '');
  const wait = Date.parse(value) - (Number.isNaN(now) ? Date.now() : now);
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

// Got's own error contains the headers, and so the token: only its code and message are used.
function transportError(
  error: unknown,
  { request, proxy, isSecured }: Attempt,
  signal?: AbortSignal,
): TransportError {
  const code = codeOf(error);
  const early = error instanceof TimeoutError && BEFORE_SENDING.has(error.event);
  const ofTls = isTlsFailure(code, isSecured);
  const sent = isSecured || !(early || NEVER_SENT.has(code) || ofTls);
  const details = { uncertain: sent && !request.repeatable };
  if (signal?.aborted) {
    return new TransportError({ ...details, code: 'Aborted', message: `${request.call}: cancelled` });
  }
  const url = new URL(request.url);
  const timedOut = error instanceof TimeoutError || code === 'ETIMEDOUT';
  const failed = ofTls ? 'TlsFailed' : 'ConnectionFailed';
  return new TransportError({
    ...details,
    code: timedOut ? 'TimedOut' : failed,
    message: `${request.call}: no response from ${url.host}: ${wordsOf(error, code)}`,
    reasons: remedies({ code, url, proxy, isSecured }),
  });
}

function codeOf(error: unknown): string {
  if (error instanceof TimeoutError) return 'ETIMEDOUT';
  if (!(error instanceof RequestError)) return '';
  return error.code;
}

// The error for a name with several addresses has no message of its own.
function wordsOf(error: unknown, code: string): string {
  const words = (error instanceof Error ? error.message : String(error)).trim();
  return words === '' ? code : words;
}
