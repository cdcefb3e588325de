// Where can Cinder's scheduler put a volume? What it would refuse is foreseen: a failed retype keeps quota and may flip flags.
import { backendOf, isAtPlace } from './doneRules.ts';
import { mismatches } from './extraSpecs.ts';
import type { Pool, Volume, VolumeType } from './types.ts';

export interface Placement {
  readonly volume: Volume;
  readonly destination: VolumeType;
  readonly snapshotIds: readonly string[];
  readonly pools: readonly Pool[];
}

/**
 * Why no pool can take the volume with this type; empty where one can, or where it stays on its own backend.
 * Source: cinder/scheduler/filter_scheduler.py find_retype_host, cinder/volume/manager.py retype.
 */
export function placeBlockers(placement: Placement): string[] {
  const { volume, destination, snapshotIds } = placement;
  const serving = servingPools(placement);
  if (serving.some((pool) => isAtPlace(volume, backendOf(pool.name)) && isInZone(volume, destination, pool)))
    return [];
  const snapshots =
    snapshotIds.length === 0 || serving.length === 0
      ? []
      : [
          `has ${snapshotIds.length === 1 ? 'a snapshot' : `${snapshotIds.length} snapshots`} (${snapshotIds.join(', ')}), and Cinder moves no volume with snapshots to another backend: delete them first`,
        ];
  return [...snapshots, ...newVolumeBlockers(placement)];
}

/** Why no pool can take a new volume that is like this one, of this type. */
export function newVolumeBlockers(placement: Placement): string[] {
  const { volume, destination, pools } = placement;
  const serving = servingPools(placement);
  if (serving.length === 0) return [noPool(destination, pools)];
  const inZone = serving.filter((pool) => isInZone(volume, destination, pool));
  if (inZone.length === 0) return [otherZones(placement, serving)];
  const isRoom = inZone.some((pool) => roomReasons(volume, pool).length === 0);
  return isRoom ? [] : inZone.flatMap((pool) => roomReasons(volume, pool));
}

const servingPools = ({ destination, pools }: Placement): Pool[] =>
  pools.filter((pool) => mismatches(destination, pool).length === 0);

function otherZones({ volume, destination }: Placement, serving: readonly Pool[]): string {
  const found = serving.map(({ name, availabilityZone }) => `${name} (${availabilityZone})`).join(', ');
  const ofType = zonesOf(destination);
  const only = ofType === null ? '' : `, and the type allows only ${ofType.join(', ')}`;
  return `the volume is in availability zone ${volume.availabilityZone}${only}; the pools that serve volume type ${destination.name} are in others: ${found}`;
}

function noPool({ name, extraSpecs }: VolumeType, pools: readonly Pool[]): string {
  const specs = Object.entries(extraSpecs).map(([key, value]) => `${key}=${value}`);
  return `no pool serves volume type ${name} (${specs.join(', ')}); pools: ${pools.map((pool) => pool.name).join(', ') || 'none'}`;
}

// Source: cinder/volume/volume_types.py and cinder/scheduler/filters/availability_zone_filter.py: the type may name the zones.
const zonesOf = ({ extraSpecs }: VolumeType): string[] | null =>
  extraSpecs['RESKEY:availability_zones']?.split(',').map((zone) => zone.trim()) ?? null;

const isInZone = ({ availabilityZone }: Volume, destination: VolumeType, pool: Pool): boolean =>
  pool.availabilityZone === null ||
  ((availabilityZone === null || pool.availabilityZone === availabilityZone) &&
    (zonesOf(destination)?.includes(pool.availabilityZone) ?? true));

/**
 * Too little room on a pool, where it is certain: what the backend keeps in reserve counts as used. Thin pools may be
 * over-subscribed, and a pool that does not say how much it has is not judged.
 * Source: cinder/scheduler/filters/capacity_filter.py.
 */
export function roomReasons({ sizeGib }: Volume, { name, capabilities }: Pool): string[] {
  const free = capabilities['free_capacity_gb'];
  if (typeof free !== 'number' || capabilities['thin_provisioning_support'] === true) return [];
  const usable = free - reserve(capabilities);
  if (usable >= sizeGib) return [];
  return [`pool ${name} has ${usable} GiB free, the volume needs ${sizeGib}`];
}

function reserve(capabilities: Pool['capabilities']): number {
  const [total, percentage] = [capabilities['total_capacity_gb'], capabilities['reserved_percentage']];
  if (typeof total !== 'number' || typeof percentage !== 'number') return 0;
  return Math.floor((total * percentage) / 100);
}
