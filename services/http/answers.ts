// Reads a response: its body, or an error in the service's own words.
import { ServiceError, UnexpectedAnswerError } from '../faults.ts';
import { parseBody } from '../schema.ts';
import { redact, type Secret } from '../secret.ts';
import { type ApiCall, type ApiResponse, describeCall, isChanging } from './apiCall.ts';
import { isNotDone } from './notDone.ts';
import { plainText } from './plainText.ts';
import { redirectTarget } from './redirects.ts';
import type { WireAnswer } from './transport.ts';
import { shortened } from './visible.ts';

const CODES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  406: 'MicroversionUnsupported',
  409: 'Conflict',
  413: 'OverQuota',
  429: 'RateLimited',
  500: 'ServerError',
  502: 'ServiceUnavailable',
  503: 'ServiceUnavailable',
  504: 'ServiceUnavailable',
};

// A list of a dozen volumes or more.
const LARGE = 32_768;

/**
 * The body of the response. Throws a ServiceError with the service's own words for an unexpected status.
 * `secrets` are those that were sent.
 */
export function readAnswer<Body>(
  call: ApiCall<Body>,
  wire: WireAnswer,
  secrets: readonly Secret[] = [],
): ApiResponse<Body> {
  const { status, requestId } = wire;
  if (!call.expected.includes(status)) throw refusal(call, wire, secrets);
  const servedAt = timeIn(wire.date);
  if (call.schema === undefined) return { status, requestId, servedAt, body: undefined as Body };
  if (wire.tooLarge) throw tooLarge(call, wire, wire.tooLarge);
  const isLarge = wire.text.length >= LARGE;
  const about = { call: describeCall(call), requestId, uncertain: isChanging(call), secrets, isLarge };
  return { status, requestId, servedAt, body: parseBody(call.schema, jsonOf(wire.text), about) };
}

function timeIn(date: string | null | undefined): number | null {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? null : time;
}

function tooLarge(call: ApiCall, { requestId }: WireAnswer, limit: number): UnexpectedAnswerError {
  return new UnexpectedAnswerError({
    code: 'UnexpectedAnswer',
    message: `${describeCall(call)}: the response is larger than ${inMebibytes(limit)}, so it was not read`,
    requestId,
    uncertain: isChanging(call),
  });
}

const inMebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

function refusal(call: Omit<ApiCall, 'schema'>, wire: WireAnswer, secrets: readonly Secret[]): ServiceError {
  const { status, requestId } = wire;
  const from = requestId === null ? '' : ` (${requestId})`;
  const words = serviceWords(wire, secrets);
  const kind = kindOf(jsonOf(wire.text));
  const notDone = isNotDone(wire);
  return new ServiceError({
    code: codeOf(status, kind, notDone),
    kind: kind === null ? null : redact(kind, secrets),
    message: `${describeCall(call)}: expected ${call.expected.join(' or ')}, got ${status}${from}: ${words}`,
    reasons: reasonsOf(wire, notDone, secrets),
    status,
    requestId,
    // A redirect and a client error come before anything is done; after any other response the effect is
    // unknown.
    uncertain: isChanging(call) && !notDone && !(status >= 300 && status < 500),
  });
}

// A 404 that is not the service's own comes from a proxy, and says nothing about the resource.
function codeOf(status: number, kind: string | null, notDone: boolean): string {
  if (status === 404 && kind === null) return 'UnexpectedAnswer';
  if (status === 413 && notDone) return 'RateLimited';
  return CODES[status] ?? 'UnexpectedAnswer';
}

// The wording of nginx and Apache.
const SPEAKS_TLS = /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled/i;

function reasonsOf(wire: WireAnswer, notDone: boolean, secrets: readonly Secret[]): string[] {
  const target = redirectTarget(wire);
  const { attempts = 1 } = wire;
  return [
    ...(target === null
      ? []
      : [
          `the service redirects to ${redact(target, secrets)}: use that address in auth_url, the endpoint override, or the catalog`,
        ]),
    ...(SPEAKS_TLS.test(wire.text)
      ? ['the service expects TLS: its address should begin with https://']
      : []),
    ...(notDone && attempts > 1 ? [`the request was sent ${attempts} times, with pauses`] : []),
  ];
}

/**
 * The error message of a service: Cinder's and Nova's `{badRequest: {message}}`, Keystone's `{error:
 * {message}}`, text, HTML.
 * Secrets are redacted before the text is shortened or stripped, so that no part of one is left.
 */
export function serviceWords(
  wire: Pick<WireAnswer, 'text' | 'contentType' | 'tooLarge'>,
  secrets: readonly Secret[] = [],
): string {
  if (wire.tooLarge) return `its body is larger than ${inMebibytes(wire.tooLarge)}, so it was not read`;
  const body = jsonOf(wire.text);
  const words = messageIn(body) ?? (body === undefined ? plainText(redact(wire.text, secrets)) : '');
  return words === '' ? 'no reason given' : shortened(redact(words, secrets), 1000);
}

// A service's own message is one or two levels deep; anything deeper is not such a message.
const MOST_DEEP = 10;

function messageIn(body: unknown, depth = 0): string | undefined {
  if (body === null || typeof body !== 'object' || depth > MOST_DEEP) return undefined;
  const own = (body as Record<string, unknown>)['message'];
  if (typeof own === 'string') return own;
  return Object.values(body)
    .map((value) => messageIn(value, depth + 1))
    .find((message) => message !== undefined);
}

// `{"itemNotFound": {"code": 404, "message": …}}`, Keystone's `{"error": {…}}`.
function kindOf(body: unknown): string | null {
  if (body === null || typeof body !== 'object') return null;
  return Object.entries(body).find(([, value]) => messageIn(value) !== undefined)?.[0] ?? null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
