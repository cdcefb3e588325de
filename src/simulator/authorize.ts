// Checks the token of a request to Cinder or Nova.
import type { SimulatedService } from './exchange.ts';
import { rulesAllow } from './identity/accessRules.ts';
import { validToken } from './identity/tokens.ts';
import type { User } from './model.ts';
import type { AuthorizedCall, Call } from './router.ts';

/** The call with the token that it carries; undefined if Cinder or Nova would respond 401. */
export function authorize(call: Call, service: SimulatedService): AuthorizedCall | undefined {
  const token = validToken(call.sim, call.headers['x-auth-token'], service);
  if (!token || token.projectId === null || !rulesAllow(call, token, service)) return undefined;
  const user = call.sim.state.users.get(token.userId) ?? departed(token.userId);
  const isAdmin = token.roles.some(({ name }) => name === 'admin');
  return { ...call, token, user, projectId: token.projectId, isAdmin };
}

// A user that is gone, while a service still accepts the token.
const departed = (id: string): User => ({
  id,
  name: '',
  domainId: 'default',
  enabled: false,
  password: null,
  defaultProjectId: null,
  options: {},
  extra: {},
});
