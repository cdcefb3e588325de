// What each port sends and how it reads the responses, which are derived from those of Zed and 2025.1.
import { afterEach, expect, test } from 'vitest';
import type { Ports } from '../../machines/ports.ts';
import { volumeSchema } from '../../services/cinder/schemas.ts';
import { createPorts, toFault } from '../../services/index.ts';
import { lookAtSwap } from '../../services/nova/swapSighting.ts';
import {
  notFound,
  type Reply,
  type Route,
  signal,
  startTestCloud,
  type TestCloud,
  wireVolume,
} from './testCloud.ts';

let cloud: TestCloud;
afterEach(() => cloud?.close());

const HOST = 'os-vol-host-attr:host';
const VOLUME = volumeSchema.parse(wireVolume());
const POOLS = {
  body: {
    pools: [
      { name: 'node1@alpha#alpha', capabilities: { volume_backend_name: 'alpha', free_capacity_gb: 1996.0 } },
      { name: 'node1@alpha#two', capabilities: { free_capacity_gb: 'unknown' } },
      { name: 'node2@beta#beta', capabilities: { free_capacity_gb: 'infinite', total_capacity_gb: null } },
    ],
  },
};
const SERVICES = {
  body: {
    services: [
      { host: 'node1@alpha', status: 'enabled', state: 'up', zone: 'nova', disabled_reason: null },
      { host: 'node3@alpha', status: 'disabled', state: 'down', disabled_reason: 'new disks' },
    ],
  },
};
const unzoned = (pool: unknown) => ({ ...(pool as object), availabilityZone: null });
const TYPES = {
  body: {
    volume_types: [
      { id: 't1', name: 'alpha', is_public: true, extra_specs: { volume_backend_name: 'alpha' } },
      { id: 't2', name: 't1', extra_specs: {} },
    ],
  },
};
// Each key and value at its limit, and past it.
const K255 = 'k'.repeat(255);
const ODD_KEYS = {
  metadataKeys: ['', 'a.b:c/d_e-f 9', K255, `${K255}k`, 'long', 'most', 'größe'].sort(),
  refusedMetadata: ['', `${K255}k`, 'long', 'größe'],
  imageMetadataKeys: ['os_distro', 'owner(team)'],
  refusedImageMetadata: ['owner(team)'],
};
const ODD = wireVolume({
  metadata: {
    ...{ '': 'x', 'a.b:c/d_e-f 9': 'x', [K255]: 'x', [`${K255}k`]: 'x' },
    ...{ long: 'x'.repeat(256), most: '😀'.repeat(255), größe: 'x', readonly: 'False', attached_mode: 'rw' },
  },
  volume_image_metadata: { os_distro: 'debian', 'owner(team)': 'blue' },
});
const LONG = wireVolume({
  metadata: {},
  volume_image_metadata: {
    ...{ large: 'ü'.repeat(32_767), larger: 'ü'.repeat(32_768) },
    'owner(team)': 'x'.repeat(256),
  },
});
const LONG_KEYS = ['large', 'larger', 'owner(team)'];
const VERSIONS = 'GET other /volume/v3/';
const upTo = (version: string) => ({
  [VERSIONS]: { body: { versions: [{ id: 'v3.0', min_version: '3.0', version }] } },
});
const BAD: Reply = {
  status: 400,
  body: { badRequest: { code: 400, message: 'Invalid host: No available service' } },
};
const server = (state: string, task: string | null) => ({
  body: { server: { id: 's1', name: 'vm1', 'OS-EXT-STS:vm_state': state, 'OS-EXT-STS:task_state': task } },
});
const holder = (id: string, volumeIds: readonly string[]) => ({
  ...{ id, name: id, 'OS-EXT-STS:vm_state': 'active', 'OS-EXT-STS:task_state': null, locked: true },
  'os-extended-volumes:volumes_attached': volumeIds.map((volumeId) => ({ id: volumeId })),
});
const typed = (changes: object) => ({
  ...{ id: 't9', name: 'nine', extraSpecs: {}, isPublic: true, qosSpecsId: null },
  ...changes,
});
// A volume whose service Cinder does not list.
const LISTS_SERVICES = 'GET volume /os-services?binary=cinder-volume';
const NO_SERVICE = { isServiceUp: null };
const ATTACHED = {
  status: 'in-use',
  metadata: { readonly: 'True' },
  attachments: [{ attachment_id: 'a1', server_id: 's1', device: '/dev/vdb' }],
};
const READONLY = volumeSchema.parse(wireVolume(ATTACHED));
const READONLY_SENT = [
  'GET volume /volumes/v1',
  LISTS_SERVICES,
  'GET volume /volumes/v1/metadata',
  'GET volume /attachments/a1',
];
const readonlyRoutes = (metadata: object, mode: string) => ({
  'GET volume /volumes/v1': { body: { volume: wireVolume(ATTACHED) } },
  'GET volume /volumes/v1/metadata': { body: { metadata } },
  'GET volume /attachments/a1': { body: { attachment: { id: 'a1', attach_mode: mode } } },
});
const ACTION = 'POST volume /volumes/v1/action';
const MIGRATE = { before: VOLUME, destinationNode: 'node2@alpha#alpha' };
const PROBE = 'PUT compute /servers/s1/os-volume_attachments/v1';
const EVENTS = 'GET compute /servers/s1/os-instance-actions/req-9';
const SWAP = { serverId: 's1', sourceVolumeId: 'v1', destinationVolumeId: 'v2', requestId: 'req-9' };
const SIGHTING = {
  'GET volume /volumes/v1': { body: { volume: wireVolume() } },
  'GET volume /volumes/v2': notFound('Volume v2 could not be found.'),
  'GET compute /servers/s1/os-volume_attachments': { body: { volumeAttachments: [{ volumeId: 'v2' }] } },
};
const event = (result: string | null, message: string | null = null) => ({
  body: { instanceAction: { message, events: [{ event: 'compute_swap_volume', result }] } },
});

