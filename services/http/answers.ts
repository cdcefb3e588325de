import { ServiceError } from '../faults.ts';
import { parseBody } from '../schema.ts';
import { redact, type Secret } from '../secret.ts';
import { type Answer, type ApiCall, describeCall, isChanging } from './apiCall.ts';
import type { WireAnswer } from './transport.ts';

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

/** The answer's body, or a ServiceError with the service's own words. `secrets` are those that were sent. */
export function readAnswer<Body>(
  call: ApiCall<Body>,
  wire: WireAnswer,
  secrets: readonly Secret[] = [],
): Answer<Body> {
  const { status, requestId } = wire;
  if (!call.expected.includes(status)) throw refusal(call, wire, secrets);
  if (call.schema === undefined) return { status, requestId, body: undefined as Body };
  const about = { call: describeCall(call), requestId, uncertain: isChanging(call), secrets };
  return { status, requestId, body: parseBody(call.schema, jsonOf(wire.text), about) };
}

function refusal(call: Omit<ApiCall, 'schema'>, wire: WireAnswer, secrets: readonly Secret[]): ServiceError {
  const { status, requestId } = wire;
  const from = requestId === null ? '' : ` (${requestId})`;
  const words = serviceWords(wire, secrets);
  const kind = kindOf(jsonOf(wire.text));
  return new ServiceError({
    // A 404 that is not the service's own comes from a proxy, and says nothing about the resource.
    code: status === 404 && kind === null ? 'UnexpectedAnswer' : (CODES[status] ?? 'UnexpectedAnswer'),
    kind: kind === null ? null : redact(kind, secrets),
    message: `${describeCall(call)}: expected ${call.expected.join(' or ')}, got ${status}${from}: ${words}`,
    status,
    requestId,
    // A client error was refused before it did anything; after any other answer nobody knows.
    uncertain: isChanging(call) && !(status >= 400 && status < 500),
  });
}

/**
 * What a service says: Cinder's and Nova's `{badRequest: {message}}`, Keystone's `{error: {message}}`, text, HTML.
 * Secrets are blotted out before anything is cut off or taken away, so that no part of one is left.
 */
export function serviceWords(
  wire: Pick<WireAnswer, 'text' | 'contentType'>,
  secrets: readonly Secret[] = [],
): string {
  const body = jsonOf(wire.text);
  const words = messageIn(body) ?? (body === undefined ? plainText(redact(wire.text, secrets)) : '');
  return words === '' ? 'no reason given' : shorten(redact(words, secrets));
}

// A service's own message lies one deep, or two; what is deeper than this is no message of a service.
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

// Proxies answer in HTML: its text without markup, style and script.
function plainText(text: string): string {
  return text
    .replace(/<(style|script|head)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function shorten(words: string): string {
  return words.length > 1000 ? `${words.slice(0, 1000)}…` : words;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
