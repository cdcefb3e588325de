// Creates the rows of pools, types, volumes and attachments.
import { capacityCapabilities } from './capacity.ts';
import type { Pool, Server, TypeEncryption, Volume, VolumeType } from './model.ts';
import type { PoolSeed, VolumeTypeSeed } from './seed.ts';
import { backendOf, type Simulation } from './simulation.ts';

/** Adds a pool, and its service if the pool is its first. */
export function addPool(sim: Simulation, seed: PoolSeed): Pool {
  const host = backendOf(seed.name);
  const zone = seed.availabilityZone ?? 'nova';
  if (!sim.state.backends.has(host))
    sim.state.backends.set(host, {
      host,
      serviceUuid: sim.newId(),
      zone,
      cluster: seed.cluster ?? null,
      enabled: true,
      up: true,
      running: true,
      lastSeenAt: null,
      workers: new Map(),
      disabledReason: null,
      frozen: false,
      disks: new Map(),
    });
  const pool: Pool = {
    name: seed.name,
    assistedMigration: seed.assistedMigration ?? true,
    availabilityZone: zone,
    capacity: seed.capacity ?? {},
    allocatedDriftGib: 0,
    ...(seed.backendState === undefined ? {} : { backendState: seed.backendState }),
    capabilities: {
      vendor_name: 'simulated',
      driver_version: '1.0',
      storage_protocol: 'local',
      ...capacityCapabilities(seed.capacity ?? {}, seed.totalGib),
      location_info: `Simulated:${host}`,
      sparse_copy_volume: true,
      multiattach: true,
      QoS_support: false,
      ...seed.capabilities,
    },
  };
  sim.state.pools.push(pool);
  return pool;
}

export function addType(sim: Simulation, seed: VolumeTypeSeed): VolumeType {
  const type: VolumeType = {
    id: sim.newId(),
    name: seed.name,
    description: seed.description ?? null,
    isPublic: seed.isPublic ?? true,
    extraSpecs: { ...seed.extraSpecs },
    qosSpecsId: seed.qosSpecsId ?? null,
    encryption: seed.encrypted ? luks(sim) : null,
    access: new Set(),
  };
  const { qosSpecsId: id } = type;
  if (id !== null && !sim.state.qosSpecs.has(id))
    sim.state.qosSpecs.set(id, { id, name: id, consumer: 'front-end', specs: {} });
  sim.state.volumeTypes.set(type.id, type);
  return type;
}

const luks = (sim: Simulation): TypeEncryption => ({
  ...{ id: sim.newId(), provider: 'luks', controlLocation: 'front-end' },
  ...{ cipher: 'aes-xts-plain64', keySize: 256, createdAt: sim.now() },
});

export const isMultiattach = (type: VolumeType | undefined): boolean =>
  type?.extraSpecs['multiattach'] === '<is> True';

/** Whether the type encrypts its volumes. */
export const isEncrypted = (type: VolumeType | undefined): boolean =>
  type !== undefined && type.encryption !== null;

/** The ID of a volume's key in the key manager; null if the volume is not encrypted. */
export const encryptionKeyOf = ({ encrypted, id }: Volume): string | null =>
  encrypted ? `e0000000${id.slice(8)}` : null;

/** A row with every column at its default. */
export function blankVolume(sim: Simulation, id: string, now: number): Volume {
  return {
    id,
    order: sim.nextOrder(),
    projectId: '',
    userId: '',
    name: null,
    description: null,
    sizeGib: 1,
    status: 'creating',
    previousStatus: null,
    migrationStatus: null,
    nameId: null,
    host: null,
    clusterName: null,
    typeId: null,
    availabilityZone: 'nova',
    attached: false,
    bootable: false,
    multiattach: false,
    encrypted: false,
    metadata: {},
    adminMetadata: {},
    imageMetadata: {},
    consumesQuota: true,
    snapshotId: null,
    sourceVolumeId: null,
    groupId: null,
    replicationStatus: null,
    serviceUuid: null,
    sharedTargets: true,
    createdAt: now,
    updatedAt: null,
  };
}

/** How a server gets the volume: the read-only flag decides, never a metadata key of the user's own. */
export const attachMode = (volume: Volume): 'rw' | 'ro' =>
  volume.adminMetadata['readonly'] === 'True' ? 'ro' : 'rw';

/** The next free device name of a server. */
export function nextDevice(server: Server): string {
  const taken = new Set(server.devices.map(({ device }) => device));
  for (let code = 'a'.charCodeAt(0); ; code++) {
    const device = `/dev/sd${String.fromCharCode(code)}`;
    if (!taken.has(device)) return device;
  }
}

/** Attaches at once, with every row that Cinder and Nova then have. */
export function attachNow(
  sim: Simulation,
  server: Server,
  volume: Volume,
  bootIndex: number | null = null,
): string {
  const id = sim.newId();
  const device = nextDevice(server);
  sim.state.attachments.set(id, {
    id,
    volumeId: volume.id,
    serverId: server.id,
    hostName: server.host,
    device,
    status: 'attached',
    mode: attachMode(volume),
    attachedAt: sim.now(),
  });
  server.devices.push({
    uuid: sim.newId(),
    volumeId: volume.id,
    attachmentId: id,
    device,
    tag: null,
    deleteOnTermination: false,
    bootIndex,
  });
  volume.status = 'in-use';
  volume.attached = true;
  return id;
}
