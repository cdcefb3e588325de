// Signs in to Keystone.
import { z } from 'zod';
import { timeOf } from '../cinder/schemas.ts';
import type { Clock } from '../clock.ts';
import type { AuthConfig, CloudConfig, NamedReference } from '../config/cloudConfig.ts';
import { AuthenticationError, CloudError, toFault } from '../faults.ts';
import { readAnswer } from '../http/answers.ts';
import type { ApiCall } from '../http/apiCall.ts';
import { withOrigin } from '../http/origin.ts';
import type { Transport, WireRequest } from '../http/transport.ts';
import { optionalText } from '../schema.ts';
import { revealed, Secret } from '../secret.ts';
import { type CatalogEntry, catalogSchema } from './catalog.ts';

/** The result of a sign-in. */
export interface Token {
  readonly value: Secret;
  /**
   * How long it is valid from now, in milliseconds: by Keystone's clock only, whatever the local one says.
   * Infinity if Keystone does not say: then a 401 shows that it has expired.
   */
  readonly lifetimeMs: number;
  readonly user: { readonly id: string; readonly name: string };
  readonly project: { readonly id: string; readonly name: string };
  readonly catalog: readonly CatalogEntry[];
  /**
   * The application credential allows some calls only: services respond to the others with a 401 without
   * explanation.
   */
  readonly hasAccessRules: boolean;
}

const named = z.object({ id: z.string(), name: z.string() });

const tokenSchema = z.object({
  token: z.object({
    expires_at: optionalText,
    issued_at: optionalText,
    user: named,
    project: named.optional(),
    catalog: catalogSchema,
    application_credential: z
      .object({ access_rules: z.array(z.unknown()).nullish().catch(null) })
      .nullish()
      .catch(null),
  }),
});

type TokenBody = z.infer<typeof tokenSchema>['token'];

/**
 * `POST /v3/auth/tokens`: one request, no discovery. Rejects with AuthenticationError `Unauthorized` on a
 * 401.
 * Source: keystone/api/auth.py (AuthTokenResource.post) and keystone/auth/schema.py.
 */
export async function signIn(
  config: CloudConfig,
  transport: Transport,
  { clock, ...how }: Pick<WireRequest, 'requestId' | 'isFirst'> & { readonly clock: Clock },
  signal?: AbortSignal,
): Promise<Token> {
  const call: ApiCall<z.infer<typeof tokenSchema>> = {
    service: 'identity',
    method: 'POST',
    path: '/auth/tokens',
    expected: [201],
    schema: tokenSchema,
  };
  const { value, secrets } = revealed({ auth: authBody(config.auth) });
  const url = `${config.authUrl}/auth/tokens`;
  const request: WireRequest = {
    ...how,
    service: 'identity',
    method: 'POST',
    url,
    headers: {},
    body: value,
    call: 'POST /v3/auth/tokens',
    repeatable: true,
  };
  const send = async () => await transport(request, signal);
  const wire = await withOrigin(send, () => originOf(config));
  const { token } = await certain(() => readAnswer(call, wire, secrets).body, config);
  if (wire.subjectToken === null) throw signInError('the response has no X-Subject-Token header');
  if (token.project === undefined)
    throw signInError('the token is not scoped to a project. Set project_id or project_name');
  return {
    ...token,
    project: token.project,
    value: new Secret(wire.subjectToken),
    lifetimeMs: lifetime(token, clock),
    hasAccessRules: (token.application_credential?.access_rules?.length ?? 0) > 0,
  };
}

const originOf = ({ authUrl, source }: CloudConfig): string =>
  `auth_url is ${authUrl}${source === undefined ? '' : `, from ${source}`}`;

// A sign-in changes nothing that matters, so its failure is never uncertain.
async function certain<T>(read: () => T, config: CloudConfig): Promise<T> {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const reasons =
      error.code === 'Unauthorized'
        ? whoAndWhere(config)
        : [...error.reasons, ...noKeystone(error), originOf(config)];
    throw new AuthenticationError({ ...toFault(error), reasons, uncertain: false });
  }
}

// The responses of a web server if Keystone is elsewhere: its own page, or an error for the path or the
// method.
const ELSEWHERE: readonly (number | null)[] = [200, 404, 405];

const noKeystone = ({ status }: CloudError): string[] =>
  ELSEWHERE.includes(status)
    ? ['there is no Keystone at this path. Its address usually ends in /identity/v3 or :5000/v3']
    : [];

// Keystone does not say which of these is wrong.
function whoAndWhere({ auth, authUrl, source }: CloudConfig): string[] {
  const from = source === undefined ? [] : [`the configuration is from ${source}`];
  return [`${who(auth)}, at ${authUrl}: ${WHAT_TO_CHECK[auth.method]}`, ...from];
}

const WHAT_TO_CHECK: Readonly<Record<AuthConfig['method'], string>> = {
  password: 'check the user, the password and the project',
  token: 'it may have expired. Get a new one',
  application_credential: 'check its name or ID and its secret. It may have expired',
};

function who(auth: AuthConfig): string {
  if (auth.method === 'password') return `${inWords('user', auth.user)}, ${inWords('project', auth.project)}`;
  if (auth.method === 'token') {
    return auth.project === null ? 'a token' : `a token, ${inWords('project', auth.project)}`;
  }
  const { credential } = auth;
  if ('id' in credential) return `application credential ${credential.id}`;
  return `application credential ${credential.name} of ${inWords('user', credential.user)}`;
}

function inWords(what: string, named: NamedReference): string {
  if ('id' in named) return `${what} ${named.id}`;
  const { name, domain } = named;
  return `${what} ${name} (domain ${'id' in domain ? domain.id : domain.name})`;
}

function signInError(what: string): AuthenticationError {
  return new AuthenticationError({ code: 'UnexpectedAnswer', message: `POST /v3/auth/tokens: ${what}` });
}

// If Keystone does not say when it issued the token, the local clock is used.
function lifetime({ expires_at, issued_at }: TokenBody, clock: Clock): number {
  const issuedAt = issued_at === null ? clock.now() : timeOf(issued_at);
  const lifetimeMs = timeOf(expires_at ?? '') - issuedAt;
  return lifetimeMs > 0 ? lifetimeMs : Number.POSITIVE_INFINITY;
}

function authBody(auth: AuthConfig): unknown {
  if (auth.method === 'password') {
    const password = { user: { ...auth.user, password: auth.password } };
    return { identity: { methods: ['password'], password }, scope: { project: auth.project } };
  }
  if (auth.method === 'token') {
    const identity = { methods: ['token'], token: { id: auth.token } };
    return auth.project === null ? { identity } : { identity, scope: { project: auth.project } };
  }
  const credential: { id: string } | { name: string; user: NamedReference } = auth.credential;
  return {
    identity: {
      methods: ['application_credential'],
      application_credential: { ...credential, secret: auth.secret },
    },
  };
}
