// Requests and responses of the simulated cloud, and their log.

/** A request to `handle`. A `body` that is a string is parsed as JSON; an object is used as it is. */
export interface SimulatedRequest {
  method: string;
  /** The path with its prefix: `/identity/v3/…`, `/volume/v3/…`, `/compute/v2.1/…`; may contain a query. */
  path: string;
  query?: string | Record<string, string> | URLSearchParams;
  headers?: Record<string, string | undefined>;
  body?: unknown;
}

/** A response. `body` is undefined if there is none, a string if it is not JSON. */
export interface SimulatedResponse {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** The simulated services: Keystone, Cinder and Nova. */
export type SimulatedService = 'identity' | 'volume' | 'compute';

/** One line of `cloud.requests`. Passwords, secrets and tokens are `[redacted]`. */
export interface LoggedRequest {
  /** Milliseconds since 1970, by the cloud's clock. */
  at: number;
  method: string;
  /** Without the service's prefix, for instance `/v3/{project}/volumes/{id}`. */
  path: string;
  query: string;
  service: SimulatedService | null;
  body: unknown;
  /** Name of the token's user; null without a valid token. */
  user: string | null;
  /** Project of the token. */
  projectId: string | null;
  /** The `X-OpenStack-Request-ID` that the client sent. */
  globalRequestId: string | null;
  /** The service's own ID of this request. */
  requestId: string;
  /** Status of the response; null while under way, 0 if the connection was dropped. */
  status: number | null;
  /**
   * The status that the service produced, whatever happened to its response; null if it never saw the
   * request.
   */
  served: number | null;
}

/** Thrown by `handle` if a fault drops the connection; the server closes the socket. */
export class ConnectionDropped extends Error {
  override name = 'ConnectionDropped';
  readonly code = 'ECONNRESET';
}

const SECRET = /^(password|original_password|secret|id_token|adminPass)$/i;

/** A copy of a body without its secrets; a token's ID (`{"token": {"id": …}}`) counts as one. */
export function redact(value: unknown, parent = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => redact(item, parent));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const secret = (SECRET.test(key) && typeof item !== 'object') || (parent === 'token' && key === 'id');
      return [key, secret ? '[redacted]' : redact(item, key)];
    }),
  );
}
