// Space in flight: Cinder books nothing for a migration, and reports a pool's capacity up to a minute late.
import { roomReasons } from '../roomReasons.ts';
import type { Pool } from '../types.ts';
import type { Arrival, PlanContext } from './context.ts';
import { destinationSlot, spaceSlot, UNLIMITED } from './slots.ts';
import type { PoolFigures } from './types.ts';

/** How old Cinder's figures may be: its drivers report once a minute by default, and a request may wait for its turn. */
export const FIGURES_LAG_MS = 120_000;

/** Why a volume of a size does not fit into a pool now, with everything that is on its way there. Empty if it fits, or if nobody knows. */
export function spaceReasons(context: PlanContext, destination: string, sizeGib: number): string[] {
  const pool = context.figures?.pools[destination];
  if (pool === undefined)
    return destination in context.outOfServiceSinceMs
      ? [`pool ${destination} is out of service: Cinder no longer lists it`]
      : [];
  if (context.contended.includes(spaceSlot(destination)))
    return [`other runs have just taken the room on pool ${destination}`];
  const onTheWay = bookedOn(context, destination);
  const reasons = roomReasons({ sizeGib: sizeGib + onTheWay }, asReported(pool), null);
  return onTheWay === 0 || reasons.length === 0
    ? reasons
    : [...reasons, `of that, ${onTheWay} GiB are on their way to ${destination} already`];
}

const asReported = (pool: PoolFigures): Pool => ({ ...pool, availabilityZone: null });

// More than any pool has.
const MOST_GIB = 2 ** 40;

/** How many GiB all runs together may have on their way to a pool now, by its figures; no limit if nobody knows. */
export function mostOnTheWayGib(context: PlanContext, destination: string): number {
  const pool = context.figures?.pools[destination];
  return pool === undefined ? UNLIMITED : mostThatFitsGib(pool, arrivedGib(context, destination));
}

/** How many GiB may be on their way to a pool, if its figures do not show those that have arrived. */
export function mostThatFitsGib(pool: PoolFigures, arrived: number): number {
  const fits = (gib: number): boolean =>
    roomReasons({ sizeGib: gib + arrived }, asReported(pool), null).length === 0;
  if (fits(MOST_GIB)) return UNLIMITED;
  let [fitting, tooMuch] = [0, MOST_GIB];
  while (tooMuch - fitting > 1) {
    const middle = Math.floor((fitting + tooMuch) / 2);
    if (fits(middle)) fitting = middle;
    else tooMuch = middle;
  }
  return fitting;
}

/** Whether a volume of a size fits into a pool now. What is known of one size is used for others: a larger one fits less. */
export function roomOf(context: PlanContext): (destination: string, sizeGib: number) => boolean {
  const known = new Map<string, { fitsGib: number; tooLargeGib: number }>();
  return (destination, sizeGib) => {
    if (destination in context.outOfServiceSinceMs) return false;
    if (context.figures?.pools[destination] === undefined) return true;
    if (context.contended.includes(spaceSlot(destination))) return false;
    const room = known.get(destination) ?? { fitsGib: -1, tooLargeGib: Number.POSITIVE_INFINITY };
    known.set(destination, room);
    if (sizeGib <= room.fitsGib) return true;
    if (sizeGib >= room.tooLargeGib) return false;
    const isFitting = spaceReasons(context, destination, sizeGib).length === 0;
    if (isFitting) room.fitsGib = sizeGib;
    else room.tooLargeGib = sizeGib;
    return isFitting;
  };
}

/** GiB that a pool has taken, or will take, from this plan and from other runs, and that its figures may not show. */
export const bookedOn = (context: PlanContext, pool: string): number =>
  (context.booked[pool] ?? 0) + bookedByOthers(context, pool) + arrivedGib(context, pool);

/** GiB that other runs of the journal will bring to a pool. */
export const bookedByOthers = ({ others }: PlanContext, pool: string): number => others[spaceSlot(pool)] ?? 0;

// GiB that have arrived on a pool, and that its figures may not show.
const arrivedGib = (context: PlanContext, pool: string): number =>
  [...context.arrivals, ...arrivalsOfOthers(context)].reduce(
    (sum, arrival) => (arrival.pool === pool ? sum + arrival.sizeGib : sum),
    0,
  );

/** What other runs have brought, and the figures may not show. */
export const arrivalsOfOthers = ({ otherArrivals, figures }: PlanContext): readonly Arrival[] =>
  unseen(Object.values(otherArrivals), figures?.readAtMs ?? 0);

/**
 * Whether other runs may still change what a pool has room for: they bring volumes there that may not arrive, or the figures do
 * not show what they have brought. Interrupted runs do not count: nobody knows when they end.
 */
export function isChangedByOthers(context: PlanContext, pool: string): boolean {
  const { others, interrupted, contended } = context;
  const slot = destinationSlot(pool);
  return (
    contended.includes(spaceSlot(pool)) ||
    (others[slot] ?? 0) > (interrupted[slot]?.length ?? 0) ||
    arrivalsOfOthers(context).some((arrival) => arrival.pool === pool)
  );
}

/** The arrivals that figures read at a moment may not show. */
export const unseen = (arrivals: readonly Arrival[], readAtMs: number): readonly Arrival[] =>
  arrivals.filter(({ endedAtMs }) => endedAtMs > readAtMs - FIGURES_LAG_MS);

/** The arrivals, none of them later than figures that were read after it: the clock may have been set back. */
export const inOrder = (arrivals: readonly Arrival[], readAtMs: number): readonly Arrival[] =>
  arrivals.map((arrival) => (arrival.endedAtMs <= readAtMs ? arrival : { ...arrival, endedAtMs: readAtMs }));

/** The pools that new figures show as out of service, and since when. A pool that no figures have ever shown is not among them. */
export function outOfServiceSince(
  { figures, outOfServiceSinceMs: before }: PlanContext,
  readAtMs: number,
  pools: Readonly<Record<string, PoolFigures>>,
): Readonly<Record<string, number>> {
  const known = new Set([
    ...Object.keys(figures?.pools ?? {}),
    ...Object.keys(before),
    ...Object.keys(pools),
  ]);
  const isOut = (name: string): boolean =>
    pools[name] === undefined || pools[name].capabilities['backend_state'] === 'down';
  return Object.fromEntries(
    // A clock that was set back does not prolong it.
    [...known].filter(isOut).map((name) => [name, Math.min(before[name] ?? readAtMs, readAtMs)] as const),
  );
}

/** Whether a pool is out of service for so short a time that it may come back: its service was started again, say. */
export function mayComeBack({ figures, outOfServiceSinceMs }: PlanContext, pool: string): boolean {
  const sinceMs = outOfServiceSinceMs[pool];
  return sinceMs !== undefined && (figures?.readAtMs ?? 0) - sinceMs < FIGURES_LAG_MS;
}
