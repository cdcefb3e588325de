// Views of small clouds as data, for tests of strategies: pools, volumes and types, with everything else as it usually is.
import type { Pool, Quota, Server, Volume, VolumeService } from '../../../machines/types.ts';
import { backendOf } from '../../../machines/volumeRules.ts';
import type { CloudView, ViewVolumeType } from '../view/types.ts';

/** A volume of a test: available, of the type `T`, in the project `P`, unless something else is given. */
export interface TestVolume {
  /** Any text: a view for a plan that is applied needs UUIDs. */
  readonly id: string;
  readonly pool: string;
  readonly sizeGib: number;
  /** The name of its type. @default 'T' */
  readonly type?: string;
  /** IDs of the servers that it is attached to. */
  readonly on?: readonly string[];
  /** How many snapshots it has. @default 0 */
  readonly snapshots?: number;
  /** Whatever else differs from a usual volume. */
  readonly has?: Partial<Volume>;
}

/** A pool of a test: its total and its free capacity in GiB, and other capabilities, all as a driver may report them. */
export type TestPool = readonly [
  totalGib: unknown,
  freeGib: unknown,
  capabilities?: Readonly<Record<string, unknown>>,
];

/** A small cloud of a test. A pool's name without `@` is short: `A` stands for `A@A#A`. */
export interface TestCloud {
  /** By name. `volume_backend_name` is the part after `#` unless the capabilities say otherwise. */
  readonly pools: Readonly<Record<string, TestPool>>;
  readonly volumes: readonly TestVolume[];
  /** Extra specs, by the name of the type. @default one type, `T`, that every pool serves */
  readonly types?: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  /** What else differs from a usual, public type, by name. */
  readonly typeDetails?: Readonly<Record<string, Partial<ViewVolumeType>>>;
  /** What differs from an active, unlocked server, by ID. */
  readonly servers?: Readonly<Record<string, Partial<Server>>>;
  /** By the ID of the project. @default none are shown, and none binds */
  readonly quotas?: Readonly<Record<string, readonly Quota[]>>;
  /**
   * What differs from a service that is up and enabled, by the name of its pool. As in Cinder, the pools of a service that is down or
   * disabled are not in the view.
   */
  readonly services?: Readonly<Record<string, Partial<VolumeService>>>;
}

/** The name of a pool in full: `A@A#A` for `A`. */
export const poolName = (name: string): string => (name.includes('@') ? name : `${name}@${name}#${name}`);

/** The view of a test's cloud, as `takeView` would take it on 1 January 2026. */
export function buildView({
  pools,
  volumes,
  types = { T: {} },
  quotas = {},
  ...cloud
}: TestCloud): CloudView {
  const { servers = {}, services = {}, typeDetails = {} } = cloud;
  const isListed = (name: string): boolean => {
    const { isUp = true, isEnabled = true, isFrozen = false } = services[name] ?? {};
    return isUp && isEnabled && !isFrozen;
  };
  return {
    ...{ version: 1, cloud: 'https://cloud.example/v3', takenAt: '2026-01-01T00:00:00.000Z', quotas },
    volumes: volumes.map(volumeOf),
    types: Object.entries(types).map(([name, specs]) => ({ ...typeOf(name, specs), ...typeDetails[name] })),
    pools: Object.entries(pools)
      .filter(([name]) => isListed(name))
      .map(([name, row]) => poolOf(name, row, services[name])),
    services: servicesOf(Object.keys(pools), services),
    servers: serversOf(volumes, servers),
    snapshots: volumes.flatMap(({ id, snapshots = 0 }) =>
      Array.from({ length: snapshots }, (_, n) => ({ id: `${id}-snapshot-${n}`, volumeId: id })),
    ),
    attachments: volumes.flatMap(({ id, on = [] }) =>
      on.map((serverId) => ({ id: `${id}-${serverId}`, status: 'attached', serverId, volumeId: id })),
    ),
  };
}

function poolOf(name: string, [total, free, more]: TestPool, service: Partial<VolumeService> = {}): Pool {
  return {
    name: poolName(name),
    availabilityZone: service.availabilityZone ?? 'nova',
    capabilities: {
      volume_backend_name: poolName(name).split('#')[1],
      ...{ total_capacity_gb: total, free_capacity_gb: free },
      ...{ reserved_percentage: 0, multiattach: true, ...more },
    },
  };
}

function servicesOf(
  pools: readonly string[],
  differing: NonNullable<TestCloud['services']>,
): VolumeService[] {
  const hosts = new Map<string, VolumeService>();
  for (const name of pools) {
    const host = backendOf(poolName(name));
    hosts.set(host, {
      ...{ host, cluster: null, availabilityZone: 'nova', isUp: true, isEnabled: true },
      ...{ disabledReason: null, isFrozen: false, ...hosts.get(host), ...differing[name] },
    });
  }
  return [...hosts.values()];
}

function serversOf(volumes: readonly TestVolume[], differing: NonNullable<TestCloud['servers']>): Server[] {
  const attached = volumes.flatMap(({ id, on = [] }) => on.map((serverId) => ({ id, serverId })));
  return [...Map.groupBy(attached, ({ serverId }) => serverId)].map(([id, rows]) => ({
    ...{ id, name: id, vmState: 'active', taskState: null, locked: false },
    ...{ volumeIds: rows.map((row) => row.id), ...differing[id] },
  }));
}

const typeOf = (name: string, extraSpecs: Readonly<Record<string, string | null>>): ViewVolumeType => ({
  ...{ id: `type-${name}`, name, extraSpecs, isPublic: true, qosSpecsId: null },
  ...{ projectIds: null, encryptionProvider: null, frontEndQos: null },
});

function volumeOf({ id, pool, sizeGib, type = 'T', on = [], has = {} }: TestVolume): Volume {
  return {
    ...{ id, name: id, description: null, status: on.length > 0 ? 'in-use' : 'available', sizeGib },
    ...{ volumeType: type, volumeTypeId: `type-${type}`, host: poolName(pool), clusterName: null },
    ...{ migrationStatus: null, availabilityZone: 'nova', projectId: 'P', isServiceUp: null },
    attachments: on.map((serverId) => ({
      ...{ attachmentId: `${id}-${serverId}`, serverId, device: '/dev/vdb', hostName: 'h' },
    })),
    ...{ bootable: false, encrypted: false, encryptionProvider: null, multiattach: false, readonly: false },
    ...{ groupId: null, replicationStatus: null, metadataKeys: [], imageMetadataKeys: [], runMark: null },
    ...{ refusedMetadata: [], refusedImageMetadata: [], snapshotId: null, sourceVolumeId: null },
    ...{ createdAt: '2026-01-01T00:00:00', updatedAt: null, ...has },
  };
}