interface Case {
  readonly port: keyof Ports;
  readonly input: unknown;
  readonly routes: Record<string, Route>;
  /** `call` or `call?query` or `call body`, in order. */
  readonly sent: readonly string[];
  /** Its result, or the code and message of its error. */
  readonly gives?: unknown;
  readonly fails?: unknown;
}

const CASES: Record<string, Case> = {
  'the volume is read by its id alone': {
    port: 'getVolume',
    input: { volumeId: 'v1' },
    routes: { 'GET volume /volumes/v1': { body: { volume: wireVolume() } } },
    sent: ['GET volume /volumes/v1', LISTS_SERVICES],
    gives: { ...VOLUME, ...NO_SERVICE },
  },
  ...Object.fromEntries(
    [
      ['is up', { state: 'up' }, true],
      ['is down', { state: 'down' }, false],
      ['is another one', { host: 'node2@alpha', state: 'down' }, null],
    ].map(([name, changes, isServiceUp]): [string, Case] => [
      `the service of the volume ${name}`,
      {
        port: 'getVolume',
        input: { volumeId: 'v1' },
        routes: {
          'GET volume /volumes/v1': { body: { volume: wireVolume() } },
          'GET volume /os-services': {
            body: { services: [{ host: 'node1@alpha', status: 'enabled', ...(changes as object) }] },
          },
        },
        sent: ['GET volume /volumes/v1', LISTS_SERVICES],
        gives: { ...VOLUME, isServiceUp },
      },
    ]),
  ),
  'the state of its service is not asked for where it does not matter': {
    port: 'getVolume',
    input: { volumeId: 'v1', withoutService: true },
    routes: { 'GET volume /volumes/v1': { body: { volume: wireVolume() } } },
    sent: ['GET volume /volumes/v1'],
    gives: { ...VOLUME, isServiceUp: null },
  },
  'an unknown volume is VolumeNotFound': {
    port: 'getVolume',
    input: { volumeId: 'v1' },
    routes: { 'GET volume /volumes/v1': notFound('Volume v1 could not be found.') },
    sent: ['GET volume /volumes/v1'],
    fails: { code: 'VolumeNotFound', message: 'Volume v1 not found' },
  },
  'a volume that does not show at all where it is needs an admin': {
    port: 'getVolume',
    input: { volumeId: 'v1' },
    routes: { 'GET volume /volumes/v1': { body: { volume: wireVolume({ [HOST]: undefined }) } } },
    sent: ['GET volume /volumes/v1'],
    fails: {
      name: 'StateError',
      code: 'AdminRequired',
      message: 'Cinder does not show where volume v1 is: the admin role is required',
      reasons: [
        'signed in as user admin (u1) in project admin (p1): sign in as an admin, or give this user the admin role there',
      ],
      uncertain: false,
    },
  },
  'an encrypted volume is read with what encrypts it': {
    port: 'getVolume',
    input: { volumeId: 'v1' },
    routes: {
      'GET volume /volumes/v1': { body: { volume: wireVolume({ encrypted: true }) } },
      'GET volume /volumes/v1/encryption': { body: { encryption_key_id: 'k', provider: 'luks' } },
    },
    sent: ['GET volume /volumes/v1', LISTS_SERVICES, 'GET volume /volumes/v1/encryption'],
    gives: { ...VOLUME, ...NO_SERVICE, encrypted: true, encryptionProvider: 'luks' },
  },
  'a key readonly of the owner is not the flag: the attachment tells': {
    port: 'getVolume',
    input: { volumeId: 'v1' },
    routes: readonlyRoutes({ readonly: 'True' }, 'rw'),
    sent: READONLY_SENT,
    gives: { ...READONLY, ...NO_SERVICE, readonly: false },
  },
  'a flag beside such a key is one': {
    port: 'getVolume',
    input: { volumeId: 'v1' },
    routes: readonlyRoutes({ readonly: 'True' }, 'ro'),
    sent: READONLY_SENT,
    gives: { ...READONLY, ...NO_SERVICE },
  },
  'without such a key the flag is one': {
    port: 'getVolume',
    input: { volumeId: 'v1' },
    routes: readonlyRoutes({}, 'never asked'),
    sent: READONLY_SENT.slice(0, 3),
    gives: { ...READONLY, ...NO_SERVICE },
  },
  'attachment records are listed in all projects, without what connects them': {
    port: 'listAttachments',
    input: { volumeId: 'v1' },
    routes: {
      'GET volume /attachments': {
        body: {
          attachments: [
            { id: 'a1', status: 'attached', instance: 's1', volume_id: 'v1' },
            { id: 'a2', status: 'reserved', instance: null, volume_id: 'v1' },
          ],
        },
      },
    },
    sent: ['GET volume /attachments?volume_id=v1&all_tenants=1'],
    gives: [
      { id: 'a1', status: 'attached', serverId: 's1' },
      { id: 'a2', status: 'reserved', serverId: '' },
    ],
  },
  'the servers of the project that have the volume are picked out': {
    port: 'listHolders',
    input: { volumeId: 'v1', projectId: 'p2' },
    routes: {
      'GET compute /servers/detail': {
        body: { servers: [holder('s1', ['v1', 'v2']), holder('s2', ['v2']), holder('s3', [])] },
      },
    },
    sent: ['GET compute /servers/detail?all_tenants=1&project_id=p2'],
    gives: [{ id: 's1', name: 's1', vmState: 'active', taskState: null, locked: true, volumeIds: ['v1'] }],
  },
  'of a public type only the encryption is asked, for a detached volume': {
    port: 'getTypeDetails',
    input: { volume: VOLUME, destinationType: typed({}) },
    routes: { 'GET volume /types/t9/encryption': { body: {} } },
    sent: ['GET volume /types/t9/encryption'],
    gives: { hasAccess: true, encryptionProvider: null, frontEndQos: { own: null, destination: null } },
  },
  'of a private type the access list is asked': {
    port: 'getTypeDetails',
    input: { volume: VOLUME, destinationType: typed({ isPublic: false }) },
    routes: {
      'GET volume /types/t9/os-volume-type-access': {
        body: { volume_type_access: [{ volume_type_id: 't9', project_id: 'another' }] },
      },
      'GET volume /types/t9/encryption': { body: { provider: 'luks', encryption_id: 'e' } },
    },
    sent: ['GET volume /types/t9/os-volume-type-access', 'GET volume /types/t9/encryption'],
    gives: { hasAccess: false, encryptionProvider: 'luks', frontEndQos: { own: null, destination: null } },
  },
  'one that is on the access list has access': {
    port: 'getTypeDetails',
    input: { volume: VOLUME, destinationType: typed({ isPublic: false }) },
    routes: {
      'GET volume /types/t9/os-volume-type-access': {
        body: { volume_type_access: [{ volume_type_id: 't9', project_id: VOLUME.projectId }] },
      },
      'GET volume /types/t9/encryption': { body: {} },
    },
    sent: ['GET volume /types/t9/os-volume-type-access', 'GET volume /types/t9/encryption'],
    gives: { hasAccess: true, encryptionProvider: null, frontEndQos: { own: null, destination: null } },
  },
  'of a volume in use the QoS of both types is read, and what the backend applies is none': {
    port: 'getTypeDetails',
    input: {
      volume: { ...VOLUME, status: 'in-use', volumeTypeId: 't1' },
      destinationType: typed({ qosSpecsId: 'q9' }),
    },
    routes: {
      'GET volume /types/t9/encryption': { body: {} },
      'GET volume /types/t1': { body: { volume_type: { id: 't1', name: 'alpha', qos_specs_id: 'q1' } } },
      'GET volume /qos-specs/q9': {
        body: { qos_specs: { name: 'slow', consumer: 'both', specs: { total_iops_sec: '101', a: 'b' } } },
      },
      'GET volume /qos-specs/q1': {
        body: { qos_specs: { name: 'own', consumer: 'back-end', specs: { iops: '1' } } },
      },
    },
    sent: [
      'GET volume /types/t9/encryption',
      'GET volume /types/t1',
      'GET volume /qos-specs/q9',
      'GET volume /qos-specs/q1',
    ],
    gives: {
      hasAccess: true,
      encryptionProvider: null,
      frontEndQos: { own: null, destination: 'slow (a=b, total_iops_sec=101)' },
    },
  },
  'below microversion 3.63 the own type of a volume in use is found by its name': {
    port: 'getTypeDetails',
    input: {
      volume: { ...VOLUME, status: 'in-use', volumeType: 'alpha', volumeTypeId: null },
      destinationType: typed({ qosSpecsId: 'q9' }),
    },
    routes: {
      'GET volume /types/t9/encryption': { body: {} },
      'GET volume /types': { body: { volume_types: [{ id: 't1', name: 'alpha', qos_specs_id: 'q9' }] } },
      'GET volume /qos-specs/q9': {
        body: { qos_specs: { name: 'slow', consumer: 'front-end', specs: { total_iops_sec: '101' } } },
      },
    },
    sent: ['GET volume /types/t9/encryption', 'GET volume /types?is_public=None', 'GET volume /qos-specs/q9'],
    gives: {
      hasAccess: true,
      encryptionProvider: null,
      frontEndQos: { own: 'slow (total_iops_sec=101)', destination: 'slow (total_iops_sec=101)' },
    },
  },
  'a volume in use without a type has no QoS': {
    port: 'getTypeDetails',
    input: {
      volume: { ...VOLUME, status: 'in-use', volumeType: null, volumeTypeId: null },
      destinationType: typed({}),
    },
    routes: { 'GET volume /types/t9/encryption': { body: {} } },
    sent: ['GET volume /types/t9/encryption'],
    gives: { hasAccess: true, encryptionProvider: null, frontEndQos: { own: null, destination: null } },
  },
  'the quotas that a volume of the type counts for are read, without those of others': {
    port: 'getQuotas',
    input: { projectId: 'p2', typeName: 'beta' },
    routes: {
      'GET volume /os-quota-sets/p2': {
        body: {
          quota_set: {
            id: 'p2',
            volumes: { limit: 10, in_use: 2, reserved: 1 },
            gigabytes_beta: { limit: -1, in_use: 3, reserved: 0 },
            volumes_alpha: { limit: 5, in_use: 5, reserved: 0 },
            snapshots: { limit: 10, in_use: 0, reserved: 0 },
          },
        },
      },
    },
    sent: ['GET volume /os-quota-sets/p2?usage=True'],
    gives: [
      { name: 'volumes', limit: 10, inUse: 2, reserved: 1 },
      { name: 'gigabytes_beta', limit: null, inUse: 3, reserved: 0 },
    ],
  },
  'pools are read with the zones of their services': {
    port: 'listPools',
    input: {},
    routes: { 'GET volume /scheduler-stats/get_pools': POOLS, 'GET volume /os-services': SERVICES },
    sent: [
      'GET volume /scheduler-stats/get_pools?detail=true',
      'GET volume /os-services?binary=cinder-volume',
    ],
    gives: [
      { ...POOLS.body.pools[0], availabilityZone: 'nova' },
      { ...POOLS.body.pools[1], availabilityZone: 'nova' },
      { ...POOLS.body.pools[2], availabilityZone: null },
    ],
  },
  'a volume that is nowhere yet is read': {
    port: 'getVolume',
    input: { volumeId: 'v1' },
    routes: { 'GET volume /volumes/v1': { body: { volume: wireVolume({ [HOST]: null }) } } },
    sent: ['GET volume /volumes/v1'],
    gives: { ...VOLUME, ...NO_SERVICE, host: null },
  },
  'metadata that Cinder does not let be set is known by its keys': {
    port: 'getVolume',
    input: { volumeId: 'v1' },
    routes: { 'GET volume /volumes/v1': { body: { volume: ODD } } },
    sent: ['GET volume /volumes/v1', LISTS_SERVICES],
    gives: { ...VOLUME, ...NO_SERVICE, ...ODD_KEYS },
  },
  'long image metadata is refused by Cinder up to microversion 3.70': {
    port: 'getVolume',
    input: { volumeId: 'v1' },
    routes: { 'GET volume /volumes/v1': { body: { volume: LONG } }, ...upTo('3.70') },
    sent: ['GET volume /volumes/v1', LISTS_SERVICES, VERSIONS],
    gives: {
      ...VOLUME,
      ...NO_SERVICE,
      metadataKeys: [],
      imageMetadataKeys: LONG_KEYS,
      refusedImageMetadata: LONG_KEYS,
    },
  },
  'long image metadata is refused where Cinder does not say its microversions': {
    port: 'getVolume',
    input: { volumeId: 'v1' },
    routes: { 'GET volume /volumes/v1': { body: { volume: LONG } }, [VERSIONS]: { status: 403 } },
    sent: ['GET volume /volumes/v1', LISTS_SERVICES, VERSIONS],
    gives: {
      ...VOLUME,
      ...NO_SERVICE,
      metadataKeys: [],
      imageMetadataKeys: LONG_KEYS,
      refusedImageMetadata: LONG_KEYS,
    },
  },
  'from microversion 3.71 on only what has over 65535 bytes': {
    port: 'getVolume',
    input: { volumeId: 'v1' },
    routes: { 'GET volume /volumes/v1': { body: { volume: LONG } }, ...upTo('3.71') },
    sent: ['GET volume /volumes/v1', LISTS_SERVICES, VERSIONS],
    gives: {
      ...VOLUME,
      ...NO_SERVICE,
      metadataKeys: [],
      imageMetadataKeys: LONG_KEYS,
      refusedImageMetadata: ['larger', 'owner(team)'],
    },
  },
  'an id cannot lead to another path': {
    port: 'getVolume',
    input: { volumeId: '../types' },
    routes: {},
    sent: ['GET volume /volumes/..%2Ftypes'],
    fails: { code: 'VolumeNotFound' },
  },
  'snapshots are looked for in all projects': {
    port: 'listSnapshots',
    input: { volumeId: 'v1' },
    routes: { 'GET volume /snapshots': { body: { snapshots: [{ id: 'n1' }, { id: 'n2' }] } } },
    sent: ['GET volume /snapshots?all_tenants=1&volume_id=v1'],
    gives: ['n1', 'n2'],
  },
  'a node with a pool is one pool': {
    port: 'getPools',
    input: { destinationNode: 'node1@alpha#two' },
    routes: { 'GET volume /scheduler-stats/get_pools': POOLS },
    sent: ['GET volume /scheduler-stats/get_pools?detail=true'],
    gives: [unzoned(POOLS.body.pools[1])],
  },
  'a node without a pool is all its pools': {
    port: 'getPools',
    input: { destinationNode: 'node1@alpha' },
    routes: { 'GET volume /scheduler-stats/get_pools': POOLS },
    sent: ['GET volume /scheduler-stats/get_pools?detail=true'],
    gives: POOLS.body.pools.slice(0, 2).map(unzoned),
  },
  'a pool that is missing because its service is down and disabled says so': {
    port: 'getPools',
    input: { destinationNode: 'node3@alpha#alpha' },
    routes: { 'GET volume /scheduler-stats/get_pools': POOLS, 'GET volume /os-services': SERVICES },
    sent: [
      'GET volume /scheduler-stats/get_pools?detail=true',
      'GET volume /os-services?binary=cinder-volume',
    ],
    fails: {
      code: 'PoolNotFound',
      message: 'Pool node3@alpha#alpha not found',
      reasons: [
        'known pools: node1@alpha#alpha, node1@alpha#two, node2@beta#beta',
        'the service cinder-volume on node3@alpha is down. Start it first',
        'the service cinder-volume on node3@alpha is disabled: new disks. Enable it first: openstack volume service set --enable node3@alpha cinder-volume',
      ],
    },
  },
  'a pool that nobody knows is PoolNotFound even where services may not be listed': {
    port: 'getPools',
    input: { destinationNode: 'node1' },
    routes: {
      'GET volume /scheduler-stats/get_pools': POOLS,
      'GET volume /os-services': { status: 403, body: { forbidden: { message: 'no' } } },
    },
    sent: [
      'GET volume /scheduler-stats/get_pools?detail=true',
      'GET volume /os-services?binary=cinder-volume',
    ],
    fails: { code: 'PoolNotFound', message: 'Pool node1 not found' },
  },
  'a type is matched by id before name, among private ones too': {
    port: 'getVolumeType',
    input: { nameOrId: 't1' },
    routes: { 'GET volume /types': TYPES },
    sent: ['GET volume /types?is_public=None'],
    gives: {
      id: 't1',
      name: 'alpha',
      extraSpecs: { volume_backend_name: 'alpha' },
      isPublic: true,
      qosSpecsId: null,
    },
  },
  'an unknown type is VolumeTypeNotFound, with the known ones': {
    port: 'getVolumeType',
    input: { nameOrId: 'gold' },
    routes: { 'GET volume /types': TYPES },
    sent: ['GET volume /types?is_public=None'],
    fails: {
      code: 'VolumeTypeNotFound',
      message: 'Volume type gold not found',
      reasons: ['known volume types: alpha, t1'],
    },
  },
  'a migration is one request': {
    port: 'requestMigration',
    input: MIGRATE,
    routes: { [ACTION]: { status: 202 } },
    sent: [
      `${ACTION} {"os-migrate_volume":{"host":"node2@alpha#alpha","force_host_copy":false,"lock_volume":true}}`,
    ],
    gives: null,
  },
  'a migration that is refused gives the words': {
    port: 'requestMigration',
    input: MIGRATE,
    routes: { [ACTION]: BAD, 'GET volume /clusters': { body: { clusters: [] } } },
    sent: [
      `${ACTION} {"os-migrate_volume":{"host":"node2@alpha#alpha","force_host_copy":false,"lock_volume":true}}`,
      'GET volume /clusters?name=node2%40alpha',
    ],
    fails: {
      code: 'BadRequest',
      message:
        'POST /volumes/v1/action os-migrate_volume: expected 202, got 400 (req-2): Invalid host: No available service',
    },
  },
  'a node that is a cluster is sent as one': {
    port: 'requestMigration',
    input: { ...MIGRATE, destinationNode: 'c1@alpha#p' },
    routes: {
      [ACTION]: [BAD, { status: 202 }],
      'GET volume /clusters': { body: { clusters: [{ name: 'c1@alpha' }] } },
    },
    sent: [
      `${ACTION} {"os-migrate_volume":{"host":"c1@alpha#p","force_host_copy":false,"lock_volume":true}}`,
      'GET volume /clusters?name=c1%40alpha',
      `${ACTION} {"os-migrate_volume":{"cluster":"c1@alpha#p","force_host_copy":false,"lock_volume":true}}`,
    ],
    gives: null,
  },
  'a retype is on-demand': {
    port: 'requestRetype',
    input: { before: VOLUME, destinationType: 'beta' },
    routes: { [ACTION]: { status: 202 } },
    sent: [`${ACTION} {"os-retype":{"new_type":"beta","migration_policy":"on-demand"}}`],
    gives: null,
  },
  'a retype over the quota is OverQuota, once, whatever Retry-After says': {
    port: 'requestRetype',
    input: { before: VOLUME, destinationType: 'beta' },
    routes: {
      [ACTION]: {
        status: 413,
        headers: { 'retry-after': '0' },
        body: { overLimit: { message: 'volumes_beta' } },
      },
    },
    sent: [`${ACTION} {"os-retype":{"new_type":"beta","migration_policy":"on-demand"}}`],
    fails: { code: 'OverQuota', status: 413 },
  },
  'servers that are gone are left out, and a host is no server': {
    port: 'getServers',
    input: { serverIds: ['s1', '', 's2'] },
    routes: {
      'GET compute /servers/s1': server('active', 'rebooting'),
      'GET compute /servers/s2': notFound('gone'),
    },
    sent: ['GET compute /servers/s1', 'GET compute /servers/s2'],
    gives: [
      { id: 's1', name: 'vm1', vmState: 'active', taskState: 'rebooting', locked: false, volumeIds: [] },
    ],
  },
  'the probe: 400 for the unknown volume means that direct swaps are accepted': {
    port: 'probeSwap',
    input: { serverId: 's1', volumeId: 'v1' },
    routes: {
      [PROBE]: {
        status: 400,
        body: { badRequest: { code: 400, message: 'Volume 0000… could not be found.' } },
      },
    },
    sent: [`${PROBE} {"volumeAttachment":{"volumeId":"<uuid>"}}`],
    gives: { directSwap: 'taken' },
  },
  'the probe: a guarded Nova says 409 conflictingRequest': {
    port: 'probeSwap',
    input: { serverId: 's1', volumeId: 'v1' },
    routes: {
      [PROBE]: { status: 409, body: { conflictingRequest: { code: 409, message: 'not migrating' } } },
    },
    sent: [`${PROBE} {"volumeAttachment":{"volumeId":"<uuid>"}}`],
    gives: {
      directSwap: 'refused',
      status: 409,
      message: 'PUT /servers/s1/os-volume_attachments/v1: expected 202, got 409 (req-2): not migrating',
      requestId: 'req-2',
    },
  },
  'the probe: a policy says 403': {
    port: 'probeSwap',
    input: { serverId: 's1', volumeId: 'v1' },
    routes: { [PROBE]: { status: 403, body: { forbidden: { message: 'Policy' } } } },
    sent: [`${PROBE} {"volumeAttachment":{"volumeId":"<uuid>"}}`],
    gives: expect.objectContaining({ directSwap: 'refused', status: 403 }),
  },
  'the probe: anything else is a fault': {
    port: 'probeSwap',
    input: { serverId: 's1', volumeId: 'v1' },
    routes: { [PROBE]: { status: 409, text: 'proxy' } },
    sent: [`${PROBE} {"volumeAttachment":{"volumeId":"<uuid>"}}`],
    fails: { code: 'Conflict' },
  },
  'the role is the one without a domain': {
    port: 'grantRole',
    input: { userId: 'u2', projectId: 'p2' },
    routes: {
      'GET identity /roles': {
        body: {
          roles: [
            { id: 'r0', name: 'member', domain_id: 'd' },
            { id: 'r1', name: 'member', domain_id: null },
          ],
        },
      },
      'PUT identity /projects/p2/users/u2/roles/r1': { status: 204 },
    },
    sent: ['GET identity /roles?name=member', 'PUT identity /projects/p2/users/u2/roles/r1'],
    gives: null,
  },
  'messages are given in words': {
    port: 'listMessages',
    input: { volumeId: 'v1', projectId: 'p2' },
    routes: {
      'GET volume /messages': {
        body: { messages: [{ user_message: 'schedule allocate volume:no backend' }] },
      },
    },
    sent: ['GET volume /messages?resource_uuid=v1'],
    gives: ['schedule allocate volume:no backend'],
  },
  'attributes: nothing is set where nothing is needed': {
    port: 'copyAttributes',
    input: { source: VOLUME, destinationVolumeId: 'v2' },
    routes: {},
    sent: [],
    gives: null,
  },
  'attributes: bootable, image metadata and read-only flag': {
    port: 'copyAttributes',
    input: {
      source: { ...VOLUME, bootable: true, imageMetadataKeys: ['os'], readonly: true },
      destinationVolumeId: 'v1',
    },
    routes: {
      'GET volume /volumes/v1': { body: { volume: wireVolume({ volume_image_metadata: { os: 'x' } }) } },
      [ACTION]: [{ status: 200 }, { status: 200 }, { status: 202 }],
    },
    sent: [
      `${ACTION} {"os-set_bootable":{"bootable":true}}`,
      'GET volume /volumes/v1',
      `${ACTION} {"os-set_image_metadata":{"metadata":{"os":"x"}}}`,
      `${ACTION} {"os-update_readonly_flag":{"readonly":true}}`,
    ],
    gives: null,
  },
  'the request id of a swap is that of Nova': {
    port: 'swapVolume',
    input: SWAP,
    routes: { [PROBE]: { status: 202, headers: { 'x-openstack-request-id': 'req-9' } } },
    sent: [`${PROBE} {"volumeAttachment":{"volumeId":"v2"}}`],
    gives: { requestId: 'req-9' },
  },
  'the mark is taken off': {
    port: 'unmarkDestinationVolume',
    input: { volumeId: 'v2', ownersKeys: ['owner'] },
    routes: { 'DELETE volume /volumes/v2/metadata/volume-migrate%3Arun': {} },
    sent: ['DELETE volume /volumes/v2/metadata/volume-migrate%3Arun'],
    gives: null,
  },
  'a mark that is not there is fine': {
    port: 'unmarkDestinationVolume',
    input: { volumeId: 'v2', ownersKeys: [] },
    routes: {},
    sent: ['DELETE volume /volumes/v2/metadata/volume-migrate%3Arun'],
    gives: null,
  },
  'a user that is gone is fine': {
    port: 'deleteTemporaryUser',
    input: { userId: 'u2' },
    routes: {},
    sent: ['DELETE identity /users/u2', 'GET identity /users/u2'],
    gives: null,
  },
  "what a source's owner has changed during the swap is given to the destination first": {
    port: 'deleteSourceVolume',
    input: {
      source: { ...VOLUME, name: 'renamed', description: 'new', metadataKeys: ['added', 'owner'] },
      before: { ...VOLUME, metadataKeys: ['gone', 'owner'] },
      destinationVolumeId: 'v2',
    },
    routes: {
      'GET volume /volumes/v1': {
        body: {
          volume: wireVolume({ name: 'renamed', description: 'new', metadata: { added: 'a', owner: 'bob' } }),
        },
      },
      'GET volume /volumes/v2': { body: { volume: wireVolume({ id: 'v2', status: 'in-use' }) } },
      'PUT volume /volumes/v2': { status: 200, body: {} },
      'GET volume /volumes/v1/metadata': { body: { metadata: { added: 'a', owner: 'bob' } } },
      'GET volume /volumes/v2/metadata': {
        body: { metadata: { gone: 'g', owner: 'alice', 'volume-migrate:run': 'r1', theirs: 't' } },
      },
      'POST volume /volumes/v2/metadata': { status: 200, body: {} },
      'DELETE volume /volumes/v2/metadata/gone': { status: 200 },
      'DELETE volume /volumes/v1': { status: 202 },
    },
    sent: [
      'GET volume /volumes/v1',
      'GET volume /volumes/v2',
      'PUT volume /volumes/v2 {"volume":{"name":"renamed","description":"new"}}',
      'GET volume /volumes/v1/metadata',
      'GET volume /volumes/v2/metadata',
      'POST volume /volumes/v2/metadata {"metadata":{"added":"a","owner":"bob"}}',
      'DELETE volume /volumes/v2/metadata/gone',
      'GET volume /volumes/v1',
      'DELETE volume /volumes/v1',
    ],
    gives: null,
  },
  'a new name that somebody has given the destination meanwhile stays': {
    port: 'deleteSourceVolume',
    input: { source: { ...VOLUME, name: 'renamed' }, before: VOLUME, destinationVolumeId: 'v2' },
    routes: {
      'GET volume /volumes/v1': { body: { volume: wireVolume({ name: 'renamed' }) } },
      'GET volume /volumes/v2': { body: { volume: wireVolume({ id: 'v2', name: 'theirs' }) } },
      'GET volume /volumes/v1/metadata': { body: { metadata: { owner: 'alice' } } },
      'GET volume /volumes/v2/metadata': { body: { metadata: { owner: 'alice' } } },
      'DELETE volume /volumes/v1': { status: 202 },
    },
    sent: [
      'GET volume /volumes/v1',
      'GET volume /volumes/v2',
      'GET volume /volumes/v1/metadata',
      'GET volume /volumes/v2/metadata',
      'GET volume /volumes/v1',
      'DELETE volume /volumes/v1',
    ],
    gives: null,
  },
  'a source whose changes cannot be carried over is not deleted': {
    port: 'deleteSourceVolume',
    input: { source: { ...VOLUME, name: 'renamed' }, before: VOLUME, destinationVolumeId: 'v2' },
    routes: {
      'GET volume /volumes/v1': { body: { volume: wireVolume({ name: 'renamed' }) } },
      'GET volume /volumes/v2': { body: { volume: wireVolume({ id: 'v2' }) } },
      'PUT volume /volumes/v2': { status: 403, body: { forbidden: { message: 'not yours' } } },
      'DELETE volume /volumes/v1': { status: 202 },
    },
    sent: [
      'GET volume /volumes/v1',
      'GET volume /volumes/v2',
      'PUT volume /volumes/v2 {"volume":{"name":"renamed"}}',
    ],
    fails: { code: 'ChangesNotCarriedOver', uncertain: false, message: expect.stringMatching(/not yours/) },
  },
  'a source that is gone is fine': {
    port: 'deleteSourceVolume',
    input: { source: VOLUME, before: VOLUME, destinationVolumeId: 'v2' },
    routes: {},
    sent: [...Array(6).fill('GET volume /volumes/v1'), 'DELETE volume /volumes/v1', 'GET volume /volumes/v1'],
    gives: null,
  },
};

