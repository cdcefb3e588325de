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

/** How far one attempt got. */
interface Attempt {
  readonly request: WireRequest;
  readonly proxy: ProxyServer | null;
  /** The TLS handshake is complete. */
  isSecured: boolean;
  /** Something of the request may have been sent. */
  isSent: boolean;
}

interface Exchange {
  readonly stream: ReturnType<Got['stream']>;
  readonly connected: Promise<void>;
  readonly responding: Promise<Response>;
}

/** `beforeSend` rejected. */
class NotToBeSent extends Error {}

/** How long a check may take, in milliseconds. After a longer one, what the call relies on is proved again. */
const LONGEST_CHECK_MS = 1_000;

/** Returns responses of any status; rejects with TransportError if there was none, or with the error of `beforeSend`. */
export function sendOnce(sender: Sender): Transport {
  return async (request, signal) => {
    for (;;) {
      const answer = await exchange(sender, request, signal);
      if (answer !== null) return answer;
      await request.beforeRepeat?.();
    }
  };
}

// Null if a check took long: then nothing was sent.
async function exchange(
  sender: Sender,
  request: WireRequest,
  signal: AbortSignal | undefined,
): Promise<WireAnswer | null> {
  const proxy = proxyFor(request.url, sender.env);
  const kind = request.repeatable ? 'kept' : 'fresh';
  const agent = agentsFor(request.url, proxy, { kind, connectTimeoutMs: sender.connectTimeoutMs });
  const attempt: Attempt = { request, proxy, isSecured: false, isSent: false };
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  try {
    // The check may take its time: got's timeouts have not begun.
    if (!(await checkInTime(request))) return null;
    signal?.throwIfAborted();
    const stream = sender.client.stream(request.url, {
      method: request.method,
      headers: headersOf(request, body),
      timeout: timeoutOf(sender, request),
      agent,
      ...(signal === undefined ? {} : { signal }),
    });
    const connected = connectionOf(stream, attempt);
    const responding = responseOf(stream, signal);
    // Got sends a read by itself. Anything else is written here: nothing takes time once it may be sent.
    const isRead = request.method === 'GET';
    const checked = isRead ? 'answered' : await checkConnected(request, { stream, connected, responding });
    if (checked === 'late') return null;
    if (checked === 'in time') {
      attempt.isSent = true;
      stream.end(body);
    }
    const response = await responding;
    const limit = request.isList ? MAX_LIST_BYTES : MAX_OBJECT_BYTES;
    const text = await readBody(stream, String(response.headers['content-encoding'] ?? ''), limit);
    if (text === null || !(isRead || attempt.isSent)) stream.destroy();
    return answerOf(response, text, limit);
  } catch (error) {
    if (error instanceof NotToBeSent) throw error.cause;
    throw transportError(error, attempt, signal);
  }
}

// False if it took long.
async function checkInTime({ beforeSend }: WireRequest): Promise<boolean> {
  if (beforeSend === undefined) return true;
  const begun = performance.now();
  await beforeSend().catch((cause: unknown) => {
    throw new NotToBeSent('not to be sent', { cause });
  });
  return performance.now() - begun <= LONGEST_CHECK_MS;
}

/**
 * Checks the request once the connection is ready. `answered`: the server has responded without waiting for it. `late`: the check
 * took long, and the connection, which a proxy would close, was given up.
 */
async function checkConnected(
  request: WireRequest,
  { stream, connected, responding }: Exchange,
): Promise<'in time' | 'answered' | 'late'> {
  const { promise: expired, resolve: expire } = Promise.withResolvers<'late'>();
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([connected, responding]);
    const checking = checkInTime(request);
    timer = setTimeout(expire, LONGEST_CHECK_MS, 'late');
    const first = await Promise.race([
      responding.then(() => 'answered' as const),
      checking.then((isInTime) => (isInTime ? ('in time' as const) : ('late' as const))),
      expired,
    ]);
    if (first !== 'late') return first;
    stream.destroy();
    await checking;
    return 'late';
  } catch (error) {
    stream.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function headersOf({ headers, requestId }: WireRequest, body: string | undefined): Record<string, string> {
  const ofBody =
    body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  return { ...headers, ...ofBody, 'x-openstack-request-id': requestId };
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

// Resolves when the connection is ready for the request; never, if it fails.
async function connectionOf(stream: ReturnType<Got['stream']>, attempt: Attempt): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.once('request', (sent: ClientRequest) => {
    sent.once('socket', (socket: Socket | (TLSSocket & { secureConnecting: boolean })) => {
      const isTls = 'encrypted' in socket;
      const ready = (): void => {
        attempt.isSecured = isTls;
        resolve();
      };
      // False on a connection that an earlier request opened. Missing in @types/node.
      if (isTls && socket.secureConnecting) socket.once('secureConnect', ready);
      else if (socket.connecting) socket.once('connect', ready);
      else ready();
    });
  });
  await promise;
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
  { request, proxy, isSecured, isSent }: Attempt,
  signal?: AbortSignal,
): TransportError {
  const code = codeOf(error);
  const ofTls = isTlsFailure(code, isSecured);
  const details = { uncertain: isSent && !request.repeatable };
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
