// Cinder's CapacityFilter and CapacityWeigher, transcribed from its Python code independently of capacity.ts, with a floor for thin pools.
type Capabilities = Readonly<Record<string, unknown>>;

const SILENT: readonly unknown[] = ['infinite', 'unknown'];

const float = (value: unknown): number =>
  typeof value === 'string' && !/^\d+(\.\d+)?$/.test(value) ? Number.NaN : Number(value ?? Number.NaN);

const orElse = (value: unknown, other: number): number => {
  const number = typeof value === 'number' || typeof value === 'string' ? float(value) : Number.NaN;
  return Number.isNaN(number) ? other : number;
};

function factorsOf(capabilities: Capabilities, isThick: boolean) {
  const free = float(capabilities['free_capacity_gb']);
  const total = float(capabilities['total_capacity_gb']);
  const reserved = Math.floor((total * orElse(capabilities['reserved_percentage'], 0)) / 100);
  const provisioned = orElse(
    capabilities['provisioned_capacity_gb'],
    orElse(capabilities['allocated_capacity_gb'], 0),
  );
  const isThin = capabilities['thin_provisioning_support'] === true && !isThick;
  const auto = provisioned === 0 ? 20 : 1 + provisioned / (total - free + 1);
  const given = capabilities['max_over_subscription_ratio'];
  const ratio = given === 'auto' ? auto : orElse(given, 20);
  return { free, total, available: total - reserved, provisioned, isThin, ratio };
}

/** Whether Cinder's scheduler lets a volume of this size onto a pool, and the pool has the space. */
export function passes(capabilities: Capabilities, sizeGib: number, isThick: boolean): boolean {
  const { free_capacity_gb: reported, total_capacity_gb: reportedTotal } = capabilities;
  if (capabilities['backend_state'] === 'down') return false;
  if (SILENT.includes(reported)) return true;
  const { free, total, available, provisioned, isThin, ratio } = factorsOf(capabilities, isThick);
  if (typeof reported === 'object' || Number.isNaN(free) || free < sizeGib) return false;
  if (SILENT.includes(reportedTotal)) return orElse(capabilities['reserved_percentage'], 0) === 0;
  if (typeof reportedTotal === 'object' || Number.isNaN(total) || total <= 0) return false;
  if (!isThin) return sizeGib <= available - provisioned + 1e-9;
  return ratio >= 1 && provisioned + sizeGib <= available * ratio + 1e-9;
}

/** The weight by which the scheduler ranks the pool: the highest wins. */
export function weight(capabilities: Capabilities, isThick: boolean): number {
  const { free, total, available, provisioned, isThin, ratio } = factorsOf(capabilities, isThick);
  if (Number.isNaN(free) || Number.isNaN(total)) return -1;
  return isThin ? available * ratio - provisioned : Math.min(free, available - provisioned);
}

/** The capabilities once so many GiB have arrived, or with a negative number have left. */
export function withArrival(capabilities: Capabilities, sizeGib: number): Capabilities {
  const { free_capacity_gb: free, provisioned_capacity_gb: provisioned } = capabilities;
  const { allocated_capacity_gb: allocated } = capabilities;
  const changed = (value: unknown, by: number): unknown => {
    if (typeof value === 'number') return value + by;
    return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) + by : value;
  };
  return {
    ...capabilities,
    ...{ free_capacity_gb: changed(free, -sizeGib), allocated_capacity_gb: changed(allocated, sizeGib) },
    // What was reported as 0 cannot become less.
    provisioned_capacity_gb: provisioned === 0 && sizeGib < 0 ? 0 : changed(provisioned, sizeGib),
  };
}
