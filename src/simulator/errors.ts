import type { Refusal } from './refusal.ts';

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

/** A refusal in the shape that Cinder and Nova share. */
export function faultBody({ status, message, headers }: Refusal): Record<string, unknown> {
  const retry = headers['Retry-After'];
  const again = retry === undefined ? {} : { retryAfter: retry };
  return { [NAMES[status] ?? 'computeFault']: { code: status, message, ...again } };
}

/** The 401 that the token check in front of Cinder and Nova gives. */
export const unauthorizedBody = {
  error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
};

/** The page of a path that no service knows. */
export const notFoundPage =
  '<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n <body>\n  <h1>404 Not Found</h1>\n' +
  '  The resource could not be found.<br /><br />\n\n\n\n </body>\n</html>';
