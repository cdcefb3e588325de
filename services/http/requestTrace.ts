// Traces the HTTP requests that a piece of work makes: method, path, status and time, never their content.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.ts';
import { TransportError } from '../faults.ts';
import type { CloudService } from './apiCall.ts';
import type { Transport, WireRequest } from './transport.ts';

/** One HTTP request. */
export interface RequestTrace {
  readonly method: string;
  readonly service: CloudService;
  /** Path and query, without the host. */
  readonly path: string;
  /** Null if there was no response. */
  readonly status: number | null;
  /** Milliseconds, including repetitions. */
  readonly ms: number;
  /** The service's own request ID. */
  readonly requestId: string | null;
  /** Why there was no response. */
  readonly error: string | null;
  /** How often it was sent, if more than once. */
  readonly attempts?: number;
}

const traces = new AsyncLocalStorage<(request: RequestTrace) => void>();

/**
 * Does the work; `trace` is called for each request that it makes, once the request has a response or was
 * given up.
 */
export const withRequestTrace = <T>(trace: (request: RequestTrace) => void, work: () => T): T =>
  traces.run(trace, work);

/** Reports a request that was made for others too to the current trace. */
export const traceRequest = (request: RequestTrace): void => traces.getStore()?.(request);

/** The same transport, which reports each request to the current trace. */
export function traced(transport: Transport, clock: Clock): Transport {
  return async (request, signal) => {
    const trace = traces.getStore();
    if (trace === undefined) return await transport(request, signal);
    const begun = clock.monotonic();
    const tell = (end: Pick<RequestTrace, 'status' | 'requestId' | 'error' | 'attempts'>): void =>
      trace({ ...whatOf(request), ms: Math.round(clock.monotonic() - begun), ...end });
    try {
      const answer = await transport(request, signal);
      const { status, requestId, attempts = 1 } = answer;
      tell({ status, requestId, error: null, ...(attempts > 1 ? { attempts } : {}) });
      return answer;
    } catch (error) {
      tell({ status: null, requestId: null, error: error instanceof TransportError ? error.code : 'Failed' });
      throw error;
    }
  };
}

function whatOf({ method, service, url }: WireRequest): Pick<RequestTrace, 'method' | 'service' | 'path'> {
  const { pathname, search } = new URL(url);
  return { method, service, path: `${pathname}${search}` };
}
