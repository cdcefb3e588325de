// Cinder's scheduler: chooses and checks pools.
import type { Pool, Volume, VolumeType } from '../model.ts';
import { BackendError } from '../refusal.ts';
import { backendByHost, backendOf, poolOf, type Simulation } from '../simulation.ts';
import { capacityWeight, hasCapacity, permitsThin } from './capacityFilter.ts';
import { satisfiesExtraSpecs } from './extraSpecs.ts';
import { book, knownCapabilities } from './poolReports.ts';

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

interface Candidate {
  pool: Pool;
  capabilities: Record<string, unknown>;
}

function passesFilters({ pool, capabilities }: Candidate, wanted: Wanted): boolean {
  const specs = wanted.type?.extraSpecs ?? {};
  if (wanted.zones && !wanted.zones.includes(pool.availabilityZone)) return false;
  const thin = permitsThin(specs);
  if (pool.name !== wanted.existsOn && !hasCapacity(capabilities, wanted.sizeGib, thin)) return false;
  return satisfiesExtraSpecs(capabilities, specs);
}

/** The pools that pass the filters, the one with the most room first (CapacityWeigher). */
function candidates(sim: Simulation, wanted: Wanted): Pool[] {
  const thin = permitsThin(wanted.type?.extraSpecs);
  return availablePools(sim)
    .map((pool) => ({ pool, capabilities: knownCapabilities(sim, pool) }))
    .filter((candidate) => passesFilters(candidate, wanted))
    .map(({ pool, capabilities }) => ({ pool, weight: capacityWeight(capabilities, thin) }))
    .sort((left, right) => right.weight - left.weight)
    .map(({ pool }) => pool);
}

/** The backend for a new volume, whose space is booked. Throws if there is none. */
export function chooseBackend(sim: Simulation, wanted: Wanted): Pool {
  const [best] = candidates(sim, wanted);
  if (!best) throw new BackendError('No valid backend was found. No weighed backends available');
  book(sim, best, wanted.sizeGib);
  return best;
}

/**
 * The requested destination of a migration, with a missing pool filled in. Books nothing: every migration until
 * the next report is judged by the same figures. FilterScheduler.backend_passes_filters.
 */
export function requireBackend(sim: Simulation, volume: Volume, destination: string): Pool {
  const type = volume.typeId ? sim.state.volumeTypes.get(volume.typeId) : undefined;
  const found = candidates(sim, { type, sizeGib: volume.sizeGib }).find((pool) =>
    isNamed(sim, pool, destination),
  );
  if (!found) throw new BackendError(`Cannot place volume ${volume.id} on ${destination}.`);
  return found;
}

// A destination without a pool stands for all pools of its backend or cluster.
function isNamed(sim: Simulation, pool: Pool, destination: string): boolean {
  const cluster = backendByHost(sim, pool.name)?.cluster;
  if (cluster && (cluster === backendOf(destination) || cluster === destination)) return true;
  return (poolOf(destination) === undefined ? backendOf(pool.name) : pool.name) === destination;
}

/**
 * The destination of a retype: the present pool if the new type may live there, otherwise the best. The
 * type's zones replace the volume's, unless their list is empty. FilterScheduler.find_retype_backend,
 * cinder/volume/api.py retype. Books the space of a move at once.
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
  book(sim, best, volume.sizeGib);
  return best;
}
