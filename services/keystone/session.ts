// Keeps a session's token fresh.
import type { Clock } from '../clock.ts';
import { AuthenticationError } from '../faults.ts';
import type { Secret } from '../secret.ts';
import type { Token } from './signIn.ts';

export interface Session {
  /** The current token; renewed shortly before it expires. */
  readonly token: () => Promise<Secret>;
  /** After a 401: another token than the rejected one. Many callers share one sign-in. */
  readonly renewed: (refused: Secret) => Promise<Secret>;
}

// A tenth of the token's lifetime, at most two minutes: the token must not expire during a long request.
const marginOf = (token: Token) => Math.min(120_000, token.lifetimeMs / 10);

/** Keeps a token fresh. `signIn` is null for a token that cannot be renewed. */
export function createSession(first: Token, signIn: (() => Promise<Token>) | null, clock: Clock): Session {
  let current = first;
  let renewAt = clock.monotonic() + first.lifetimeMs - marginOf(first);
  let pending: Promise<Secret> | null = null;

  const signInAgain = async (again: () => Promise<Token>): Promise<Secret> => {
    const token = await again();
    current = token;
    renewAt = clock.monotonic() + token.lifetimeMs - marginOf(token);
    return token.value;
  };
  const renew = async (): Promise<Secret> => {
    if (signIn === null) throw notRenewable();
    pending ??= signInAgain(signIn).finally(() => {
      pending = null;
    });
    return await pending;
  };
  return {
    token: async () => (signIn !== null && clock.monotonic() >= renewAt ? await renew() : current.value),
    renewed: async (refused) => (current.value === refused ? await renew() : current.value),
  };
}

function notRenewable(): AuthenticationError {
  return new AuthenticationError({
    code: 'TokenExpired',
    status: 401,
    message: 'The token is no longer accepted, and a token alone cannot be renewed',
    reasons: ['sign in with a password or an application credential, or provide a new token'],
  });
}
