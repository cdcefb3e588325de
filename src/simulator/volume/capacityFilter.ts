// The scheduler's CapacityFilter and CapacityWeigher; cinder/scheduler/filters/capacity_filter.py (Zed).
import { pythonFloat } from './extraSpecs.ts';

type Capabilities = Record<string, unknown>;

/** Whether the figures of a pool leave room for a volume; `thin` is what its type permits. */
export function hasCapacity(capabilities: Capabilities, sizeGib: number, thin: boolean): boolean {
  const free = capabilities['free_capacity_gb'] ?? null;
  const total = capabilities['total_capacity_gb'] ?? null;
  if (free === null) return false;
  if (isWord(free)) return true;
  if (isWord(total)) return numberOf(capabilities['reserved_percentage']) === 0;
  if (numberOf(total) <= 0) return false;
  if (isThin(capabilities, thin) && overSubscriptionRatio(capabilities) < 1) return false;
  return sizeGib <= virtualFreeGib(capabilities, thin);
}

/** Highest first; pools without a figure come last. cinder/scheduler/weights/capacity.py */
export function capacityWeight(capabilities: Capabilities, thin: boolean): number {
  const { free_capacity_gb: free, total_capacity_gb: total } = capabilities;
  if (isWord(free) || isWord(total)) return -1;
  return virtualFreeGib(capabilities, thin);
}

/** Whether a type permits thin volumes: unless `provisioning:type` is `thick`. */
export const permitsThin = (extraSpecs: Record<string, string> | undefined): boolean =>
  extraSpecs?.['provisioning:type'] !== 'thick';

const isWord = (value: unknown): boolean => value === 'infinite' || value === 'unknown';

const isThin = (capabilities: Capabilities, thin: boolean): boolean =>
  thin && capabilities['thin_provisioning_support'] === true;

/**
 * The free space after the reserve. A thin pool is judged by what is provisioned, never by its physical space; in
 * any other the reserve counts against the provisioned space only.
 */
function virtualFreeGib(capabilities: Capabilities, thin: boolean): number {
  const total = numberOf(capabilities['total_capacity_gb']);
  const available = total - Math.floor((total * numberOf(capabilities['reserved_percentage'])) / 100);
  const provisioned = provisionedGib(capabilities);
  if (isThin(capabilities, thin)) return available * overSubscriptionRatio(capabilities) - provisioned;
  return Math.min(numberOf(capabilities['free_capacity_gb']), available - provisioned);
}

// A driver that reports none is taken at what is allocated.
const provisionedGib = (capabilities: Capabilities): number =>
  numberOf(capabilities['provisioned_capacity_gb'] ?? capabilities['allocated_capacity_gb']);

/** `auto` is 20 as long as nothing is provisioned; cinder/scheduler/host_manager.py, cinder/utils.py. */
function overSubscriptionRatio(capabilities: Capabilities): number {
  const ratio = capabilities['max_over_subscription_ratio'];
  if (ratio !== 'auto') return ratio === undefined || ratio === null ? 1 : numberOf(ratio);
  const provisioned = provisionedGib(capabilities);
  if (provisioned === 0) return 20;
  const used = numberOf(capabilities['total_capacity_gb']) - numberOf(capabilities['free_capacity_gb']);
  return 1 + provisioned / (used + 1);
}

const numberOf = (value: unknown): number =>
  value === undefined || value === null ? 0 : (pythonFloat(value) ?? 0);
