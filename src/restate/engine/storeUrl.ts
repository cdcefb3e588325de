// The URL of a store on Restate: `restate+http://HOST:PORT`, the ingress.
import { VolumeMigrateError } from '../../../machines/volumeMigrateError.ts';
import { printable } from '../../printable.ts';

const PREFIX = 'restate+';

/** The URL of a store cannot be used. */
export class InvalidStoreUrlError extends VolumeMigrateError {
  override readonly name = 'InvalidStoreUrlError';
  readonly code = 'InvalidStoreUrl';
}

/** Whether a text is the URL of a store on Restate rather than the name of a file. */
export const isStoreUrl = (text: string): boolean => /^restate\+?[a-z]*:/.test(text);

/** The URL of the ingress in the URL of a store. Throws `InvalidStoreUrlError`, which names every problem. */
export function parseStoreUrl(text: string): URL {
  const url = isStoreUrl(text) && text.startsWith(PREFIX) ? URL.parse(text.slice(PREFIX.length)) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new InvalidStoreUrlError(
      `${printable(withoutPassword(text))} is not the URL of a store: expected restate+http://HOST:PORT or restate+https://HOST:PORT, the ingress of Restate`,
    );
  const problems = [
    ...(url.username === '' && url.password === '' ? [] : ['it must not contain a user or a password']),
    ...(url.search === '' && url.hash === '' ? [] : ['it must not contain ? or #']),
  ];
  if (problems.length > 0)
    throw new InvalidStoreUrlError(
      `${printable(withoutPassword(text))} is not the URL of a store: ${problems.join('; ')}`,
    );
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** Throws `InvalidStoreUrlError` if a token cannot be sent to this URL: it would be readable on the network, or it is not a valid bearer token. */
export function checkToken(url: URL, token: string): void {
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  const problems = [
    ...(url.protocol === 'https:' || isHere
      ? []
      : [`your token would be sent to ${url.host} unencrypted: use restate+https://`]),
    ...(/^[\w.~+/-]+=*$/.test(token)
      ? []
      : ['the token contains characters that a bearer token must not contain']),
  ];
  if (problems.length > 0)
    throw new InvalidStoreUrlError(`${storeUrlOf(url)} cannot be used: ${problems.join('; ')}`);
}

/** The URL of the store with this ingress. */
export const storeUrlOf = (ingress: URL): string => `${PREFIX}${ingress.href.replace(/\/$/, '')}`;

const withoutPassword = (text: string): string => text.replace(/\/\/[^/@]*@/, '//[redacted]@');
