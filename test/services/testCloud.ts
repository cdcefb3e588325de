// A tiny cloud over real HTTP: Keystone's sign-in, and the responses that a test defines.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Clock,
  type Cloud,
  type ConnectOptions,
  connect,
  parseCloudConfig,
} from '../../services/index.ts';

export const PASSWORD = 'canary-password-7f31';
export const TOKEN = 'canary-token';

export interface Seen {
  /** `GET volume /volumes/v1`. */
  readonly call: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
  /** The connection breaks instead of a response. */
  readonly lost?: boolean;
  readonly delayMs?: number;
}

/** One reply forever, several in order (the last one forever), or a function. */
export type Route = Reply | readonly Reply[] | ((seen: Seen) => Reply);

export interface TestCloud {
  readonly url: string;
  readonly seen: Seen[];
  /** `GET volume /volumes/v1`, in order, without the sign-ins. */
  readonly calls: () => string[];
  readonly signIns: () => number;
  readonly routes: Record<string, Route>;
  readonly connect: (options?: ConnectOptions, config?: Record<string, unknown>) => Promise<Cloud>;
  readonly close: () => Promise<void>;
}

export interface Settings {
  readonly tokenLifetimeMs?: number;
  /** The catalog, if it is another one. */
  readonly catalog?: (url: string) => unknown[];
}

export async function startTestCloud(
  routes: Record<string, Route> = {},
  settings: Settings = {},
): Promise<TestCloud> {
  const seen: Seen[] = [];
  const turns = new Map<string, number>();
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const one = await read(request);
    seen.push(one);
    const turn = turns.get(one.call) ?? 0;
    turns.set(one.call, turn + 1);
    const route = routes[one.call];
    const reply = route === undefined ? usual(one, url(), settings, signIns()) : pick(route, one, turn);
    if (reply.delayMs !== undefined)
      await new Promise((resolve) => setTimeout(resolve, reply.delayMs).unref());
    if (reply.lost) return response.destroy();
    const text = reply.text ?? (reply.body === undefined ? '' : JSON.stringify(reply.body));
    const headers = { 'x-openstack-request-id': `req-${seen.length}`, ...reply.headers };
    return response.writeHead(reply.status ?? 200, headers).end(text);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const signIns = () => seen.filter(({ call }) => call === SIGN_IN).length;
  return {
    url: url(),
    seen,
    routes,
    signIns,
    calls: () => seen.map(({ call }) => call).filter((call) => call !== SIGN_IN),
    connect: async (options = {}, config = {}) =>
      await connect(parseCloudConfig(configFor(url(), config)), { retryLimit: 0, ...options }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const SIGN_IN = 'POST identity /auth/tokens';

/** Responds with the role `member`, unless a test defines another response. */
export const ROLES = 'GET identity /roles';

export function configFor(url: string, config: Record<string, unknown> = {}): Record<string, unknown> {
  const auth = {
    auth_url: `${url}/identity/v3`,
    username: 'admin',
    password: PASSWORD,
    user_domain_id: 'default',
    project_name: 'admin',
    project_domain_id: 'default',
  };
  return { auth, region_name: 'RegionOne', ...config };
}

const SERVICES = {
  '/volume/v3/p1': 'volume',
  '/volume/v3/p2': 'volume of p2',
  '/compute/v2.1': 'compute',
  '/identity/v3': 'identity',
};

async function read(request: IncomingMessage): Promise<Seen> {
  const url = new URL(request.url ?? '/', 'http://test');
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const service = Object.entries(SERVICES).find(([prefix]) => url.pathname.startsWith(prefix));
  const path = service === undefined ? url.pathname : url.pathname.slice(service[0].length);
  return {
    call: `${request.method} ${service?.[1] ?? 'other'} ${path}`,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

function pick(route: Route, one: Seen, turn: number): Reply {
  if (typeof route === 'function') return route(one);
  if (!Array.isArray(route)) return route as Reply;
  return route[Math.min(turn, route.length - 1)] as Reply;
}

function usual(one: Seen, url: string, settings: Settings, turn: number): Reply {
  if (one.call === ROLES) return { body: { roles: [{ id: 'r1', name: 'member', domain_id: null }] } };
  if (one.call !== SIGN_IN) return notFound(`no route for ${one.call}`);
  const identity = (one.body as { auth: { identity: { password?: { user: { id?: string } } } } }).auth
    .identity;
  const project = identity.password?.user.id === undefined ? 'p1' : 'p2';
  const issued = Date.parse('2026-11-21T22:00:00Z');
  const expires = new Date(issued + (settings.tokenLifetimeMs ?? 3_600_000));
  const token = {
    issued_at: '2026-11-21T22:00:00.000000Z',
    expires_at: expires.toISOString(),
    user: { id: 'u1', name: 'admin' },
    project: { id: project, name: 'admin' },
    catalog: (settings.catalog ?? ((base) => catalog(base, project)))(url),
  };
  return { status: 201, headers: { 'x-subject-token': `${TOKEN}-${turn}` }, body: { token } };
}

export function entry(type: string, url: string, at: { interface?: string; region?: string } = {}): unknown {
  const { region = 'RegionOne' } = at;
  return { type, endpoints: [{ interface: at.interface ?? 'public', region, region_id: region, url }] };
}

function catalog(url: string, project: string): unknown[] {
  return [
    entry('volumev3', `${url}/volume/v3/${project}`),
    entry('compute', `${url}/compute/v2.1`),
    entry('identity', `${url}/identity/v3/`),
  ];
}

export function notFound(message: string): Reply {
  return { status: 404, body: { itemNotFound: { code: 404, message } } };
}

/** A clock whose sleeps end at once and are remembered. */
export function testClock(): Clock & { readonly sleeps: number[]; advance: (ms: number) => void } {
  let time = Date.parse('2026-11-21T22:00:00Z');
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => time,
    monotonic: () => time,
    longestMomentMs: Number.POSITIVE_INFINITY,
    advance: (ms) => {
      time += ms;
    },
    sleep: async (ms) => {
      sleeps.push(ms);
      time += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export const signal = new AbortController().signal;

/** What Cinder responds to an admin, as seen on Zed; with changes. */
export function wireVolume(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'v1',
    status: 'available',
    size: 1,
    availability_zone: 'nova',
    created_at: '2026-11-21T20:21:19.000000',
    name: 'data',
    description: null,
    volume_type: 'alpha',
    metadata: { owner: 'alice' },
    bootable: 'false',
    encrypted: false,
    replication_status: null,
    consistencygroup_id: null,
    multiattach: false,
    attachments: [],
    migration_status: null,
    group_id: null,
    cluster_name: null,
    volume_type_id: 't1',
    'os-vol-tenant-attr:tenant_id': 'p2',
    'os-vol-host-attr:host': 'node1@alpha#alpha',
    ...changes,
  };
}
