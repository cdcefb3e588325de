// Whether a pool has room for a volume: the rule of Cinder's scheduler, and a floor that it lacks for thin pools.
import type { Pool, Volume, VolumeType } from './types.ts';

/**
 * Too little room on a pool, if that is certain; a pool that does not report its capacity is not judged. Thin pools may be
 * over-subscribed, but not beyond the space that they really have.
 * Source: cinder/scheduler/filters/capacity_filter.py, cinder/utils.py calculate_capacity_factors.
 */
export function roomReasons(
  { sizeGib }: Pick<Volume, 'sizeGib'>,
  pool: Pool,
  type: Pick<VolumeType, 'extraSpecs'> | null,
): string[] {
  const { name, capabilities } = pool;
  if (capabilities['backend_state'] === 'down')
    return [`pool ${name} is out of service: its backend_state is down`];
  const free = numberOf(capabilities['free_capacity_gb']);
  if (free === null) return [];
  const needs = `but the volume needs ${sizeGib} GiB`;
  const space = free < sizeGib ? [`pool ${name} has ${rounded(free)} GiB free, ${needs}`] : [];
  const total = numberOf(capabilities['total_capacity_gb']);
  if (total === null) return [...space, ...reserveOfUnknown(pool)];
  if (total <= 0)
    return [`pool ${name} reports a total capacity of ${total} GiB: Cinder places nothing there`];
  const available = availableGib(pool, total);
  const provisioned = provisionedGib(pool);
  if (!isThin(pool, type)) {
    const usable = Math.min(free, available - provisioned);
    return usable < sizeGib ? [`pool ${name} has ${rounded(Math.max(0, usable))} GiB free, ${needs}`] : [];
  }
  const ratio = overSubscription(pool, { total, free, provisioned });
  const most = available * ratio;
  return provisioned + sizeGib <= most && ratio >= 1
    ? space
    : [
        ...space,
        `pool ${name} has ${rounded(provisioned)} GiB provisioned and accepts at most ${rounded(most)} GiB (over-subscription ratio ${ratio}), ${needs}`,
      ];
}

// Drivers report many digits.
const rounded = (gib: number): number => Math.round(gib * 100) / 100;

// Drivers report numbers, or texts of numbers. Null for "unknown" and "infinite", which pass, and for what is not reported.
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

// Cinder cannot work out the reserve of a pool whose total is unknown, and places nothing there.
function reserveOfUnknown({ name, capabilities }: Pool): string[] {
  const total = capabilities['total_capacity_gb'];
  const reserved = numberOf(capabilities['reserved_percentage']) ?? 0;
  return reserved > 0 && (total === 'unknown' || total === 'infinite')
    ? [
        `pool ${name} reserves ${reserved} % of a total capacity that is ${total}: Cinder places nothing there`,
      ]
    : [];
}

const availableGib = ({ capabilities }: Pool, totalGib: number): number =>
  totalGib - Math.floor((totalGib * (numberOf(capabilities['reserved_percentage']) ?? 0)) / 100);

const provisionedGib = ({ capabilities }: Pool): number =>
  numberOf(capabilities['provisioned_capacity_gb']) ?? numberOf(capabilities['allocated_capacity_gb']) ?? 0;

const isThin = ({ capabilities }: Pool, type: Pick<VolumeType, 'extraSpecs'> | null): boolean =>
  capabilities['thin_provisioning_support'] === true && type?.extraSpecs['provisioning:type'] !== 'thick';

// Cinder's default for a pool that reports no ratio.
const DEFAULT_RATIO = 20;

function overSubscription(
  { capabilities }: Pool,
  { total, free, provisioned }: { total: number; free: number; provisioned: number },
): number {
  const ratio = capabilities['max_over_subscription_ratio'];
  if (ratio !== 'auto') return numberOf(ratio) ?? DEFAULT_RATIO;
  return provisioned === 0 ? DEFAULT_RATIO : 1 + provisioned / (total - free + 1);
}

/**
 * The free GiB by which Cinder's scheduler ranks a pool, the highest first; -1 for a pool that reports none. It may be negative.
 * Source: cinder/scheduler/weights/capacity.py.
 */
export function virtualFreeGib(pool: Pool, type: Pick<VolumeType, 'extraSpecs'> | null): number {
  const free = numberOf(pool.capabilities['free_capacity_gb']);
  const total = numberOf(pool.capabilities['total_capacity_gb']);
  if (free === null || total === null) return -1;
  const available = availableGib(pool, total);
  const provisioned = provisionedGib(pool);
  if (!isThin(pool, type)) return Math.min(free, available - provisioned);
  return available * overSubscription(pool, { total, free, provisioned }) - provisioned;
}
