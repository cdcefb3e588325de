// Calls Restate over HTTP: the handlers at its ingress.
import { setTimeout as sleep } from 'node:timers/promises';
import { VolumeMigrateError } from '../../../machines/volumeMigrateError.ts';
import { printable } from '../../printable.ts';

/**
 * - `StoreUnreachable`: Restate does not respond.
 * - `NoWorkers`: Restate responds, but no worker has been registered.
 * - `NoResponse`: Restate responds, but no worker did in time: none is running, or none is free.
 * - `AdminUnreachable`: the admin API of Restate does not respond, to this process or to the worker that was asked.
 * - `StoreFailed`: Restate, or a worker, responded with an error.
 * - `OrderTooLarge`: the order of a run, such as that of a very large plan, exceeds 16 MiB.
 */
export type StoreErrorCode =
  | 'StoreUnreachable'
  | 'NoWorkers'
  | 'NoResponse'
  | 'AdminUnreachable'
  | 'StoreFailed'
  | 'OrderTooLarge';

/** A call to Restate failed. */
export class RestateStoreError extends VolumeMigrateError {
  override readonly name = 'RestateStoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

interface CallOptions {
  readonly signal?: AbortSignal;
  /** @default 30_000 */
  readonly timeoutMs?: number;
}

/** The handlers of services in Restate. */
export interface Ingress {
  /** Calls a handler, and resolves to its result. `key`: of an object or a workflow; null for a service. */
  readonly call: <Result>(
    service: string,
    key: string | null,
    handler: string,
    input?: unknown,
    options?: CallOptions,
  ) => Promise<Result>;
  /** Hands a call to Restate, and resolves once it is durable. */
  readonly send: (service: string, key: string, handler: string, input: unknown) => Promise<void>;
  /** Resolves to the result of a workflow, however long that takes. Rejects with the signal's reason if it aborts. */
  readonly attach: <Result>(service: string, key: string, signal: AbortSignal) => Promise<Result>;
}

const TIMEOUT_MS = 30_000;
// Proxies end requests that are silent for long.
const ATTACH_MS = 50_000;
const RETRY_MS = 1_000;
// What a proxy in front of Restate says while it is down.
const GATEWAY = new Set([502, 503, 504]);
const REFUSED =
  'refused the request (401): it needs a valid token. Set RESTATE_AUTH_TOKEN to the token that you were given';

/** The status with which a worker says that it cannot reach the admin API. */
export const ADMIN_UNREACHABLE = 555;

/** The ingress at a URL, such as `http://127.0.0.1:8080`. `token`: for a proxy in front of it; Restate itself needs none. */
export function createIngress(url: URL, token: string | null = null): Ingress {
  const bearer = token === null ? {} : { authorization: `Bearer ${token}` };
  const request = async (path: string, init: RequestInit): Promise<string> =>
    await requestTo(url, path, { ...init, headers: { ...bearer, ...init.headers } });
  const handlerPath = (service: string, key: string | null, handler: string): string =>
    `${service}/${key === null ? '' : `${encodeURIComponent(key)}/`}${handler}`;
  return {
    call: async (service, key, handler, input, { signal, timeoutMs = TIMEOUT_MS } = {}) => {
      const ends = AbortSignal.timeout(timeoutMs);
      const text = await request(handlerPath(service, key, handler), {
        ...{ method: 'POST', ...bodyOf(input) },
        signal: signal === undefined ? ends : AbortSignal.any([signal, ends]),
      }).catch((error: unknown) => {
        throw error === ends.reason ? noWorkerResponds(url, timeoutMs) : error;
      });
      return (text === '' ? undefined : JSON.parse(text)) as never;
    },
    send: async (service, key, handler, input) => {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      await request(`${handlerPath(service, key, handler)}/send`, {
        method: 'POST',
        ...bodyOf(input),
        signal,
      }).catch((error: unknown) => {
        throw error === signal.reason ? restateSilent(url) : error;
      });
    },
    attach: async (service, key, signal) => {
      const path = `restate/workflow/${service}/${encodeURIComponent(key)}/attach`;
      for (;;) {
        signal.throwIfAborted();
        try {
          const ends = AbortSignal.any([signal, AbortSignal.timeout(ATTACH_MS)]);
          return JSON.parse(await request(path, { signal: ends })) as never;
        } catch (error) {
          signal.throwIfAborted();
          // The workflow itself failed: somebody has killed it.
          if (error instanceof RestateStoreError && error.code === 'StoreFailed') throw error;
          await sleep(RETRY_MS, undefined, { signal });
        }
      }
    },
  };
}

// Restate keeps a call until a worker is there to answer it.
const noWorkerResponds = ({ href }: URL, timeoutMs: number): RestateStoreError =>
  new RestateStoreError(
    'NoResponse',
    `no worker responded through Restate at ${href} within ${timeoutMs / 1000} s. To start one, see: volume-migrate worker --help`,
  );

const restateSilent = ({ href }: URL): RestateStoreError =>
  new RestateStoreError(
    'StoreUnreachable',
    `cannot reach Restate at ${href}: no response within ${TIMEOUT_MS / 1000} s`,
  );

const bodyOf = (input: unknown): RequestInit =>
  input === undefined ? {} : { body: JSON.stringify(input), headers: { 'content-type': 'application/json' } };

async function requestTo(url: URL, path: string, init: RequestInit): Promise<string> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL(path, url), init);
    text = await response.text();
  } catch (error) {
    init.signal?.throwIfAborted();
    throw new RestateStoreError(
      'StoreUnreachable',
      `cannot reach Restate at ${url.href}: ${causeOf(error)}`,
      error,
    );
  }
  if (response.ok) return text;
  if (response.status === 401)
    throw new RestateStoreError('StoreFailed', `the proxy in front of Restate at ${url.href} ${REFUSED}`);
  const message = messageIn(text);
  if (GATEWAY.has(response.status))
    throw new RestateStoreError(
      'StoreUnreachable',
      `cannot reach Restate at ${url.href}: ${response.status} ${message}`,
    );
  if (response.status === 404 && message.includes('not found'))
    throw new RestateStoreError(
      'NoWorkers',
      `no worker of volume-migrate is registered with Restate at ${url.href} (${message}). To start and register one, see: volume-migrate worker --help`,
    );
  if (response.status === ADMIN_UNREACHABLE) throw new RestateStoreError('AdminUnreachable', message);
  throw new RestateStoreError('StoreFailed', `Restate at ${url.href}: ${response.status} ${message}`);
}

function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return printable(String(message ?? text));
  } catch {
    return printable(text);
  }
}

const UNTRUSTED = new Set([
  ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
]);
const TRUST = 'To trust a CA of your own, set NODE_EXTRA_CA_CERTS to the file with its certificate';

// fetch itself only reports that it failed.
function causeOf(error: unknown): string {
  const { cause, message } = error as Error;
  const { code, message: why } = (cause ?? {}) as { code?: string; message?: string };
  const known = why === undefined || why === '' ? (code ?? message) : why;
  return UNTRUSTED.has(code ?? '') ? `${known}. ${TRUST}` : known;
}
