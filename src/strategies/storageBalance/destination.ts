// Where a volume of an overfull pool can go, or why it cannot.
import type { Volume } from '../../../machines/types.ts';
import { beyondGib, isKnown, type PoolLedger, percent, roomFor, usedPercent } from '../capacity.ts';
import { isBlockedItself } from '../likeness.ts';
import { loadOf, toPool } from '../moves.ts';
import type { Balancing } from './balancing.ts';

export interface Found {
  readonly destination: PoolLedger | null;
  /** Why there is none. */
  readonly reasons: readonly string[];
}

/** The pool that is least full afterwards; of those that tell no capacity, if they are allowed, the infinite first. */
export function destinationFor(balancing: Balancing, from: PoolLedger, volume: Volume): Found {
  const reasons = new Set<string>();
  const destinations = destinationsOf(balancing, from, volume);
  for (const to of destinations) {
    const ofPool = againstTarget(balancing, from, to, volume);
    if (ofPool.length === 0) ofPool.push(...roomFor(to, loadOf(balancing.view, volume)));
    const isWalked = ofPool.length === 0;
    const against = isWalked ? balancing.against(volume, toPool(volume.id, to.pool.name)) : ofPool;
    if (against.length === 0) return { destination: to, reasons: [] };
    for (const reason of against) reasons.add(reason);
    if (isWalked && isBlockedItself(balancing.view, volume)) break;
  }
  if (destinations.length === 0) for (const reason of balancing.whyNone(from, volume)) reasons.add(reason);
  return { destination: null, reasons: [...reasons] };
}

function destinationsOf(balancing: Balancing, from: PoolLedger, volume: Volume): readonly PoolLedger[] {
  const fullness = (ledger: PoolLedger): number => {
    if (isKnown(ledger)) return usedPercent(ledger, volume.sizeGib);
    return ledger.isInfinite ? 1e6 : 1e7;
  };
  return balancing
    .servingOf(volume)
    .filter((to) => to !== from)
    .map((to) => ({ to, fullness: fullness(to) }))
    .toSorted(
      (one, other) => one.fullness - other.fullness || (one.to.pool.name < other.to.pool.name ? -1 : 1),
    )
    .map(({ to }) => to);
}

function againstTarget(
  balancing: Balancing,
  from: PoolLedger,
  to: PoolLedger,
  { sizeGib, availabilityZone: zone }: Volume,
): string[] {
  const other = to.pool.availabilityZone;
  if (zone !== null && other !== null && zone !== other)
    return [`pool ${to.pool.name} is in availability zone ${other}, but the volume is in ${zone}`];
  if (!isKnown(to)) return [];
  const { volume_threshold: threshold, margin, headroom_gib: headroom } = balancing;
  const { name } = to.pool;
  const gap = gapBetween(from, to);
  const free = (to.freeGib ?? 0) - to.arrivingGib - sizeGib;
  const reasons: string[] = [];
  if (gap < margin)
    reasons.push(
      `pool ${name} is only ${rounded(gap)} points emptier than ${from.pool.name}; the margin is ${margin}`,
    );
  if (beyondGib(to, threshold, sizeGib) > 0)
    reasons.push(
      `pool ${name} would be ${percent(usedPercent(to, sizeGib))} full with it, above ${threshold} %`,
    );
  if (free < headroom)
    reasons.push(`pool ${name} would have ${rounded(free)} GiB free; the headroom is ${headroom}`);
  return reasons;
}

/**
 * How much emptier one pool is than the other, in percentage points: as the cloud is now, or after the moves so far, whichever is
 * more. So a plan does not depend on the order of its moves, and a later plan finds nothing that this one could have moved.
 */
export function gapBetween(from: PoolLedger, to: PoolLedger): number {
  const untouched = (ledger: PoolLedger): PoolLedger => ({ ...ledger, arrivingGib: 0, leavingGib: 0 });
  return Math.max(
    usedPercent(from) - usedPercent(to),
    usedPercent(untouched(from)) - usedPercent(untouched(to)),
  );
}

export const rounded = (value: number): number => Math.round(value * 10) / 10;
