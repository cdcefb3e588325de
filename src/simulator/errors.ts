// Error responses in the form of Cinder and Nova.
import type { Refusal } from './refusal.ts';
import type { Answer, Call } from './router.ts';

const NAMES: Record<number, string> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'itemNotFound',
  405: 'badMethod',
  409: 'conflictingRequest',
  413: 'overLimit',
  429: 'overLimit',
};

/** A refusal in the form that Cinder and Nova share. */
export function faultBody({ status, message, headers }: Refusal): Record<string, unknown> {
  const retry = headers['Retry-After'];
  const again = retry === undefined ? {} : { retryAfter: retry };
  return { [NAMES[status] ?? 'computeFault']: { code: status, message, ...again } };
}

/** The 401 of the token check in front of Cinder and Nova. */
export const unauthorizedBody = {
  error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
};

const PAGE =
  '<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n <body>\n  <h1>404 Not Found</h1>\n' +
  '  The resource could not be found.<br /><br />\n\n\n\n </body>\n</html>';
const PAGE_AS_JSON = {
  message: 'The resource could not be found.<br /><br />\n\n\n',
  code: '404 Not Found',
  title: 'Not Found',
};

/** The response for a path that no service knows: an HTML page, or JSON if that was requested. */
export const noSuchPage = (call: Call): Answer =>
  (call.headers['accept'] ?? '').includes('application/json')
    ? { status: 404, body: PAGE_AS_JSON, headers: { 'Content-Type': 'application/json' } }
    : { status: 404, body: PAGE, headers: { 'Content-Type': 'text/html; charset=UTF-8' } };
