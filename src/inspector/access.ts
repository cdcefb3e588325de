// Access control: requests need the token, this machine's own address, and no foreign page as their origin.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Access {
  /** 128 random bits; part of the address that the user sees. */
  readonly token: string;
  /** Why a request is refused; null if it is accepted. */
  readonly refusal: (request: IncomingMessage) => string | null;
}

/**
 * A new token and its check. `origins`: pages of other sites that may send requests as well, if they know the
 * token.
 */
export function createAccess(origins: readonly string[] = []): Access {
  const token = randomBytes(16).toString('base64url');
  return {
    token,
    refusal: (request) => {
      const { host = '', origin } = request.headers;
      const hosts = hostsOf(request.socket.localPort);
      // A foreign name that resolves to this machine (DNS rebinding) still appears in Host.
      if (!hosts.includes(host)) return 'this is not an address of the inspector';
      const known = [...hosts.map((own) => `http://${own}`), ...origins];
      if (origin !== undefined && !known.includes(origin))
        return 'requests from other origins are not allowed';
      return same(queryOf(request).get('token') ?? '', token) ? null : 'the token is missing or wrong';
    },
  };
}

// A browser omits HTTP's default port.
const hostsOf = (port: number | undefined): string[] =>
  ['127.0.0.1', 'localhost'].map((name) => (port === 80 ? name : `${name}:${port}`));

/** The path that a request names. */
export const pathOf = (request: IncomingMessage): string => splitTarget(request)[0];

/** The parameters of a request. */
export const queryOf = (request: IncomingMessage): URLSearchParams =>
  new URLSearchParams(splitTarget(request)[1]);

function splitTarget({ url = '/' }: IncomingMessage): [path: string, query: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

// In constant time, which reveals neither where they differ nor their lengths.
function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
