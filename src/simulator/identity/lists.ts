// Keystone's lists, which are not paged.
import type { Call } from '../router.ts';
import type { Simulation } from '../simulation.ts';

export const selfLink = (sim: Simulation, path: string) => ({ self: `${sim.url}/identity/v3/${path}` });

/** A list of Keystone's, with everything on one page. */
export function listBody(call: Call, name: string, items: unknown[]): Record<string, unknown> {
  const query = [...call.query].length > 0 ? `?${call.query}` : '';
  return {
    [name]: items,
    links: { next: null, self: `${call.sim.url}/identity${call.path}${query}`, previous: null },
  };
}
