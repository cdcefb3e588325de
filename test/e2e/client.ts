// A small OpenStack client for the tests' own set-up and checks: shares no code with what it checks.
import { setTimeout as sleep } from 'node:timers/promises';
import got from 'got';

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
  readonly token: string;
  readonly call: (
    service: Service,
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<{ status: number; body: Json }>;
  /** Like call, but the status must be a success. */
  readonly must: (service: Service, method: string, path: string, body?: unknown) => Promise<Json>;
}

const VERSIONS: Readonly<Record<Service, string>> = {
  identity: '',
  volumev3: 'volume 3.70',
  compute: 'compute 2.90',
};

export async function signIn(authUrl: string, user: User): Promise<Client> {
  const domain = { id: 'default' };
  const identity = {
    methods: ['password'],
    password: { user: { name: user.username, domain, password: user.password } },
  };
  const answer = await send(
    'POST',
    `${authUrl}/auth/tokens`,
    {},
    {
      auth: { identity, scope: { project: { name: user.project_name, domain } } },
    },
  );
  if (answer.status !== 201) throw new Error(`sign-in of ${user.username}: ${answer.status} ${answer.text}`);
  const { token } = parse(answer.text);
  const headers = { 'x-auth-token': answer.token };
  const urls = new Map<Service, string>([['identity', authUrl]]);
  for (const { type, endpoints } of token.catalog) {
    const found = endpoints.find((endpoint: Json) => endpoint.interface === 'public');
    if (type === 'volumev3' || type === 'compute') urls.set(type, found.url);
  }
  const call: Client['call'] = async (service, method, path, body) => {
    const version = { 'openstack-api-version': VERSIONS[service] };
    const { status, text } = await send(
      method,
      `${urls.get(service)}${path}`,
      { ...headers, ...version },
      body,
    );
    return { status, body: text === '' ? null : parse(text) };
  };
  const must: Client['must'] = async (service, method, path, body) => {
    const { status, body: answered } = await call(service, method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answered)}`);
    return answered;
  };
  return { projectId: token.project.id, token: answer.token, call, must };
}

// Not fetch: it refuses some ports on which a test cloud may listen.
async function send(method: string, url: string, headers: Record<string, string>, body?: unknown) {
  const answer = await got(url, {
    method: method as 'GET',
    headers,
    throwHttpErrors: false,
    retry: { limit: 0 },
    ...(body === undefined ? {} : { json: body }),
  });
  return { status: answer.statusCode, text: answer.body, token: String(answer.headers['x-subject-token']) };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Asks repeatedly until the result is there; fails after a while, saying what it was waiting for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer as T;
    await sleep(50);
  }
  throw new Error(`gave up waiting for ${what}`);
}
