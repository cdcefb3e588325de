import { z } from 'zod';
import type { Auth, CloudConfig, NamedReference } from '../config/cloudConfig.ts';
import { AuthenticationError, CloudError, toFault } from '../faults.ts';
import { readAnswer } from '../http/answers.ts';
import type { ApiCall } from '../http/apiCall.ts';
import type { Transport } from '../http/transport.ts';
import { revealed, Secret } from '../secret.ts';
import { type CatalogEntry, catalogSchema } from './catalog.ts';

/** What a sign-in gives. */
export interface Token {
  readonly value: Secret;
  /** How long it holds from now, in milliseconds: by Keystone's clock alone, whatever ours says. */
  readonly lifetimeMs: number;
  readonly user: { readonly id: string; readonly name: string };
  readonly project: { readonly id: string; readonly name: string };
  readonly catalog: readonly CatalogEntry[];
}

const named = z.object({ id: z.string(), name: z.string() });

const tokenSchema = z.object({
  token: z.object({
    expires_at: z.iso.datetime({ offset: true }),
    issued_at: z.iso.datetime({ offset: true }),
    user: named,
    project: named.optional(),
    catalog: catalogSchema,
  }),
});

type TokenBody = z.infer<typeof tokenSchema>['token'];

/**
 * `POST /v3/auth/tokens`: one request, no discovery. Rejects with AuthenticationError `Unauthorized` on a 401.
 * Proved by keystone/api/auth.py (AuthTokenResource.post) and keystone/auth/schema.py.
 */
export async function signIn(
  config: CloudConfig,
  transport: Transport,
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
  const wire = await transport(
    { method: 'POST', url, headers: {}, body: value, call: 'POST /v3/auth/tokens', repeatable: true },
    signal,
  );
  const { token } = await certain(() => readAnswer(call, wire, secrets).body);
  if (wire.subjectToken === null) throw signInError('the answer has no X-Subject-Token header');
  if (token.project === undefined)
    throw signInError('the token is not for a project; give project_id or project_name');
  return {
    ...token,
    project: token.project,
    value: new Secret(wire.subjectToken),
    lifetimeMs: lifetime(token),
  };
}

// A sign-in changes nothing that matters, so its failure is never uncertain.
async function certain<T>(read: () => T): Promise<T> {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    throw new AuthenticationError({ ...toFault(error), uncertain: false });
  }
}

function signInError(what: string): AuthenticationError {
  return new AuthenticationError({ code: 'UnexpectedAnswer', message: `POST /v3/auth/tokens: ${what}` });
}

function lifetime(token: TokenBody): number {
  return Date.parse(token.expires_at) - Date.parse(token.issued_at);
}

function authBody(auth: Auth): unknown {
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
