// Which responses say that the service did nothing and that the same request may be sent again later.
import type { WireAnswer } from './transport.ts';

type Refused = Pick<WireAnswer, 'status' | 'text' | 'retryAfterMs'>;

/**
 * True for 429, for 503 with Retry-After, and for the 413 of a rate limiter. False for the 413 of a quota,
 * which waiting does not fix: Cinder sends it with `Retry-After: 0` (cinder/exception.py, QuotaError). The
 * rate limiters of old releases send a 413 with the seconds to wait (cinder/api/openstack/wsgi.py,
 * OverLimitFault).
 */
export function isNotDone({ status, text, retryAfterMs = null }: Refused): boolean {
  if (status === 429) return true;
  if (status === 503) return retryAfterMs !== null;
  return status === 413 && isRateLimit(text, retryAfterMs);
}

function isRateLimit(text: string, retryAfterMs: number | null): boolean {
  if (/\bquotas?\b/i.test(text)) return false;
  const waitMs = retryAfterMs ?? (waitInBody(text) ?? 0) * 1000;
  return waitMs > 0 || /rate.?limit|too many requests/i.test(text);
}

// `{"overLimit": {"code": 413, "message": …, "retryAfter": "5"}}`
function waitInBody(text: string): number | null {
  const found = /"retryAfter"\s*:\s*"?(\d{1,6})/.exec(text);
  return found === null ? null : Number(found[1]);
}
