import type { Service } from './exchange.ts';
import { rulesAllow } from './identity/accessRules.ts';
import { validToken } from './identity/tokens.ts';
import type { User } from './model.ts';
import type { AuthorizedCall, Call } from './router.ts';

/** The call with whose token it carries; undefined where Cinder or Nova would answer 401. */
export function authorize(call: Call, service: Service): AuthorizedCall | undefined {
  const token = validToken(call.sim, call.headers['x-auth-token'], service);
  if (!token || token.projectId === null || !rulesAllow(call, token, service)) return undefined;
  const user = call.sim.state.users.get(token.userId) ?? departed(token.userId);
  const isAdmin = token.roles.some(({ name }) => name === 'admin');
  return { ...call, token, user, projectId: token.projectId, isAdmin };
}

// a user who is gone, while a service still honours the token
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
