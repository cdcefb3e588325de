// Handles that let a test change the state of the cloud directly.
import { capacityCapabilities } from './capacity.ts';
import { effectiveRoles, issueToken } from './identity/tokens.ts';
import type { Pool, Server, Snapshot, Volume, VolumeType } from './model.ts';
import { addNamedType, addServer, addVolume, type World } from './populate.ts';
import { addPool, attachNow } from './rows.ts';
import type { PoolSeed, ServerSeed, VolumeSeed, VolumeTypeSeed } from './seed.ts';
import { createServiceHandles, type ServiceHandles } from './serviceHandles.ts';
import {
  backendByHost,
  backendOf,
  diskName,
  diskOf,
  dropAttachments,
  requireRow,
  type Simulation,
} from './simulation.ts';
import { createSituations, type Situations } from './situations.ts';
import { reportNow, takeDueReports } from './volume/poolReports.ts';

/** What `setPool` changes. */
export type PoolChanges = Pick<PoolSeed, 'capacity' | 'backendState'>;

/**
 * Handles by which a test sets the cloud's state at once, bypassing every check. Users and projects are given
 * by name or ID.
 */
export interface Handles extends Situations, ServiceHandles {
  addVolume(seed: VolumeSeed): Volume;
  addServer(seed: ServerSeed): Server;
  addPool(seed: PoolSeed): Pool;
  /** Changes what a pool has and reports: its space, or whether its driver works. */
  setPool(name: string, changes: PoolChanges): void;
  /** The backend stops reporting the pool; volumes in it stay as they are. */
  removePool(name: string): void;
  addType(seed: VolumeTypeSeed): VolumeType;
  addSnapshot(volumeId: string, name?: string): Snapshot;
  /** Attaches as Nova and Cinder would; returns the attachment's ID. */
  attach(serverId: string, volumeId: string): string;
  /** Deletes Cinder's attachment rows while Nova still lists the volume: the lost-attachment race. */
  loseAttachments(volumeId: string): void;
  setVolume(volumeId: string, changes: Partial<Volume>): void;
  setServer(serverId: string, changes: Partial<Server>): void;
  setQuota(project: string, limits: Record<string, number>): void;
  /** Nova's guard against direct swaps (OSSN-0094). */
  setGuard(on: boolean): void;
  /** Invalidates the tokens of all users or of one. */
  expireTokens(user?: string): void;
  /** A token without a call to Keystone. */
  token(user: string, project: string): string;
  /** The fingerprint of a volume's bytes; null if its backend has none, or only part of a copy. */
  data(volumeId: string): string | null;
  /** Writes a new fingerprint, as a guest would. */
  writeData(volumeId: string, data: string): void;
  /** Fingerprints of all bytes on a backend, by the storage's own names. */
  disks(host: string): Record<string, { data: string; complete: boolean }>;
}

export function createHandles(sim: Simulation, world: World): Handles {
  const { state } = sim;
  return {
    ...makers(sim, world),
    ...setters(sim, world),
    ...createSituations(sim, world),
    ...createServiceHandles(sim),
    data(volumeId) {
      const disk = diskOf(sim, requireRow(state.volumes, volumeId));
      return disk?.complete ? disk.data : null;
    },
    writeData(volumeId, data) {
      const disk = diskOf(sim, requireRow(state.volumes, volumeId));
      if (!disk) throw new Error(`volume ${volumeId} has no data on its backend`);
      disk.data = data;
    },
    disks: (host) =>
      Object.fromEntries(
        [...(backendByHost(sim, host)?.disks ?? [])].map(([name, { data, complete }]) => [
          name,
          { data, complete },
        ]),
      ),
  };
}

