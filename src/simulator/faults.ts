// Injected faults: operations that are slow or fail, and broken connections.
import type { Course } from './course.ts';
import type { SimulatedService } from './exchange.ts';
import { BackendError } from './refusal.ts';

/** Operations of a backend of Cinder. */
export type VolumeOperation =
  | 'create_volume'
  | 'delete_volume'
  | 'extend_volume'
  | 'create_snapshot'
  | 'initialize_connection'
  | 'terminate_connection'
  | 'retype'
  | 'migrate_volume'
  | 'update_migrated_volume'
  | 'copy';
/** Operations of nova-compute. */
export type ComputeOperation = 'swap_volume' | 'attach_volume';
/** Operations that faults can slow down or fail. */
export type Operation = VolumeOperation | ComputeOperation;

/**
 * Slows an operation down, or makes it fail with a message, `count` times (forever without it).
 *
 * @example A busy destination: its last step times out, after the data is copied, while more than four moves run to it. An
 * in-use volume then stays in `completing`; of any other both copies are left.
 * ```ts
 * cloud.faults.set('node2@alpha', 'update_migrated_volume', { whenMovesExceed: 4, delayMs: 60_000, raise: 'MessagingTimeout' });
 * ```
 */
export interface Fault {
  delayMs?: number;
  raise?: string;
  count?: number;
  /** Delays it for as long as this is true. */
  isHeld?: () => boolean;
  /** Only while more moves than this run to the backend, this one included. */
  whenMovesExceed?: number;
}

// How often a held operation looks whether it may go on.
const HELD_POLL_MS = 20;

/** A fault between client and service. `path` is tested against the path with its prefix. */
export interface HttpFault {
  match?: { method?: string; path?: RegExp; service?: SimulatedService };
  /** How many matching requests it affects; without it, all of them. */
  count?: number;
  /** How many matching requests it lets through first. */
  skip?: number;
  delayMs?: number;
  /**
   * The status of the response that replaces the service's; the service does not see the request unless
   * `applied`.
   */
  status?: number;
  headers?: Record<string, string>;
  /** The body that is sent, with `status` or alone. A string is sent as it is, even if it is not JSON. */
  body?: unknown;
  /** With `status` or `body`: the service does what was requested, only its response is replaced. */
  applied?: boolean;
  /** `before`: the service never sees the request. `after`: it does everything, but its response is lost. */
  dropConnection?: 'before' | 'after';
}

/** Injects faults into a simulated cloud. */
export interface Faults {
  /** `where` is a backend `host@section`, `*` for each of them, or `nova`. */
  set(where: string, operation: Operation, fault: Fault): void;
  /** Holds each such operation where it starts; returns a function that lets them all go on. */
  hold(where: string, operation: Operation): () => void;
  /** Adds a fault of the connection; returns a function that removes it. */
  http(fault: HttpFault): () => void;
  /**
   * Cinder fails with a 500, as it does if its database stays locked. With `applied` it has done what was requested.
   * @example The next two actions: `cloud.faults.database({ count: 2, match: { path: /\/action$/ } })`
   * @returns a function that removes it
   */
  database(fault?: Pick<HttpFault, 'match' | 'count' | 'skip' | 'applied'>): () => void;
  /** Removes the faults of an operation, of a place, or all. */
  clear(where?: string, operation?: Operation): void;
}

export interface FaultBox extends Faults {
  /** The start of an operation: waits, or fails. */
  meet(where: string, operation: Operation): Course;
  matchHttp(request: {
    method: string;
    path: string;
    service: SimulatedService | null;
  }): HttpFault | undefined;
}

const key = (where: string, operation: Operation) => `${where}/${operation}`;

const DATABASE_ERROR: HttpFault = {
  status: 500,
  body: {
    computeFault: {
      code: 500,
      message: 'The server has either erred or is incapable of performing the requested operation.',
    },
  },
};

/** @param movesTo how many moves run to a backend */
export function createFaults(movesTo: (backend: string) => number): FaultBox {
  const faults = new Map<string, Fault>();
  const httpFaults = new Set<HttpFault>();
  const take = (where: string, operation: Operation): Fault | undefined => {
    for (const place of where === 'nova' ? [where] : [where, '*']) {
      const fault = faults.get(key(place, operation));
      if (!fault) continue;
      if (fault.whenMovesExceed !== undefined && movesTo(where) <= fault.whenMovesExceed) continue;
      if (fault.count !== undefined && --fault.count <= 0) faults.delete(key(place, operation));
      return fault;
    }
    return undefined;
  };
  const http = (fault: HttpFault) => {
    const rule = { ...fault };
    httpFaults.add(rule);
    return () => void httpFaults.delete(rule);
  };
  return {
    set: (where, operation, fault) => void faults.set(key(where, operation), { ...fault }),
    hold(where, operation) {
      const held = { isHeld: true };
      faults.set(key(where, operation), { isHeld: () => held.isHeld });
      return () => {
        held.isHeld = false;
      };
    },
    http,
    database: (fault = {}) =>
      http({ ...DATABASE_ERROR, ...fault, match: { service: 'volume', ...fault.match } }),
    clear(where, operation) {
      if (where === undefined) httpFaults.clear();
      for (const name of [...faults.keys()])
        if (
          where === undefined ||
          (operation ? name === key(where, operation) : name.startsWith(`${where}/`))
        )
          faults.delete(name);
    },
    *meet(where, operation) {
      const fault = take(where, operation);
      if (fault?.delayMs) yield fault.delayMs;
      while (fault?.isHeld?.()) yield HELD_POLL_MS;
      if (fault?.raise !== undefined) throw new BackendError(fault.raise);
    },
    matchHttp: (request) => takeHttp(httpFaults, request),
  };
}

// The first matching rule, counted down.
function takeHttp(
  rules: Set<HttpFault>,
  request: { method: string; path: string; service: SimulatedService | null },
): HttpFault | undefined {
  for (const rule of rules) {
    const { method, path, service } = rule.match ?? {};
    if (method && method.toUpperCase() !== request.method) continue;
    if (path && !path.test(request.path)) continue;
    if (service && service !== request.service) continue;
    if (rule.skip !== undefined && rule.skip > 0) {
      rule.skip--;
      continue;
    }
    if (rule.count !== undefined && --rule.count <= 0) rules.delete(rule);
    return rule;
  }
  return undefined;
}
