// Cinder's scheduler: chooses and checks pools.
import type { Pool, Volume, VolumeType } from '../model.ts';
import { BackendError } from '../refusal.ts';
import { backendByHost, backendOf, poolOf, type Simulation } from '../simulation.ts';
import { satisfiesExtraSpecs } from './extraSpecs.ts';

/** What a pool reports: its own capabilities, with its free space. */
export function poolCapabilities(sim: Simulation, pool: Pool): Record<string, unknown> {
  const used = allocatedGib(sim, pool);
  const total = pool.capabilities['total_capacity_gb'];
  const room = typeof total === 'number' ? { free_capacity_gb: Math.max(0, total - used) } : {};
  return { ...pool.capabilities, ...room, allocated_capacity_gb: used };
}

function allocatedGib(sim: Simulation, pool: Pool): number {
  const disks = [...(backendByHost(sim, pool.name)?.disks.values() ?? [])];
  return disks.filter((disk) => disk.pool === pool.name).reduce((sum, disk) => sum + disk.sizeGib, 0);
}

/** Pools of services that are up and enabled, which `get_pools` also shows. */
export const availablePools = (sim: Simulation): Pool[] =>
  sim.state.pools.filter((pool) => {
    const backend = backendByHost(sim, pool.name);
    return backend?.up && backend.enabled;
  });

interface Wanted {
  type: VolumeType | undefined;
  sizeGib: number;
  /**
   * The acceptable zones.
   * @default all
   */
  zones?: readonly string[] | undefined;
  /** A pool that already holds the volume, and so needs no further room. */
  existsOn?: string | null;
}

const ZONES = 'RESKEY:availability_zones';

/**
 * The zones that a type names, separated by commas; undefined if it names none. cinder/volume/volume_utils.py
 */
export const zonesOf = (type: VolumeType | undefined): string[] | undefined =>
  type?.extraSpecs[ZONES]
    ?.split(',')
    .filter((zone) => zone !== '')
    .map((zone) => zone.trim());

/** The pools that pass the filters, the one with the most room first (CapacityWeigher). */
function candidates(sim: Simulation, wanted: Wanted): Pool[] {
  return availablePools(sim)
    .map((pool) => ({ pool, capabilities: poolCapabilities(sim, pool) }))
    .filter(({ pool, capabilities }) => {
      if (wanted.zones && !wanted.zones.includes(pool.availabilityZone)) return false;
      if (pool.name !== wanted.existsOn && freeGib(capabilities) < wanted.sizeGib) return false;
      return satisfiesExtraSpecs(capabilities, wanted.type?.extraSpecs ?? {});
    })
    .sort((left, right) => freeGib(right.capabilities) - freeGib(left.capabilities))
    .map(({ pool }) => pool);
}

// `unknown` and `infinite` always count as enough room.
function freeGib(capabilities: Record<string, unknown>): number {
  const free = capabilities['free_capacity_gb'];
  return typeof free === 'number' ? free : Number.POSITIVE_INFINITY;
}

/** The backend for a new volume. Throws if there is none. */
export function chooseBackend(sim: Simulation, wanted: Wanted): Pool {
  const [best] = candidates(sim, wanted);
  if (!best) throw new BackendError('No valid backend was found. No weighed backends available');
  return best;
}

/**
 * The requested destination of a migration, with a missing pool filled in;
 * FilterScheduler.backend_passes_filters.
 */
export function requireBackend(sim: Simulation, volume: Volume, destination: string): Pool {
  const type = volume.typeId ? sim.state.volumeTypes.get(volume.typeId) : undefined;
  const anyPool = poolOf(destination) === undefined;
  const found = candidates(sim, { type, sizeGib: volume.sizeGib }).find((pool) => {
    const cluster = backendByHost(sim, pool.name)?.cluster;
    if (cluster && (cluster === backendOf(destination) || cluster === destination)) return true;
    return (anyPool ? backendOf(pool.name) : pool.name) === destination;
  });
  if (!found) throw new BackendError(`Cannot place volume ${volume.id} on ${destination}.`);
  return found;
}

/**
 * The destination of a retype: the present pool if the new type may live there, otherwise the best. The
 * type's zones replace the volume's, unless their list is empty. FilterScheduler.find_retype_backend,
 * cinder/volume/api.py retype.
 */
export function findRetypeBackend(sim: Simulation, volume: Volume, type: VolumeType, policy: string): Pool {
  const found = candidates(sim, {
    type,
    sizeGib: volume.sizeGib,
    zones: type.extraSpecs[ZONES] ? zonesOf(type) : [volume.availabilityZone],
    existsOn: volume.host,
  });
  const [best] = found;
  if (!best) throw new BackendError(`No valid backends for volume ${volume.id} with type ${type.name}`);
  const present = found.find((pool) => pool.name === volume.host);
  if (present) return present;
  if (policy === 'never') throw new BackendError(`Current backend not valid for volume ${volume.id}`);
  return best;
}
