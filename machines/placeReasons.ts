// Where Cinder's scheduler can put a volume. Foresees its refusals: a failed retype keeps quota and may flip flags.

import { mismatches } from './extraSpecs.ts';
import { roomReasons } from './roomReasons.ts';
import type { Pool, Volume, VolumeType } from './types.ts';
import { backendOf, isAtPlace } from './volumeRules.ts';

export interface Placement {
  readonly volume: Volume;
  readonly destination: VolumeType;
  readonly snapshotIds: readonly string[];
  readonly pools: readonly Pool[];
}

/**
 * Why no pool can accept the volume with this type; empty if one can, or if it stays on its own backend.
 * Source: cinder/scheduler/filter_scheduler.py find_retype_host, cinder/volume/manager.py retype.
 */
export function placeBlockers(placement: Placement): string[] {
  const { volume, snapshotIds } = placement;
  const serving = servingPools(placement);
  const zones = zonesOfRetype(placement);
  if (serving.some((pool) => isAtPlace(volume, backendOf(pool.name)) && isInZone(zones, pool))) return [];
  const snapshots =
    snapshotIds.length === 0 || serving.length === 0
      ? []
      : [
          `the volume has ${snapshotIds.length === 1 ? 'a snapshot' : `${snapshotIds.length} snapshots`} (${snapshotIds.join(', ')}), and Cinder cannot move a volume with snapshots to another backend: delete ${snapshotIds.length === 1 ? 'it' : 'them'} first`,
        ];
  return [...snapshots, ...scheduleBlockers(placement, zones)];
}

/** Why no pool can accept a new volume of this type that is like the given one. */
export const newVolumeBlockers = (placement: Placement): string[] =>
  scheduleBlockers(placement, zonesOfNewVolume(placement));

function scheduleBlockers(placement: Placement, zones: Zones): string[] {
  const { volume, destination, pools } = placement;
  const serving = servingPools(placement);
  if (serving.length === 0) return [noPool(destination, pools)];
  const inZone = serving.filter((pool) => isInZone(zones, pool));
  if (inZone.length === 0) return [otherZones(placement, serving)];
  return roomBlockers(volume, inZone, destination);
}

/** Why none of the pools has room for the volume; empty if one has. */
export function roomBlockers(volume: Volume, pools: readonly Pool[], type: VolumeType | null): string[] {
  const reasons = pools.map((pool) => roomReasons(volume, pool, type));
  return reasons.some((ofPool) => ofPool.length === 0) ? [] : reasons.flat();
}

/** Whether the scheduler leaves the volume on its own pool, because that pool serves the new type too. */
export const staysOnItsPool = (placement: Placement): boolean => {
  const zones = zonesOfRetype(placement);
  return servingPools(placement).some(
    (pool) => isAtPlace(placement.volume, pool.name) && isInZone(zones, pool),
  );
};

const servingPools = ({ destination, pools }: Placement): Pool[] =>
  pools.filter((pool) => mismatches(destination, pool).length === 0);

function otherZones({ volume, destination }: Placement, serving: readonly Pool[]): string {
  const found = serving.map(({ name, availabilityZone }) => `${name} (${availabilityZone})`).join(', ');
  const ofType = zonesOf(destination);
  const only = ofType === null ? '' : `, and the type allows only ${ofType.join(', ') || 'none'}`;
  return `the volume is in availability zone ${volume.availabilityZone}${only}; the pools that serve volume type ${destination.name} are in other zones: ${found}`;
}

function noPool({ name, extraSpecs }: VolumeType, pools: readonly Pool[]): string {
  const specs = Object.entries(extraSpecs).map(([key, value]) => `${key}=${value}`);
  return `no pool serves volume type ${name} (${specs.join(', ')}); pools: ${pools.map((pool) => pool.name).join(', ') || 'none'}`;
}

/** The acceptable availability zones; null: any. */
type Zones = readonly string[] | null;

// Source: cinder/volume/volume_utils.py extract_availability_zones_from_volume_type.
export const zonesOf = ({ extraSpecs }: VolumeType): Zones =>
  extraSpecs['RESKEY:availability_zones']
    ?.split(',')
    .filter((zone) => zone !== '')
    .map((zone) => zone.trim()) ?? null;

const zoneOf = ({ availabilityZone }: Volume): Zones =>
  availabilityZone === null ? null : [availabilityZone];

// The zones of the type replace the volume's own, unless their list is empty.
// Source: cinder/volume/api.py retype, cinder/scheduler/filters/availability_zone_filter.py.
function zonesOfRetype({ volume, destination }: Pick<Placement, 'volume' | 'destination'>): Zones {
  const ofType = zonesOf(destination);
  return ofType === null || ofType.length === 0 ? zoneOf(volume) : ofType;
}

// A new volume is requested in the source's zone, which must be one of the type's.
// Source: cinder/volume/flows/api/create_volume.py _extract_availability_zones.
function zonesOfNewVolume({ volume, destination }: Placement): Zones {
  const [own, ofType] = [zoneOf(volume), zonesOf(destination)];
  return own === null || ofType === null ? (own ?? ofType) : own.filter((zone) => ofType.includes(zone));
}

export const isInZone = (zones: Zones, { availabilityZone }: Pool): boolean =>
  availabilityZone === null || zones === null || zones.includes(availabilityZone);

/** The zones that a retype moves the volume to; null if it stays in its own. */
export function otherZonesOfRetype(change: Pick<Placement, 'volume' | 'destination'>): Zones {
  const { availabilityZone } = change.volume;
  const zones = zonesOfRetype(change);
  return availabilityZone === null || zones === null || zones.includes(availabilityZone) ? null : zones;
}
