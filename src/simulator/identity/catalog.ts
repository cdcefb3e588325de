// Keystone's service catalog.
import { createHash } from 'node:crypto';
import type { Simulation } from '../simulation.ts';

const SERVICES = [
  { type: 'block-storage', name: 'cinder', path: '/volume/v3/:project' },
  { type: 'identity', name: 'keystone', path: '/identity/v3' },
  { type: 'compute', name: 'nova', path: '/compute/v2.1' },
  { type: 'volumev3', name: 'cinderv3', path: '/volume/v3/:project' },
];

/**
 * The catalog of a token for a project: each service with public, internal and admin endpoints, in one
 * region.
 */
export function catalog(sim: Simulation, projectId: string) {
  return SERVICES.map(({ type, name, path }) => ({
    endpoints: ['admin', 'internal', 'public'].map((kind) => ({
      id: stableId(`${type}/${kind}`),
      interface: kind,
      region_id: 'RegionOne',
      url: `${sim.url}${path.replace(':project', projectId)}`,
      region: 'RegionOne',
    })),
    id: stableId(type),
    type,
    name,
  }));
}

const stableId = (text: string): string => createHash('md5').update(text).digest('hex');