const UUID_V4 = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/;

function sent(): string[] {
  return cloud.seen.slice(1).map(({ call, query, body }) => {
    const asked = new URLSearchParams(query).toString();
    const said = body === undefined ? '' : ` ${JSON.stringify(body).replace(UUID_V4, '<uuid>')}`;
    return `${call}${asked === '' ? '' : `?${asked}`}${said}`;
  });
}

test.each(Object.entries(CASES))('%s', async (_clause, { port, input, routes, sent: expected, ...end }) => {
  cloud = await startTestCloud(routes);
  const call = createPorts(await cloud.connect())[port] as (
    input: unknown,
    signal: AbortSignal,
  ) => Promise<unknown>;
  const result = call(input, signal);
  if ('fails' in end) expect(await result.catch(toFault)).toMatchObject(end.fails as object);
  else expect(await result).toEqual(end.gives);
  expect(sent()).toEqual(expected);
});

const GONE_SERVER = { 'GET volume /volumes/v1': SIGHTING['GET volume /volumes/v1'] };

test.each<[string, Record<string, Route>, object]>([
  [
    'a swap that is done',
    { ...SIGHTING, [EVENTS]: event('Success') },
    { source: VOLUME, destination: null, attachedVolumeIds: ['v2'], result: 'Success' },
  ],
  ['a swap that runs', { ...SIGHTING, [EVENTS]: event(null) }, { result: null }],
  [
    'a swap whose events are hidden, by the action',
    { ...SIGHTING, [EVENTS]: { body: { instanceAction: { message: 'Error' } } } },
    { result: 'Error' },
  ],
  [
    'a swap whose server and action are gone',
    GONE_SERVER,
    { source: VOLUME, destination: null, attachedVolumeIds: [], result: null },
  ],
])('a reading of %s', async (_name, routes, expected) => {
  cloud = await startTestCloud(routes);
  expect(await lookAtSwap(await cloud.connect(), SWAP, signal)).toMatchObject(expected);
  // All but the first go out together.
  expect(sent().toSorted()).toEqual([EVENTS, ...Object.keys(SIGHTING)].toSorted());
});

