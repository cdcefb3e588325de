// An HTTP request as a span, by OpenTelemetry's conventions for HTTP clients. Its query is left out.
import { printable } from '../../printable.ts';
import type { SpanAttributes } from './span.ts';

/** A request as the journal of a volume migration has it; in other workflows any of it may be absent. */
interface RecordedRequest {
  readonly method?: unknown;
  readonly service?: unknown;
  readonly path?: unknown;
  readonly status?: unknown;
  readonly ms?: unknown;
  readonly requestId?: unknown;
  readonly error?: unknown;
  readonly attempts?: unknown;
}

export interface RequestSpan {
  readonly name: string;
  /** Milliseconds. */
  readonly ms: number;
  readonly attributes: SpanAttributes;
  readonly error: string | null;
}

const METHODS: ReadonlySet<unknown> = new Set([
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'],
]);
const ID = /^(?:[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|req-[0-9a-f-]+|\d+)$/i;

/** The span of a request. */
export function requestSpan(request: object): RequestSpan {
  const { method, service, path, status, ms, requestId, error, attempts } = request as RecordedRequest;
  const known = METHODS.has(method) ? String(method) : '_OTHER';
  const own = typeof path === 'string' ? printable(path.split(/[?#]/, 1)[0] ?? '') : null;
  const template = own === null ? null : templateOf(own);
  const failure = failureOf(status, error);
  return {
    name: [known === '_OTHER' ? 'HTTP' : known, ...(template === null ? [] : [template])].join(' '),
    ms: typeof ms === 'number' && ms > 0 ? ms : 0,
    attributes: {
      'http.request.method': known,
      ...(own === null || template === null ? {} : { 'url.path': own, 'url.template': template }),
      ...(typeof status === 'number' ? { 'http.response.status_code': status } : {}),
      ...(failure === null ? {} : { 'error.type': failure }),
      ...(typeof service === 'string' ? { 'openstack.service': printable(service) } : {}),
      ...(typeof requestId === 'string' ? { 'openstack.request_id': printable(requestId) } : {}),
      ...(typeof attempts === 'number' && attempts > 1 ? { 'http.request.resend_count': attempts - 1 } : {}),
    },
    error: failure,
  };
}

// A span of a client has failed with 4xx and 5xx, and without a response.
function failureOf(status: unknown, error: unknown): string | null {
  if (typeof error === 'string') return printable(error);
  return typeof status === 'number' && status >= 400 ? String(status) : null;
}

/** The path with `{id}` for each ID: of few different values. */
const templateOf = (path: string): string =>
  path
    .split('/')
    .map((part) => (ID.test(part) ? '{id}' : part))
    .join('/');
