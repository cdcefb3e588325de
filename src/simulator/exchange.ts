/** A request as `handle` takes it. A `body` that is a string is read as JSON, an object is taken as it is. */
export interface SimulatedRequest {
  method: string;
  /** The path with its prefix: `/identity/v3/…`, `/volume/v3/…`, `/compute/v2.1/…`; may carry a query. */
  path: string;
  query?: string | Record<string, string> | URLSearchParams;
  headers?: Record<string, string | undefined>;
  body?: unknown;
}

/** An answer. `body` is undefined where there is none, a string where it is not JSON. */
export interface SimulatedResponse {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

export type Service = 'identity' | 'volume' | 'compute';

/** One line of `cloud.requests`. Passwords, secrets and tokens are `[redacted]`. */
export interface LoggedRequest {
  at: number;
  method: string;
  /** Without the service's prefix, for instance `/v3/{project}/volumes/{id}`. */
  path: string;
  query: string;
  service: Service | null;
  body: unknown;
  /** Name of the token's user, null without a valid token. */
  user: string | null;
  /** Project of the token. */
  projectId: string | null;
  globalRequestId: string | null;
  /** The service's own id of this request. */
  requestId: string;
  /** Status of the answer; null while under way, 0 where the connection was dropped. */
  status: number | null;
  /** Status that the service came to, whatever became of its answer; null where it never saw the request. */
  served: number | null;
}

/** Thrown by `handle` where a fault drops the connection; the server closes the socket. */
export class ConnectionDropped extends Error {
  override name = 'ConnectionDropped';
  readonly code = 'ECONNRESET';
}

const SECRET = /^(password|original_password|secret|id_token|adminPass)$/i;

/** A copy of a body without its secrets; a token's id (`{"token": {"id": …}}`) is one too. */
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
