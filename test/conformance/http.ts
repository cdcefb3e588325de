// One HTTP exchange, and the services' addresses: shares no code with what it compares.
import got from 'got';
import type { User } from '../e2e/client.ts';

// biome-ignore lint/suspicious/noExplicitAny: what OpenStack answers; each scenario reads what it needs
export type Json = any;

export type Service = 'identity' | 'volume' | 'compute';

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body; its text if it is not JSON; undefined if it is empty. */
  readonly body: Json;
}

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

// Not fetch: it refuses some ports on which a test cloud may listen.
export async function exchange({ method, url, headers = {}, body }: WireRequest): Promise<WireAnswer> {
  const answer = await got(url, {
    method: method as 'GET',
    headers: { accept: 'application/json', ...headers },
    throwHttpErrors: false,
    followRedirect: false,
    retry: { limit: 0 },
    timeout: { request: 30_000 },
    ...(body === undefined ? {} : { json: body }),
  });
  const flat = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const);
  return { status: answer.statusCode, headers: Object.fromEntries(flat), body: parse(answer.body) };
}

function parse(text: string): Json {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The identity of the sign-in: an ordinary user, or IDs. */
export interface Session {
  readonly token: string;
  readonly userId: string;
  readonly projectId: string;
  readonly urls: Readonly<Record<Service, string>>;
}

const DOMAIN = { id: 'default' };

export const passwordAuth = ({ username, password, project_name }: User) => ({
  auth: {
    identity: { methods: ['password'], password: { user: { name: username, domain: DOMAIN, password } } },
    scope: { project: { name: project_name, domain: DOMAIN } },
  },
});

export async function openSession(authUrl: string, body: unknown): Promise<Session> {
  const answer = await exchange({ method: 'POST', url: `${authUrl}/auth/tokens`, body });
  if (answer.status !== 201) throw new Error(`sign-in: ${answer.status} ${JSON.stringify(answer.body)}`);
  return sessionOf(authUrl, answer);
}

export function sessionOf(authUrl: string, { headers, body }: WireAnswer): Session {
  const urlOf = (type: string): string =>
    body.token.catalog
      .find((entry: Json) => entry.type === type)
      .endpoints.find((endpoint: Json) => endpoint.interface === 'public').url;
  return {
    token: headers['x-subject-token'] ?? '',
    userId: body.token.user.id,
    projectId: body.token.project.id,
    urls: { identity: authUrl, volume: urlOf('volumev3'), compute: urlOf('compute') },
  };
}
