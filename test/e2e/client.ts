// A small OpenStack client for the tests' own set-up and checks: it shares no code with what it checks.
import { setTimeout as sleep } from 'node:timers/promises';

export interface User {
  readonly username: string;
  readonly password: string;
  readonly project_name: string;
}

// biome-ignore lint/suspicious/noExplicitAny: what OpenStack answers; each test reads what it needs
type Json = any;

type Service = 'identity' | 'volumev3' | 'compute';

export interface Client {
  readonly projectId: string;
  readonly call: (service: Service, method: string, path: string, body?: unknown) => Promise<{ status: number; body: Json }>;
  /** Like call, but the status must be a success. */
  readonly must: (service: Service, method: string, path: string, body?: unknown) => Promise<Json>;
}

const VERSIONS: Readonly<Record<Service, string>> = { identity: '', volumev3: 'volume 3.70', compute: 'compute 2.90' };

export async function signIn(authUrl: string, user: User): Promise<Client> {
  const domain = { id: 'default' };
  const identity = {
    methods: ['password'],
    password: { user: { name: user.username, domain, password: user.password } },
  };
  const answer = await fetch(`${authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity, scope: { project: { name: user.project_name, domain } } } }),
  });
  if (answer.status !== 201) throw new Error(`sign-in of ${user.username}: ${answer.status} ${await answer.text()}`);
  const { token } = (await answer.json()) as Json;
  const headers = { 'x-auth-token': answer.headers.get('x-subject-token') ?? '', 'content-type': 'application/json' };
  const urls = new Map<Service, string>([['identity', authUrl]]);
  for (const { type, endpoints } of token.catalog) {
    const found = endpoints.find((endpoint: Json) => endpoint.interface === 'public');
    if (type === 'volumev3' || type === 'compute') urls.set(type, found.url);
  }
  const call: Client['call'] = async (service, method, path, body) => {
    const response = await fetch(`${urls.get(service)}${path}`, {
      method,
      headers: { ...headers, 'openstack-api-version': VERSIONS[service] },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : parse(text) };
  };
  const must: Client['must'] = async (service, method, path, body) => {
    const { status, body: answered } = await call(service, method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answered)}`);
    return answered;
  };
  return { projectId: token.project.id, call, must };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Asks again and again until the answer is there; fails after a while, saying what for. */
export async function until<T>(what: string, ask: () => Promise<T | null | undefined | false>, timeoutMs = 60_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer as T;
    await sleep(100);
  }
  throw new Error(`gave up waiting for ${what}`);
}
