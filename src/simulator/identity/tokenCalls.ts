// Keystone's calls on a token: show and revoke.
import { notFound } from '../refusal.ts';
import type { Answer, AuthorizedCall } from '../router.ts';
import { forbidden } from './policy.ts';
import { tokenBody, validToken } from './tokens.ts';

// The token that the call is about; only an admin may see another user's.
function subject(call: AuthorizedCall, rule: string) {
  const id = call.headers['x-subject-token'];
  if (id === undefined) throw notFound('No token in the request');
  const token = validToken(call.sim, id, 'identity');
  if (!token)
    throw notFound(
      call.sim.state.tokens.has(id) ? 'Failed to validate token' : 'Could not recognize Fernet token',
    );
  if (token.userId !== call.user.id && !call.isAdmin) throw forbidden(rule);
  return token;
}

/** GET and HEAD /v3/auth/tokens */
export function showToken(call: AuthorizedCall): Answer {
  const token = subject(call, 'identity:validate_token');
  return {
    status: 200,
    body: tokenBody(call.sim, token, !call.query.has('nocatalog')),
    headers: { 'X-Subject-Token': token.id },
  };
}

/** DELETE /v3/auth/tokens */
export function revokeToken(call: AuthorizedCall): Answer {
  subject(call, 'identity:revoke_token').revoked = true;
  return { status: 204 };
}
