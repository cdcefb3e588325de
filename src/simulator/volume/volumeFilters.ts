// The filters of Cinder's list of volumes.
import type { Volume } from '../model.ts';
import { badRequest } from '../refusal.ts';
import type { AuthorizedCall } from '../router.ts';

type Filter = (volume: Volume, value: string) => boolean;

const FILTERS: Record<string, Filter> = {
  name: (volume, value) => volume.name === value,
  status: (volume, value) => volume.status === value,
  id: (volume, value) => volume.id === value,
  bootable: (volume, value) => String(volume.bootable) === value.toLowerCase(),
  // Nothing finds a null: not `none`, not an empty value.
  migration_status: (volume, value) => volume.migrationStatus === value,
  // `~`: contains
  'migration_status~': (volume, value) => volume.migrationStatus?.includes(value) ?? false,
  'name~': (volume, value) => volume.name?.includes(value) ?? false,
  availability_zone: (volume, value) => volume.availabilityZone === value,
  host: (volume, value) => isAt(volume.host, value),
  project_id: (volume, value) => volume.projectId === value,
  user_id: (volume, value) => volume.userId === value,
  size: (volume, value) => volume.sizeGib === Number(value),
  volume_type_id: (volume, value) => volume.typeId === value,
  attach_status: (volume, value) => (volume.attached ? 'attached' : 'detached') === value,
  group_id: (volume, value) => volume.groupId === value,
  cluster_name: (volume, value) => volume.clusterName === value,
  service_uuid: (volume, value) => volume.serviceUuid === value,
  consumes_quota: (volume, value) => String(volume.consumesQuota) === value.toLowerCase(),
  updated_at: (volume, value) => isInTime(volume.updatedAt, value),
  metadata: (volume, value) => {
    const wanted = readMetadataFilter(value);
    return Object.entries(wanted).every(([key, text]) => volume.metadata[key] === text);
  },
};
const USER_FILTERS = ['name', 'status', 'metadata', 'bootable', 'migration_status', 'availability_zone'];
const NOT_FILTERS = [
  'all_tenants',
  'limit',
  'marker',
  'offset',
  'sort',
  'sort_key',
  'sort_dir',
  'with_count',
];

/** The volumes that pass all filters of a query. Of a filter that is given twice, the last one counts. */
export function filtered(call: AuthorizedCall, volumes: Volume[]): Volume[] {
  const wanted = [...new Map(call.query)].filter(([key]) => !NOT_FILTERS.includes(key));
  const unknown = wanted.map(([key]) => key).filter((key) => !call.isAdmin && !USER_FILTERS.includes(key));
  if (unknown.length > 0)
    throw badRequest(`Invalid filters ${unknown.join(', ')} are found in query options.`);
  return volumes.filter((volume) =>
    // An admin's unknown filter matches no volume.
    wanted.every(([key, value]) => FILTERS[key]?.(volume, value) ?? false),
  );
}

// A whole pool, a backend with all its pools, or a host with all its backends; never a part of a name.
const isAt = (host: string | null, value: string): boolean =>
  host !== null && (host === value || host.startsWith(`${value}#`) || host.startsWith(`${value}@`));

const COMPARISONS: Record<string, (left: number, right: number) => boolean> = {
  gt: (left, right) => left > right,
  gte: (left, right) => left >= right,
  lt: (left, right) => left < right,
  lte: (left, right) => left <= right,
  eq: (left, right) => left === right,
  neq: (left, right) => left !== right,
};

// `gt:2026-11-28T00:00:00`, in UTC; several conditions are separated by commas.
function isInTime(time: number | null, text: string): boolean {
  if (time === null) return false;
  return text.split(',').every((condition) => {
    const [operator = '', ...rest] = condition.split(':');
    const wanted = Date.parse(`${rest.join(':')}Z`);
    return COMPARISONS[operator]?.(Math.floor(time / 1000) * 1000, wanted) ?? false;
  });
}

// `{'key': 'value'}` in Python's or JSON's quotes.
function readMetadataFilter(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text.replaceAll("'", '"'));
  } catch {
    throw badRequest(`Invalid input received: Invalid metadata filter ${text}`);
  }
}
