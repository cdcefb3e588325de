// What runs changed in the simulated cloud, from its own log.
import type { SimulatedCloudServer } from '../../../../src/simulator/index.ts';

// Signing in; and what another process has to do again: the password of the temporary user, which is kept in memory alone, and
// its role. Twice is the same as once.
const REPEATABLE = /^(POST .*\/auth\/tokens|PUT .*\/roles\/[^/]+|PATCH .*\/users\/[^/]+)$/;

/** How often services did each change that a run requested: by method and path, without IDs. */
export function effectsOf({ cloud }: SimulatedCloudServer, runId: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { method, path, served, globalRequestId } of cloud.requests) {
    const isOther =
      globalRequestId !== `req-${runId}` || method === 'GET' || served === null || served >= 300;
    if (isOther || REPEATABLE.test(`${method} ${path}`)) continue;
    const effect = `${method} ${path.replaceAll(/[0-9a-f-]{32,36}/g, 'ID')}`;
    counts[effect] = (counts[effect] ?? 0) + 1;
  }
  return counts;
}
