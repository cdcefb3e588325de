// How a pool's space is described: what it has, what its driver reports, and what happens when it is full.

/** A figure in GiB, or what some drivers report in its place. */
export type ReportedGib = number | 'infinite' | 'unknown';

/**
 * The space of a pool. All sizes are in GiB.
 *
 * @example A thin pool, oversubscribed up to twice its size, of which other systems use 100 GiB:
 * ```ts
 * { name: 'node1@thin#thin', capacity: { total: 1000, otherUsedGib: 100, thin: true, maxOverSubscriptionRatio: '2.0', provisioned: 'counted', writtenFraction: 0.3 } }
 * ```
 * @example A pool whose driver does not know its space, and one that reports none:
 * ```ts
 * [{ name: 'node1@rbd#rbd', capacity: { free: 'unknown' } }, { name: 'node2@odd#odd', capacity: { total: null, free: null } }]
 * ```
 */
export interface PoolCapacity {
  /**
   * `total_capacity_gb`; null if the driver reports none. Physical limits need a number.
   * @default `totalGib` of the pool, or 1000
   */
  total?: ReportedGib | null;
  /**
   * `free_capacity_gb`: what is left of `total`, or a fixed value; null if the driver reports none.
   * @default `counted` if `total` is a number, otherwise as `total`
   */
  free?: 'counted' | ReportedGib | null;
  /** `reserved_percentage`, 0 to 100. */
  reservedPercentage?: number;
  /** `thin_provisioning_support` */
  thin?: boolean;
  /** `thick_provisioning_support` */
  thick?: boolean;
  /** `max_over_subscription_ratio`: a number, a number in a string as in cinder.conf, or `auto`. */
  maxOverSubscriptionRatio?: number | string;
  /**
   * `provisioned_capacity_gb`: the sum of the volumes' sizes, or nothing. Seen on both releases: a driver that
   * gives none has none, on thin pools too; the scheduler then uses the allocated capacity.
   * @default absent
   */
  provisioned?: 'counted' | 'absent';
  /** Added to a counted `provisioned_capacity_gb`: volumes that are not Cinder's. */
  otherProvisionedGib?: number;
  /** Physical space that is used by something else than Cinder's volumes. */
  otherUsedGib?: number;
  /**
   * The part of a volume's size that its data takes, 0 to 1.
   * @default 1
   */
  writtenFraction?: number;
  /**
   * What the driver does if a volume's data is larger than the free space. `refuse`: its creation fails, as with
   * a thick LVM pool; a generic migration then ends in `error` without a second volume, as seen on both releases
   * with a failing driver. `accept`: as seen on both releases with sparse files, where 14 volumes of 1 GiB went into a pool
   * of 5 GiB.
   * @default accept
   */
  whenFull?: 'accept' | 'refuse';
}

/** What the driver reports about its space, in the names of get_pools; undefined removes a capability. */
export function capacityCapabilities(capacity: PoolCapacity, totalGib = 1000): Record<string, unknown> {
  const total = capacity.total === undefined ? totalGib : capacity.total;
  const reported: Record<string, unknown> = {
    total_capacity_gb: total ?? undefined,
    reserved_percentage: capacity.reservedPercentage ?? 0,
    thin_provisioning_support: capacity.thin,
    thick_provisioning_support: capacity.thick,
    max_over_subscription_ratio: capacity.maxOverSubscriptionRatio,
  };
  return Object.fromEntries(Object.entries(reported).filter(([, value]) => value !== undefined));
}
