// What is on the stage: one volume of type alpha, one server, a pool to move to, and a type to become.
import type { WorldSeed } from '../../simulator/index.ts';
import { HOME, NODE, OTHER_NODE } from './rows.ts';

const own = { project: 'demo', user: 'alice' };

export const stageSeed = (): WorldSeed => ({
  projects: ['admin', 'demo', 'service'],
  users: [
    { name: 'admin', password: 'canary-of-admin', roles: { admin: ['admin'], demo: ['admin'] } },
    { name: 'alice', password: 'canary-of-alice', roles: { demo: ['member'] } },
    { name: 'cinder', password: 'canary-of-cinder', roles: { service: ['admin', 'service'] } },
    { name: 'nova', password: 'canary-of-nova', roles: { service: ['admin', 'service'] } },
  ],
  pools: [
    { name: HOME, capabilities: { volume_backend_name: 'alpha' } },
    { name: NODE, capabilities: { volume_backend_name: 'alpha' } },
    { name: OTHER_NODE, capabilities: { volume_backend_name: 'beta' } },
  ],
  types: [
    { name: 'alpha', extraSpecs: { volume_backend_name: 'alpha' } },
    { name: 'beta', extraSpecs: { volume_backend_name: 'beta' } },
  ],
  defaultType: 'alpha',
  volumes: [
    { ...own, name: 'boot1', type: 'alpha' },
    { ...own, name: 'data1', type: 'alpha', host: HOME, bootable: true },
  ],
  servers: [{ ...own, name: 'vm1', volumes: ['boot1'] }],
});
