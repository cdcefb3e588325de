// The description of a cloud by names, and the default one.
import type { PoolCapacity } from './capacity.ts';
import type { QosSpecs } from './model.ts';

/** A pool of a backend. */
export interface PoolSeed {
  /** `host@section#pool` */
  name: string;
  capabilities?: Record<string, unknown>;
  /** Default: true. */
  assistedMigration?: boolean;
  availabilityZone?: string;
  /** A clustered backend: the pool's name then starts with the cluster. */
  cluster?: string;
  totalGib?: number;
  /** The pool's space and what is reported about it. */
  capacity?: PoolCapacity;
  /** `down`: the backend's driver has failed; the pool is still listed. */
  backendState?: 'up' | 'down';
}

/** A volume type. */
export interface VolumeTypeSeed {
  name: string;
  extraSpecs?: Record<string, string>;
  isPublic?: boolean;
  description?: string;
  /** ID of QoS specs in the seed; missing ones are created as front-end QoS. */
  qosSpecsId?: string;
  encrypted?: boolean;
  /** Names of the projects that may use it if `isPublic` is false. */
  projects?: string[];
}

/** QoS specs. */
export interface QosSpecsSeed {
  id: string;
  name: string;
  consumer: QosSpecs['consumer'];
  specs?: Record<string, string>;
}

/** A user, with roles in projects. */
export interface UserSeed {
  name: string;
  password: string;
  /** Role names by project name. */
  roles: Record<string, string[]>;
  domain?: string;
}

/** A volume, in its final state. */
export interface VolumeSeed {
  name: string;
  project: string;
  user: string;
  type?: string;
  /**
   * Pool.
   * @default the first that the type allows
   */
  host?: string;
  sizeGib?: number;
  description?: string;
  metadata?: Record<string, string>;
  /** Used as it is, even if the API would reject a value as too long. */
  imageMetadata?: Record<string, string>;
  bootable?: boolean;
  /** The read-only flag: admin metadata, which no key of `metadata` sets. */
  readOnly?: boolean;
  /**
   * Whether it is encrypted.
   * @default as its type says
   */
  encrypted?: boolean;
  /**
   * Whether it may be attached to several servers.
   * @default as its type says
   */
  multiattach?: boolean;
  status?: string;
  migrationStatus?: string;
  data?: string;
}

/** A running server. */
export interface ServerSeed {
  name: string;
  project: string;
  user: string;
  /** Names of volumes; the first is the root. */
  volumes: string[];
}

/** A description of a cloud by names, from which the simulated one is built. */
export interface WorldSeed {
  domains?: { id: string; name: string; readOnly?: boolean }[];
  projects: string[];
  users: UserSeed[];
  pools: PoolSeed[];
  types: VolumeTypeSeed[];
  qosSpecs?: QosSpecsSeed[];
  defaultType?: string;
  volumes: VolumeSeed[];
  servers: ServerSeed[];
  /** Limits by project name. */
  quotas?: Record<string, Record<string, number>>;
}

const own = { project: 'demo', user: 'alice' };
const roomy = { volumes: 200, snapshots: 200 };

/** Two hosts, five pools, four types, two tenants, two servers with a root and a data volume each. */
export function defaultWorld(): WorldSeed {
  return {
    domains: [
      { id: 'default', name: 'Default' },
      { id: 'ldap', name: 'Directory', readOnly: true },
    ],
    projects: ['admin', 'demo', 'other', 'service'],
    users: [
      { name: 'admin', password: 'labadmin', roles: { admin: ['admin'], demo: ['admin'], other: ['admin'] } },
      { name: 'alice', password: 'labuser', roles: { demo: ['member', 'reader'] } },
      { name: 'bob', password: 'labuser', roles: { other: ['member', 'reader'] } },
      { name: 'cinder', password: 'service-cinder', roles: { service: ['admin', 'service'] } },
      { name: 'nova', password: 'service-nova', roles: { service: ['admin', 'service'] } },
    ],
    pools: [
      { name: 'node1@alpha#alpha', capabilities: { volume_backend_name: 'alpha' }, totalGib: 2000 },
      { name: 'node1@beta#beta', capabilities: { volume_backend_name: 'beta' }, totalGib: 2000 },
      { name: 'node2@alpha#alpha', capabilities: { volume_backend_name: 'alpha' } },
      {
        name: 'node2@tier9#alpha',
        capabilities: { volume_backend_name: 'alpha' },
        assistedMigration: false,
      },
      { name: 'node2@beta#beta', capabilities: { volume_backend_name: 'beta' }, assistedMigration: false },
    ],
    types: [
      { name: '__DEFAULT__', description: 'Default Volume Type' },
      { name: 'alpha-gold', extraSpecs: { volume_backend_name: 'alpha', 'storage:tier': 'gold' } },
      { name: 'beta', extraSpecs: { volume_backend_name: 'beta' } },
      { name: 'alpha', extraSpecs: { volume_backend_name: 'alpha' } },
      { name: 'nowhere', extraSpecs: { volume_backend_name: 'no-such-backend' } },
    ],
    defaultType: 'alpha',
    volumes: [
      { ...own, name: 'boot1', type: 'alpha', bootable: true },
      { ...own, name: 'boot2', type: 'beta', bootable: true },
      { ...own, name: 'data1', type: 'alpha' },
      { ...own, name: 'data2', type: 'beta' },
      { ...own, name: 'free1', type: 'alpha' },
      { ...own, name: 'free2', type: 'beta' },
    ],
    servers: [
      { ...own, name: 'vm1', volumes: ['boot1', 'data1'] },
      { ...own, name: 'vm2', volumes: ['boot2', 'data2'] },
    ],
    quotas: { demo: roomy, other: roomy },
  };
}
