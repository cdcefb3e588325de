// Follows the redirects of reads and sign-ins, within one host.
import type { Transport, WireAnswer, WireRequest } from './transport.ts';
import { shortened, visible } from './visible.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MOST_HOPS = 5;

/**
 * The same transport, but it follows redirects of reads and sign-ins: to the same host only, and never from
 * https to http, so that neither token nor password is sent anywhere else. Any other redirect is returned as
 * the response.
 * Like keystoneauth1/session.py (_send_request), which repeats the method as well.
 */
export function followingRedirects(send: Transport): Transport {
  return async (request, signal) => {
    let current = request;
    for (let hops = 0; ; hops += 1) {
      const answer = await send(current, signal);
      const url = hops < MOST_HOPS ? whereTo(current, answer) : null;
      if (url === null) return answer;
      current = { ...current, url };
    }
  };
}

function whereTo({ url, repeatable }: WireRequest, { status, location = null }: WireAnswer): string | null {
  if (!repeatable || !REDIRECTS.has(status) || location === null) return null;
  const from = new URL(url);
  const to = URL.parse(location, url);
  if (to === null || to.hostname !== from.hostname) return null;
  if (to.protocol !== from.protocol && to.protocol !== 'https:') return null;
  if (to.username !== '' || to.password !== '') return null;
  to.hash = '';
  return to.href;
}

/** Where a response redirects to, fit for a message; null if it does not. */
export function redirectTarget({ status, location = null }: WireAnswer): string | null {
  if (status < 300 || status > 399 || location === null) return null;
  return shortened(visible(location), 500);
}
