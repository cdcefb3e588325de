// Cinder's list of volumes.
import type { Volume } from '../model.ts';
import { pageLinks, paginate } from '../pages.ts';
import { badRequest, volumeNotFound } from '../refusal.ts';
import type { Answer, AuthorizedCall } from '../router.ts';
import { volumeDetail, volumeSummary, volumeUrl } from './views.ts';

type Filter = (volume: Volume, value: string) => boolean;

const FILTERS: Record<string, Filter> = {
  name: (volume, value) => volume.name === value,
  status: (volume, value) => volume.status === value,
  id: (volume, value) => volume.id === value,
  bootable: (volume, value) => String(volume.bootable) === value.toLowerCase(),
  migration_status: (volume, value) => volume.migrationStatus === value,
  // `~`: contains
  'migration_status~': (volume, value) => volume.migrationStatus?.includes(value) ?? false,
  'name~': (volume, value) => volume.name?.includes(value) ?? false,
  availability_zone: (volume, value) => volume.availabilityZone === value,
  host: (volume, value) => volume.host === value || volume.host?.split('#')[0] === value,
  project_id: (volume, value) => volume.projectId === value,
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

// `{'key': 'value'}` in Python's or JSON's quotes.
function readMetadataFilter(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text.replaceAll("'", '"'));
  } catch {
    throw badRequest(`Invalid input received: Invalid metadata filter ${text}`);
  }
}

/** GET /volumes and /volumes/detail: newest first, the caller's project only unless an admin requests all. */
export const listVolumes =
  (view: 'summary' | 'detail') =>
  (call: AuthorizedCall): Answer => {
    const rows = sorted(call, filtered(call, visible(call)));
    const base = volumeUrl(call, view === 'detail' ? 'volumes/detail' : 'volumes');
    const page = paginate(call, rows, base, volumeNotFound);
    const show = view === 'detail' ? volumeDetail : volumeSummary;
    const volumes = page.items.map((volume) => show(call, volume));
    const count = call.query.get('with_count') === 'true' && call.version >= 45 ? { count: rows.length } : {};
    return { status: 200, body: { volumes, ...pageLinks('volumes_links', page), ...count } };
  };

const TRUE = ['1', 'true', 't', 'yes', 'y', 'on'];

/** Whether an admin requests the rows of all projects; the parameter is ignored for others. */
export const asksForAll = (call: AuthorizedCall): boolean =>
  call.isAdmin && TRUE.includes((call.query.get('all_tenants') ?? '').toLowerCase());

function visible(call: AuthorizedCall): Volume[] {
  const volumes = [...call.sim.state.volumes.values()];
  return asksForAll(call) ? volumes : volumes.filter(({ projectId }) => projectId === call.projectId);
}

function filtered(call: AuthorizedCall, volumes: Volume[]): Volume[] {
  const wanted = [...call.query].filter(([key]) => !NOT_FILTERS.includes(key));
  const unknown = wanted.map(([key]) => key).filter((key) => !call.isAdmin && !USER_FILTERS.includes(key));
  if (unknown.length > 0)
    throw badRequest(`Invalid filters ${unknown.join(', ')} are found in query options.`);
  return volumes.filter((volume) =>
    // An admin's unknown filter matches no volume.
    wanted.every(([key, value]) => FILTERS[key]?.(volume, value) ?? false),
  );
}

const SORTABLE: Record<string, (volume: Volume) => string | number> = {
  id: ({ id }) => id,
  name: ({ name }) => name ?? '',
  status: ({ status }) => status,
  size: ({ sizeGib }) => sizeGib,
  created_at: ({ order }) => order,
};

function sorted(call: AuthorizedCall, volumes: Volume[]): Volume[] {
  const [key = 'created_at', direction = 'desc'] = (call.query.get('sort') ?? '').split(':').filter(Boolean);
  const value = SORTABLE[key] ?? (({ order }: Volume) => order);
  const sign = direction === 'asc' ? 1 : -1;
  return volumes.sort((left, right) => {
    const [a, b] = [value(left), value(right)];
    return a === b ? right.order - left.order : a < b ? -sign : sign;
  });
}
