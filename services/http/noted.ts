// Tells a piece of work of the requests that are made for it: method, path, answer and time, never what they carry.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.ts';
import { TransportError } from '../faults.ts';
import type { Service } from './apiCall.ts';
import type { Transport, WireRequest } from './transport.ts';

/** One HTTP request, as it was made. */
export interface RequestNote {
  readonly method: string;
  readonly service: Service;
  /** Path and query, without the host. */
  readonly path: string;
  /** Null where no answer came. */
  readonly status: number | null;
  /** Milliseconds, repetitions included. */
  readonly ms: number;
  /** The service's own id of the request. */
  readonly requestId: string | null;
  /** Why no answer came. */
  readonly error: string | null;
}

type Note = (request: RequestNote) => void;

const notes = new AsyncLocalStorage<Note>();

/** Does the work; `note` is told of each request that it makes, once it is answered or given up. */
export const notingRequests = <T>(note: Note, work: () => T): T => notes.run(note, work);

/** The same transport, which tells of what it did. */
export function noted(transport: Transport, clock: Clock): Transport {
  return async (request, signal) => {
    const note = notes.getStore();
    if (note === undefined) return await transport(request, signal);
    const begun = clock.monotonic();
    const tell = (end: Pick<RequestNote, 'status' | 'requestId' | 'error'>): void =>
      note({ ...whatOf(request), ms: Math.round(clock.monotonic() - begun), ...end });
    try {
      const { status, requestId, ...answer } = await transport(request, signal);
      tell({ status, requestId, error: null });
      return { status, requestId, ...answer };
    } catch (error) {
      tell({ status: null, requestId: null, error: error instanceof TransportError ? error.code : 'Failed' });
      throw error;
    }
  };
}

function whatOf({ method, service, url }: WireRequest): Pick<RequestNote, 'method' | 'service' | 'path'> {
  const { pathname, search } = new URL(url);
  return { method, service, path: `${pathname}${search}` };
}
