// Opens a simulated cloud for a test, calls it as its users, and watches its volumes.
import {
  createVirtualClock,
  type SimulatedCloudServerOptions,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  body: any;
}

export type Who = 'admin' | 'alice' | 'bob' | 'nobody';
const HOME: Record<string, string> = { admin: 'admin', alice: 'demo', bob: 'other' };

/** A cloud on a port, with its clock under the test's control, and a caller for each user. */
export async function openCloud(options: SimulatedCloudServerOptions = {}) {
  const clock = createVirtualClock();
  const server = await startSimulatedCloud({ stageMs: 10, clock, ...options });
  const { cloud, url } = server;
  const tokens = new Map<Who, string>();
  const tokenOf = (who: Who): string => {
    const known = tokens.get(who) ?? cloud.token(who, HOME[who] ?? '');
    tokens.set(who, known);
    return known;
  };
  const call = async (
    who: Who,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(who === 'nobody' ? {} : { 'X-Auth-Token': tokenOf(who) }),
        'Content-Type': 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const reply: Reply = { status: response.status, headers: response.headers, text, body: parse(text) };
    return reply;
  };
  const version = (service: string, wanted: string) => ({ 'OpenStack-API-Version': `${service} ${wanted}` });
  return {
    server,
    cloud,
    clock,
    url,
    call,
    volume: (who: Who, method: string, path: string, body?: unknown, wanted = '3.70') =>
      call(
        who,
        method,
        `/volume/v3/${cloud.world.projects[HOME[who] ?? 'demo']}${path}`,
        body,
        version('volume', wanted),
      ),
    compute: (who: Who, method: string, path: string, body?: unknown, wanted = '2.84') =>
      call(who, method, `/compute/v2.1${path}`, body, version('compute', wanted)),
    identity: (who: Who, method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
      call(who, method, `/identity/v3${path}`, body, headers),
    id: (name: string): string => cloud.world.volumes[name] ?? cloud.world.servers[name] ?? name,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

export type OpenCloud = Awaited<ReturnType<typeof openCloud>>;

// biome-ignore lint/suspicious/noExplicitAny: as in Reply
function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Row {
  status: string;
  migration_status: string | null;
  volume_type: string;
  attachments: unknown[];
  'os-vol-host-attr:host': string | null;
  'os-vol-mig-status-attr:name_id': string | null;
}

/**
 * Moves the clock from one change to the next and requests all volumes over HTTP after each.
 * A line is `who status/migration_status@pool:type attachments name_id`, with only what changed.
 */
export async function watch(open: OpenCloud, names: Record<string, string>): Promise<string[]> {
  const lines: string[] = [];
  const last = new Map<string, string[]>();
  const look = async () => {
    const { body } = await open.volume('admin', 'GET', '/volumes/detail?all_tenants=1');
    const rows = new Map<string, Row>(body.volumes.map((row: Row & { id: string }) => [row.id, row]));
    for (const [id, row] of rows) {
      const target = row.migration_status?.startsWith('target:') || row.migration_status === 'deleting';
      const who = names[id] ?? (target || last.has(id) ? 'target' : undefined);
      if (who === undefined) continue;
      const now = describeRow(row, open);
      const before = last.get(id);
      const changed = before ? now.filter((part, index) => part !== before[index]) : now;
      if (changed.length > 0) lines.push([before ? who : `${who}:`, ...changed].join(' '));
      last.set(id, now);
    }
    for (const id of [...last.keys()])
      if (!rows.has(id)) {
        lines.push(`${names[id] ?? 'target'} gone`);
        last.delete(id);
      }
  };
  await look();
  while (open.clock.step()) await look();
  return lines;
}

function describeRow(row: Row, open: OpenCloud): string[] {
  const migration = row.migration_status?.replace(/target:.*/, 'target') ?? 'null';
  const nameId = row['os-vol-mig-status-attr:name_id'];
  const named = nameId && Object.entries(open.cloud.world.volumes).find(([, id]) => id === nameId)?.[0];
  return [
    row.status,
    migration,
    `@${row['os-vol-host-attr:host']}`,
    `type=${row.volume_type}`,
    `attached=${row.attachments.length}`,
    `name_id=${nameId === null ? 'null' : (named ?? 'target')}`,
  ];
}

/** The lines of one volume as `field field`, as a poller recorded them on a real cloud. */
export const linesOf = (lines: string[], who: string): string[] =>
  lines.filter((line) => line.startsWith(`${who} `) || line.startsWith(`${who}:`));
