// What a plan does to a view: the moves as Cinder would make them, one after another.

import { mismatches } from '../../../machines/extraSpecs.ts';
import { zonesOf } from '../../../machines/placeReasons.ts';
import type { PlanAction } from '../../../machines/plan/types.ts';
import { neededOf } from '../../../machines/quotaRules.ts';
import type { Pool, Quota, Volume } from '../../../machines/types.ts';
import type { CloudView, ViewVolumeType } from '../view/types.ts';
import { passes, weight, withArrival } from './cinderRule.ts';

/** A view that moves change. */
export interface ChangingView {
  readonly view: () => CloudView;
  /** Where the move takes its volume now, or why it cannot. */
  readonly endOf: (action: PlanAction) => MoveEnd | string;
  /** Moves the volume: `copy` leaves the space of the source in use, as if it were deleted only later. */
  readonly move: (end: MoveEnd, how?: 'move' | 'copy') => void;
  /** Whether Cinder's scheduler lets the volume onto the pool, and the pool has the space. */
  readonly fits: (end: MoveEnd) => boolean;
}

/** Where a move takes its volume. */
export interface MoveEnd {
  readonly volume: Volume;
  /** The name of its pool afterwards. */
  readonly to: string;
  readonly type: ViewVolumeType | null;
}

/** A copy of the view that moves change; the view itself stays. */
export function changingView(given: CloudView): ChangingView {
  const volumes = new Map(given.volumes.map((volume) => [volume.id, volume]));
  const pools = new Map(given.pools.map((pool) => [pool.name, pool]));
  const types = new Map(
    given.types.flatMap((type) => [[type.name, type] as const, [type.id, type] as const]),
  );
  const quotas = new Map(Object.entries(given.quotas));
  const grow = (name: string | null, sizeGib: number): void => {
    const pool = pools.get(name ?? '');
    if (pool !== undefined)
      pools.set(pool.name, { ...pool, capabilities: withArrival(pool.capabilities, sizeGib) });
  };
  return {
    view: () => ({
      ...given,
      volumes: given.volumes.map(({ id }) => volumes.get(id) as Volume),
      pools: given.pools.map(({ name }) => pools.get(name) as Pool),
      quotas: Object.fromEntries(quotas),
    }),
    endOf: ({ parameters: { resourceId, migrationType, destinationNode, destinationType } }) => {
      const volume = volumes.get(resourceId);
      if (volume === undefined) return `volume ${resourceId} is not in the view`;
      const own = types.get(volume.volumeTypeId ?? volume.volumeType ?? '') ?? null;
      if (destinationNode !== null && migrationType !== 'retype' && migrationType !== 'swap')
        return pools.has(destinationNode)
          ? { volume, to: destinationNode, type: own }
          : `volume ${resourceId}: pool ${destinationNode} is not in the view`;
      const type = types.get(destinationType ?? '');
      if (type === undefined)
        return `volume ${resourceId}: volume type ${destinationType} is not in the view`;
      const to = chosenFor(volume, type, [...pools.values()]);
      return to === null
        ? `volume ${resourceId} (${volume.sizeGib} GiB) fits on no pool for type ${type.name}`
        : { volume, to, type };
    },
    fits: ({ volume, to, type }) =>
      volume.host === to || passes(pools.get(to)?.capabilities ?? {}, volume.sizeGib, isThick(type)),
    move: ({ volume, to, type }, how = 'move') => {
      if (volume.host !== to) {
        grow(to, volume.sizeGib);
        if (how === 'move') grow(volume.host, -volume.sizeGib);
      }
      const name = type?.name ?? volume.volumeType;
      const own = quotas.get(volume.projectId);
      if (name !== null && name !== volume.volumeType && own !== undefined)
        quotas.set(volume.projectId, retyped(own, volume, name));
      volumes.set(volume.id, {
        ...{ ...volume, host: to, volumeType: name, volumeTypeId: type?.id ?? volume.volumeTypeId },
        migrationStatus: volume.host === to ? volume.migrationStatus : 'success',
      });
    },
  };
}

const isThick = (type: ViewVolumeType | null): boolean => type?.extraSpecs['provisioning:type'] === 'thick';

// A retype leaves the volume on its pool if that serves the new type; otherwise the pool with the greatest weight gets it.
function chosenFor(volume: Volume, type: ViewVolumeType, pools: readonly Pool[]): string | null {
  const zones = zonesOf(type) ?? (volume.availabilityZone === null ? [] : [volume.availabilityZone]);
  const serving = pools.filter(
    (pool) =>
      mismatches(type, pool).length === 0 &&
      (pool.availabilityZone === null || zones.length === 0 || zones.includes(pool.availabilityZone)),
  );
  if (serving.some(({ name }) => name === volume.host)) return volume.host;
  const [first] = serving
    .filter(({ capabilities }) => passes(capabilities, volume.sizeGib, isThick(type)))
    .toSorted(
      (one, other) =>
        weight(other.capabilities, isThick(type)) - weight(one.capabilities, isThick(type)) ||
        (one.name < other.name ? -1 : 1),
    );
  return first?.name ?? null;
}

const retyped = (quotas: readonly Quota[], { sizeGib, volumeType }: Volume, name: string): Quota[] =>
  quotas.map((quota) => {
    const kind = /^(volumes|gigabytes)_(.*)$/s.exec(quota.name)?.[2];
    const needed = neededOf(quota, sizeGib);
    if (kind === name) return { ...quota, inUse: quota.inUse + needed };
    return kind === volumeType ? { ...quota, inUse: Math.max(0, quota.inUse - needed) } : quota;
  });

/** The view once the moves have been made, one after another, and those that could not be made, each with its reason. */
export function applyToView(
  view: CloudView,
  actions: readonly PlanAction[],
): { readonly view: CloudView; readonly problems: readonly string[] } {
  const changing = changingView(view);
  const problems: string[] = [];
  for (const action of actions) {
    const end = changing.endOf(action);
    if (typeof end === 'string') problems.push(end);
    else changing.move(end);
  }
  return { view: changing.view(), problems };
}