function makers(sim: Simulation, world: World) {
  const { state } = sim;
  return {
    addVolume(seed: VolumeSeed): Volume {
      const volume = addVolume(sim, world, seed);
      world.volumes[seed.name] = volume.id;
      return volume;
    },
    addServer(seed: ServerSeed): Server {
      const server = addServer(sim, world, seed);
      world.servers[seed.name] = server.id;
      return server;
    },
    addPool(seed: PoolSeed): Pool {
      takeDueReports(sim);
      const pool = addPool(sim, seed);
      reportNow(sim, backendOf(seed.name));
      return pool;
    },
    setPool: (name: string, changes: PoolChanges) => changePool(sim, name, changes),
    removePool(name: string): void {
      sim.state.pools = state.pools.filter((pool) => pool.name !== name);
    },
    addType: (seed: VolumeTypeSeed) => addNamedType(sim, world, seed),
    addSnapshot(volumeId: string, name = 'snapshot'): Snapshot {
      const volume = requireRow(state.volumes, volumeId);
      const { projectId, userId, sizeGib } = volume;
      const now = sim.now();
      const snapshot: Snapshot = {
        ...{ id: sim.newId(), order: sim.nextOrder(), volumeId, projectId, userId, sizeGib },
        ...{ name, description: null, status: 'available', metadata: {}, createdAt: now, updatedAt: now },
      };
      state.snapshots.set(snapshot.id, snapshot);
      return snapshot;
    },
    attach: (serverId: string, volumeId: string) =>
      attachNow(sim, requireRow(state.servers, serverId), requireRow(state.volumes, volumeId)),
  };
}

function setters(sim: Simulation, world: World) {
  const { state } = sim;
  const idOf = (ids: Record<string, string>, nameOrId: string) => ids[nameOrId] ?? nameOrId;
  return {
    loseAttachments: (volumeId: string): void => dropAttachments(sim, volumeId),
    setVolume(volumeId: string, changes: Partial<Volume>): void {
      moveDisk(sim, requireRow(state.volumes, volumeId), changes);
    },
    setServer: (serverId: string, changes: Partial<Server>): void =>
      void Object.assign(requireRow(state.servers, serverId), changes),
    setGuard(on: boolean) {
      sim.settings.guard = on;
    },
    setQuota(project: string, limits: Record<string, number>): void {
      const id = idOf(world.projects, project);
      const own = state.quotaLimits.get(id) ?? new Map<string, number>();
      for (const [name, limit] of Object.entries(limits)) own.set(name, limit);
      state.quotaLimits.set(id, own);
    },
    expireTokens(user?: string): void {
      for (const token of state.tokens.values())
        if (user === undefined || token.userId === idOf(world.users, user)) token.expiresAt = sim.now();
    },
    token(user: string, project: string): string {
      const projectId = idOf(world.projects, project);
      const row = requireRow(state.users, idOf(world.users, user));
      return issueToken(sim, row, projectId, effectiveRoles(sim, row.id, projectId), ['password']).id;
    },
  };
}

function changePool(sim: Simulation, name: string, { capacity, backendState }: PoolChanges): void {
  const pool = sim.state.pools.find((one) => one.name === name);
  if (!pool) throw new Error(`the simulated cloud has no pool ${name}`);
  takeDueReports(sim);
  if (backendState) pool.backendState = backendState;
  if (!capacity) return;
  pool.capacity = { ...pool.capacity, ...capacity };
  const named = capacityCapabilities(pool.capacity);
  if (pool.capacity.total === undefined) delete named['total_capacity_gb'];
  Object.assign(pool.capabilities, named);
  if (capacity.total === null) delete pool.capabilities['total_capacity_gb'];
}

// A volume that is put elsewhere takes its bytes with it.
function moveDisk(sim: Simulation, volume: Volume, changes: Partial<Volume>): void {
  takeDueReports(sim);
  const disk = diskOf(sim, volume);
  backendByHost(sim, volume.host)?.disks.delete(diskName(volume));
  Object.assign(volume, changes);
  if (disk)
    backendByHost(sim, volume.host)?.disks.set(diskName(volume), { ...disk, pool: volume.host ?? '' });
}
