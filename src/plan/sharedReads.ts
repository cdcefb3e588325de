// Lists that the checks of a plan's moves share: pools, volume types and services are the same for each of them.
import type { Clock, Cloud } from '../../services/index.ts';

// As long as the checks of one decision share the services.
const SAME_DECISION_MS = 30_000;

// Each is requested in one form only, so that one response serves every caller.
const SHARED: ReadonlySet<string> = new Set(['/scheduler-stats/get_pools', '/types', '/os-services']);

/**
 * A function that makes clouds share these lists: each is requested once for all of them, and again once it is half a minute
 * old. One that fails is requested again. `signal`: what the clouds have in common; aborting it rejects what is under way.
 */
export function sharingReads(
  { monotonic }: Pick<Clock, 'monotonic'>,
  signal?: AbortSignal,
): (cloud: Cloud) => Cloud {
  const known = new Map<string, { readonly at: number; readonly response: Promise<unknown> }>();
  return (cloud) => {
    const request: Cloud['request'] = (call, own) => {
      if (call.method !== 'GET' || !SHARED.has(call.path)) return cloud.request(call, own);
      const key = JSON.stringify([call.service, call.path, call.query ?? null]);
      const last = known.get(key);
      if (last !== undefined && monotonic() - last.at < SAME_DECISION_MS) return last.response as never;
      const response = cloud.request(call, signal);
      known.set(key, { at: monotonic(), response });
      response.catch(() => known.delete(key));
      return response;
    };
    return { ...cloud, request };
  };
}
