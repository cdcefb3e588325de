// Where can Cinder's scheduler put a volume? What it would refuse is foreseen: a failed retype keeps quota and may flip flags.
import { mismatches } from './extraSpecs.ts';
import type { Pool, Volume, VolumeType } from './types.ts';

export interface Placement {
  readonly volume: Volume;
  readonly destination: VolumeType;
  readonly snapshotIds: readonly string[];
  readonly pools: readonly Pool[];
}

/**
 * Why no pool can take the volume with this type; empty where one can, or where it stays on its own pool.
 * Source: cinder/scheduler/filter_scheduler.py find_retype_host, cinder/volume/manager.py retype.
 */
export function placeBlockers(placement: Placement): string[] {
  const { volume, destination, snapshotIds, pools } = placement;
  const serving = pools.filter((pool) => mismatches(destination, pool).length === 0);
  if (serving.length === 0) return [noPool(destination, pools)];
  if (serving.some((pool) => isOwnBackend(volume, pool) && isInZone(volume, pool))) return [];
  const inZone = serving.filter((pool) => isInZone(volume, pool));
  const roomy = inZone.filter((pool) => roomReasons(volume, pool).length === 0);
  return [
    ...(snapshotIds.length === 0
      ? []
      : [
          `has ${snapshotIds.length === 1 ? 'a snapshot' : `${snapshotIds.length} snapshots`} (${snapshotIds.join(', ')}), and Cinder moves no volume with snapshots to another backend: delete them first`,
        ]),
    ...(inZone.length === 0
      ? [
          `the pools that serve volume type ${destination.name} are in other availability zones than the volume (${volume.availabilityZone}): ${serving.map(({ name, availabilityZone }) => `${name} (${availabilityZone})`).join(', ')}`,
        ]
      : []),
    ...(inZone.length > 0 && roomy.length === 0 ? inZone.flatMap((pool) => roomReasons(volume, pool)) : []),
  ];
}

function noPool({ name, extraSpecs }: VolumeType, pools: readonly Pool[]): string {
  const specs = Object.entries(extraSpecs).map(([key, value]) => `${key}=${value}`);
  return `no pool serves volume type ${name} (${specs.join(', ')}); pools: ${pools.map((pool) => pool.name).join(', ') || 'none'}`;
}

const isOwnBackend = ({ host, clusterName }: Volume, { name }: Pool): boolean =>
  [host, clusterName].some((place) => place !== null && backend(place) === backend(name));

const backend = (place: string): string => place.split('#')[0] ?? place;

// Source: cinder/scheduler/filters/availability_zone_filter.py.
const isInZone = ({ availabilityZone }: Volume, pool: Pool): boolean =>
  availabilityZone === null || pool.availabilityZone === null || pool.availabilityZone === availabilityZone;

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