test('a cold migration is seven requests, besides watching', async () => {
  cloud = await startTestCloud({
    'GET volume /volumes/v1': { body: { volume: wireVolume() } },
    'GET volume /snapshots': { body: { snapshots: [] } },
    'GET volume /scheduler-stats/get_pools': POOLS,
    'GET volume /types': TYPES,
    [ACTION]: { status: 202 },
  });
  const ports = createPorts(await cloud.connect());
  const before = await ports.getVolume({ volumeId: 'v1' }, signal);
  await ports.listSnapshots({ volumeId: 'v1' }, signal);
  await ports.getPools({ destinationNode: 'node2@beta' }, signal);
  await ports.getVolumeType({ nameOrId: 't1' }, signal);
  await ports.requestMigration({ before, destinationNode: 'node2@beta' }, signal);
  expect(cloud.seen).toHaveLength(7);
});

test.each([
  ['bootable as text', { bootable: 'true' }, { bootable: true }],
  ['bootable as truth', { bootable: true }, { bootable: true }],
  ['a size as text', { size: '10' }, { sizeGib: 10 }],
  [
    'the read-only flag among the metadata',
    { metadata: { readonly: 'True', attached_mode: 'ro', a: 'b' } },
    { readonly: true, metadataKeys: ['a'] },
  ],
  ['no name', { name: null }, { name: '' }],
  ['no image metadata', {}, { imageMetadataKeys: [] }],
  [
    'image metadata',
    { volume_image_metadata: { os: 'x', min_ram: 0 } },
    { imageMetadataKeys: ['min_ram', 'os'] },
  ],
  [
    'what only admins see is absent',
    { 'os-vol-host-attr:host': undefined, migration_status: undefined },
    { host: null, migrationStatus: null },
  ],
  [
    'an older microversion has no type id',
    { volume_type_id: undefined, cluster_name: undefined },
    { volumeTypeId: null, clusterName: null },
  ],
  [
    'an attachment to a server',
    { attachments: [{ attachment_id: 'a', server_id: 's1', device: '/dev/sdb', host_name: 'h' }] },
    { attachments: [{ attachmentId: 'a', serverId: 's1', device: '/dev/sdb' }] },
  ],
  [
    'an attachment to a host',
    { attachments: [{ attachment_id: 'a', server_id: null, device: '/dev/sdb' }] },
    { attachments: [{ attachmentId: 'a', serverId: '', device: '/dev/sdb' }] },
  ],
  ['a group of the older kind', { consistencygroup_id: 'g' }, { groupId: 'g' }],
])('a volume with %s is read', (_name, changes, expected) => {
  expect(volumeSchema.parse(wireVolume(changes))).toMatchObject(expected);
});
