// The capacity of a pool while a plan is made: Cinder's figures, and what the plan brings and takes.
import { roomReasons, virtualFreeGib } from '../../machines/roomReasons.ts';
import type { Pool, VolumeType } from '../../machines/types.ts';
import type { IndexedView } from './view/indexed.ts';

/** A pool with what the plan so far adds to it and frees on it. */
export interface PoolLedger {
  readonly pool: Pool;
  /** Null if the pool reports none, `unknown` or `infinite`. */
  readonly totalGib: number | null;
  readonly freeGib: number | null;
  readonly isInfinite: boolean;
  arrivingGib: number;
  leavingGib: number;
  /** Volumes of thick types among the arrivals. */
  thickArrivals: number;
  arrivals: number;
  departures: number;
}

/** The ledger of every pool, by name. */
export const ledgersOf = ({ pools }: Pick<IndexedView, 'pools'>): ReadonlyMap<string, PoolLedger> =>
  new Map(
    [...pools.values()].map((pool) => {
      const { total_capacity_gb: total, free_capacity_gb: free } = pool.capabilities;
      return [
        pool.name,
        {
          ...{ pool, totalGib: gib(total), freeGib: numberOf(free), isInfinite: free === 'infinite' },
          ...{ arrivingGib: 0, leavingGib: 0 },
          ...{ arrivals: 0, thickArrivals: 0, departures: 0 },
        },
      ];
    }),
  );

function gib(value: unknown): number | null {
  const number = numberOf(value);
  return number !== null && number >= 0 ? number : null;
}

// Drivers report numbers, or texts of numbers; anything else tells nothing.
function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** A volume on its way: its size, and the type that it has at its destination. */
export interface Load {
  readonly sizeGib: number;
  readonly type: VolumeType | null;
}

/** Notes that a volume moves, or with `times` -1 that it does not after all. A pool that the view does not list has no ledger. */
export function book(
  from: PoolLedger | undefined,
  to: PoolLedger | undefined,
  { sizeGib, type }: Load,
  times: 1 | -1 = 1,
): void {
  if (from !== undefined) {
    from.leavingGib += times * sizeGib;
    from.departures += times;
  }
  if (to === undefined) return;
  to.arrivingGib += times * sizeGib;
  to.arrivals += times;
  if (type?.extraSpecs['provisioning:type'] === 'thick') to.thickArrivals += times;
}

/** Whether it is known how full the pool is. */
export const isKnown = ({ totalGib, freeGib }: PoolLedger): boolean =>
  totalGib !== null && totalGib > 0 && freeGib !== null;

/** GiB in use after the plan so far; what leaves is counted as gone. */
export const usedGib = ({ totalGib, freeGib, arrivingGib, leavingGib }: PoolLedger): number =>
  Math.max(0, (totalGib ?? 0) - (freeGib ?? 0)) + arrivingGib - leavingGib;

/** GiB in use beyond a percentage of the pool's size, with so much more; not above 0 if it is within it. */
export function beyondGib(ledger: PoolLedger, thresholdPercent: number, moreGib = 0): number {
  const beyond = usedGib(ledger) + moreGib - (thresholdPercent * (ledger.totalGib ?? 0)) / 100;
  return Math.round(beyond * 1e6) / 1e6;
}

/** In percent of the pool's size. */
export const usedPercent = (ledger: PoolLedger, moreGib = 0): number =>
  ((usedGib(ledger) + moreGib) / (ledger.totalGib ?? 1)) * 100;

const THICK = { extraSpecs: { 'provisioning:type': 'thick' } };

/**
 * Why the pool has no room for a volume besides everything that the plan so far brings, in whatever order they arrive. What the
 * plan takes away does not count: both copies exist until the old one is deleted.
 */
export function roomFor(ledger: PoolLedger, { sizeGib, type }: Load): string[] {
  const { pool, arrivingGib, thickArrivals } = ledger;
  const unusable = unusableCapacity(pool);
  if (unusable !== null) return [unusable];
  const allGib = sizeGib + arrivingGib;
  const found = roomReasons({ sizeGib: allGib }, pool, type);
  if (arrivingGib === 0) return found;
  if (found.length === 0 && roomReasons({ sizeGib: 0 }, withArrivals(pool, allGib), type).length > 0)
    found.push(
      `pool ${pool.name} has no room for ${allGib} GiB: its over-subscription ratio, auto, shrinks as they arrive`,
    );
  if (found.length === 0 && thickArrivals > 0) found.push(...roomReasons({ sizeGib: allGib }, pool, THICK));
  return found.length === 0
    ? []
    : [...found, `of that, ${arrivingGib} GiB are brought to ${pool.name} by other moves of the plan`];
}

/** The order in which Cinder's scheduler prefers pools for a volume of this type, after the plan so far. */
export const bySchedulersChoice =
  (type: VolumeType) =>
  (one: PoolLedger, other: PoolLedger): number =>
    virtualFreeGib(withArrivals(other.pool, other.arrivingGib), type) -
      virtualFreeGib(withArrivals(one.pool, one.arrivingGib), type) ||
    (one.pool.name < other.pool.name ? -1 : 1);

// The over-subscription ratio `auto` shrinks as volumes arrive, so the pool is also judged as it will be then.
function withArrivals(pool: Pool, arrivingGib: number): Pool {
  const { provisioned_capacity_gb, allocated_capacity_gb, free_capacity_gb } = pool.capabilities;
  const free = numberOf(free_capacity_gb);
  return {
    ...pool,
    capabilities: {
      ...pool.capabilities,
      free_capacity_gb: free === null ? free_capacity_gb : free - arrivingGib,
      provisioned_capacity_gb:
        (numberOf(provisioned_capacity_gb) ?? numberOf(allocated_capacity_gb) ?? 0) + arrivingGib,
    },
  };
}

// Cinder's scheduler accepts `unknown` and `infinite`, but places nothing on a pool whose figures are missing or no numbers.
// Source: cinder/scheduler/filters/capacity_filter.py.
function unusableCapacity({ name, capabilities }: Pool): string | null {
  const { free_capacity_gb: free, total_capacity_gb: total } = capabilities;
  if (SILENT.includes(free)) return null;
  if (numberOf(free) === null)
    return `pool ${name} reports no usable free capacity: Cinder places nothing there`;
  return SILENT.includes(total) || gib(total) !== null
    ? null
    : `pool ${name} reports no usable total capacity: Cinder places nothing there`;
}

const SILENT: readonly unknown[] = ['infinite', 'unknown'];

/** A percentage with one decimal. */
export const percent = (value: number): string => `${(Math.round(value * 10) / 10).toFixed(1)} %`;
