// Nova's list of servers: of which projects, filtered, sorted, page by page.
import type { Server } from '../model.ts';
import { pageLinks, paginate } from '../pages.ts';
import { badRequest, policyForbids } from '../refusal.ts';
import type { Answer, AuthorizedCall } from '../router.ts';
import { serverStatus } from './state.ts';
import { serverDetail, serverSummary } from './views.ts';

type Filter = (server: Server, value: string) => boolean;

const isTrue = (text: string): boolean => ['1', 'true', 't', 'yes', 'y', 'on'].includes(text.toLowerCase());

/** Filters for everybody. Nova treats the name as a pattern. */
const FILTERS: Record<string, Filter> = {
  name: (server, value) => server.name.includes(value),
  status: (server, value) => serverStatus(server) === value.toUpperCase(),
  'changes-since': (server, value) => server.updatedAt >= Date.parse(value),
};
/** Filters for admins; a member's are ignored. No filter knows the volumes of a server. */
const ADMIN_FILTERS: Record<string, Filter> = {
  uuid: (server, value) => server.id === value,
  host: (server, value) => server.host === value,
  user_id: (server, value) => server.userId === value,
  vm_state: (server, value) => server.vmState === value,
  availability_zone: (server, value) => server.availabilityZone === value,
  // Deleted servers are not kept here.
  deleted: (_, value) => !isTrue(value),
};

// nova/api/openstack/compute/schemas/servers.py; until 2.74 any other key is accepted too, and ignored.
const KNOWN = new Set(
  (
    'access_ip_v4 access_ip_v6 all_tenants auto_disk_config availability_zone changes-before changes-since config_drive ' +
    'created_at deleted description display_description display_name flavor host hostname image image_ref instance_type ip ' +
    'ip6 kernel_id key_name launch_index launched_at limit locked locked_by marker name node not-tags not-tags-any ' +
    'power_state progress project_id ramdisk_id reservation_id root_device_name soft_deleted sort_dir sort_key status tags ' +
    'tags-any task_state tenant_id terminated_at user_id uuid vm_state'
  ).split(' '),
);

/**
 * GET /servers and /servers/detail: newest first. All projects only for an admin with `all_tenants`; without
 * it, a `project_id` other than the token's own gives an admin an empty list, and a member's is ignored.
 */
export const listServers =
  (view: 'summary' | 'detail') =>
  (call: AuthorizedCall): Answer => {
    requireQuery(call);
    const all = asksForAll(call);
    if (all && !call.isAdmin)
      throw policyForbids(`os_compute_api:servers:${view === 'detail' ? 'detail' : 'index'}:get_all_tenants`);
    const rows = [...call.sim.state.servers.values()]
      .filter((server) => all || server.projectId === call.projectId)
      .filter(filterOf(call))
      .sort((left, right) => right.order - left.order);
    if (last(call, 'sort_dir') === 'asc') rows.reverse();
    const base = `${call.sim.url}/compute/v2.1/servers${view === 'detail' ? '/detail' : ''}`;
    const page = paginate(call, rows, base, (id) => badRequest(`marker [${id}] not found`));
    const servers = page.items.map((server) =>
      view === 'detail' ? serverDetail(call, server, true) : serverSummary(call, server),
    );
    return { status: 200, body: { servers, ...pageLinks('servers_links', page) } };
  };

// The last one of a repeated key counts.
const last = (call: AuthorizedCall, key: string): string | undefined => call.query.getAll(key).at(-1);

function requireQuery(call: AuthorizedCall): void {
  const limit = last(call, 'limit');
  if (limit !== undefined && !/^[0-9]*$/.test(limit))
    throw badRequest(
      `Invalid input for query parameters limit. Value: ${limit}. '${limit}' does not match '^[0-9]*$'`,
    );
  if (call.version < 75) return;
  const unknown = [...call.query.keys()].find((key) => !KNOWN.has(key) && !key.startsWith('_'));
  if (unknown !== undefined) throw badRequest(`'${unknown}' does not match any of the regexes: '^_'`);
}

function asksForAll(call: AuthorizedCall): boolean {
  const wish = last(call, 'all_tenants');
  return wish !== undefined && !['0', 'false'].includes(wish.toLowerCase());
}

function filterOf(call: AuthorizedCall): (server: Server) => boolean {
  const locked: Record<string, Filter> =
    call.version >= 73 ? { locked: (server, value) => server.locked === isTrue(value) } : {};
  const filters = { ...FILTERS, ...locked, ...(call.isAdmin ? ADMIN_FILTERS : {}) };
  const project = last(call, 'project_id') ?? last(call, 'tenant_id');
  return (server) =>
    (!call.isAdmin || project === undefined || server.projectId === project) &&
    Object.entries(filters).every(([key, fits]) => {
      const value = last(call, key);
      return value === undefined || fits(server, value);
    });
}
