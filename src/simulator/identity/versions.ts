// Keystone's version documents.
import type { Answer, Call } from '../router.ts';
import type { Simulation } from '../simulation.ts';

const version = (sim: Simulation) => ({
  id: 'v3.14',
  status: 'stable',
  updated: '2020-04-07T00:00:00Z',
  links: [{ rel: 'self', href: `${sim.url}/identity/v3/` }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
});

/** GET /identity/ */
export const listIdentityVersions = (call: Call): Answer => ({
  status: 300,
  body: { versions: { values: [version(call.sim)] } },
  headers: { Location: `${call.sim.url}/identity/v3/` },
});

/** GET /identity/v3 */
export const showIdentityVersion = (call: Call): Answer => ({
  status: 200,
  body: { version: version(call.sim) },
});
