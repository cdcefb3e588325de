// Keystone's sign-in: POST /v3/auth/tokens.
import type { ApplicationCredential, Domain, Project, Role, User } from '../model.ts';
import { badRequest, notFound, Refusal } from '../refusal.ts';
import type { Answer, Call } from '../router.ts';
import type { Simulation } from '../simulation.ts';
import { type Fields, isFields } from '../validate.ts';
import { effectiveRoles, expandRoles, issueToken, tokenBody, validToken } from './tokens.ts';

const MALFORMED =
  'The server could not comply with the request since it is either malformed or otherwise incorrect. ' +
  'The client is assumed to be in error.';

const expecting = (what: string, where: string) =>
  badRequest(`Expecting to find ${what} in ${where}. ${MALFORMED}`);

/** Keystone's 401, which never says what was wrong. */
export const unauthorized = (
  message = 'The request you have made requires authentication.',
  details: Record<string, unknown> = {},
) => new Refusal(401, message, {}, details);

interface Identity {
  user: User;
  /** Set if the method has its own project. */
  credential?: ApplicationCredential;
  /** Methods of the token that was given instead of a password. */
  earlierMethods?: string[];
}

/** POST /v3/auth/tokens: password, token or application credential; scope: a project or none. */
export function createToken(call: Call): Answer {
  const { sim } = call;
  const auth = readAuth(call);
  const identity = isFields(auth['identity']) ? auth['identity'] : undefined;
  if (!identity) throw badRequest("'identity' is a required property");
  const methods = Array.isArray(identity['methods']) ? identity['methods'].map(String) : [];
  const { user, credential, earlierMethods } = identify(sim, identity, methods);
  const scope = auth['scope'] === 'unscoped' ? undefined : auth['scope'];
  const { projectId, roles } = credential
    ? credentialScope(sim, credential, scope)
    : projectScope(sim, user, isFields(scope) ? scope : undefined);
  const token = issueToken(sim, user, projectId, roles, [...(earlierMethods ?? []), ...methods]);
  if (credential) token.applicationCredentialId = credential.id;
  const body = tokenBody(sim, token, !call.query.has('nocatalog'));
  return { status: 201, body, headers: { 'X-Subject-Token': token.id } };
}

function readAuth(call: Call): Fields {
  if (call.malformed || Array.isArray(call.body))
    throw badRequest(`Expecting to find valid JSON in request body. ${MALFORMED}`);
  const auth = isFields(call.body) ? call.body['auth'] : undefined;
  if (!isFields(auth)) throw expecting('auth', 'request body');
  return auth;
}

function identify(sim: Simulation, identity: Fields, methods: string[]): Identity {
  const [method] = methods;
  if (method === undefined) throw unauthorized();
  const given = identity[method];
  if (!isFields(given)) throw expecting(method, 'identity');
  if (method === 'password') return { user: byPassword(sim, given) };
  if (method === 'token') return byToken(sim, given);
  if (method === 'application_credential') return byApplicationCredential(sim, given);
  throw unauthorized();
}

function byPassword(sim: Simulation, given: Fields): User {
  const fields = isFields(given['user']) ? given['user'] : undefined;
  if (!fields) throw expecting('user', 'password');
  const user = findUser(sim, fields);
  if (!user?.enabled || user.password === null || user.password !== fields['password']) throw unauthorized();
  return user;
}

function byToken(sim: Simulation, given: Fields): Identity {
  const id = String(given['id'] ?? '');
  if (!sim.state.tokens.has(id)) throw notFound('Could not recognize Fernet token');
  const token = validToken(sim, id, 'identity');
  const user = token && sim.state.users.get(token.userId);
  if (!token || !user) throw unauthorized();
  return { user, earlierMethods: token.methods.filter((method) => method !== 'token') };
}

function byApplicationCredential(sim: Simulation, given: Fields): Identity {
  const all = [...sim.state.applicationCredentials.values()];
  const id = given['id'];
  if (id === undefined && !isFields(given['user'])) throw expecting('user', 'application credential');
  const owner = isFields(given['user']) ? findUser(sim, given['user']) : undefined;
  const credential =
    id !== undefined
      ? sim.state.applicationCredentials.get(String(id))
      : all.find(({ name, userId }) => name === given['name'] && userId === owner?.id);
  if (!credential) throw notFound(`Could not find Application Credential: ${id ?? given['name']}.`);
  const user = sim.state.users.get(credential.userId);
  if (!user?.enabled || credential.secret !== given['secret']) throw unauthorized();
  return { user, credential };
}

function findUser(sim: Simulation, fields: Fields): User | undefined {
  if (typeof fields['id'] === 'string') return sim.state.users.get(fields['id']);
  if (!isFields(fields['domain'])) throw expecting('domain', 'user');
  const domain = findDomain(sim, fields['domain']);
  return [...sim.state.users.values()].find(
    (user) => user.name === fields['name'] && user.domainId === domain?.id,
  );
}

const findDomain = (sim: Simulation, fields: Fields): Domain | undefined =>
  [...sim.state.domains.values()].find(({ id, name }) => id === fields['id'] || name === fields['name']);

interface Scope {
  projectId: string | null;
  roles: Role[];
}

function credentialScope(sim: Simulation, credential: ApplicationCredential, scope: unknown): Scope {
  if (scope !== undefined)
    throw unauthorized(
      'Error authenticating with application credential: Application credentials cannot request a scope.',
      { identity: {} },
    );
  const own = credential.roleIds.flatMap((id) => sim.state.roles.get(id) ?? []);
  const roles = sim.settings.facts.impliedCredentialRoles ? expandRoles(sim, own) : own;
  return { projectId: credential.projectId, roles };
}

// Without a scope: the user's default project if it has a role there, otherwise no project.
function projectScope(sim: Simulation, user: User, scope: Fields | undefined): Scope {
  if (!scope) {
    const roles = user.defaultProjectId ? effectiveRoles(sim, user.id, user.defaultProjectId) : [];
    return { projectId: roles.length > 0 ? user.defaultProjectId : null, roles };
  }
  if (Object.keys(scope).length !== 1)
    throw expecting('system, project, domain, OS-TRUST:trust or unscoped', 'scope');
  const project = isFields(scope['project']) ? findProject(sim, scope['project']) : undefined;
  const roles = project?.enabled ? effectiveRoles(sim, user.id, project.id) : [];
  if (!project || roles.length === 0) throw unauthorized();
  return { projectId: project.id, roles };
}

function findProject(sim: Simulation, fields: Fields): Project | undefined {
  if (typeof fields['id'] === 'string') return sim.state.projects.get(fields['id']);
  if (!isFields(fields['domain'])) throw expecting('domain', 'project');
  const domain = findDomain(sim, fields['domain']);
  return [...sim.state.projects.values()].find(
    ({ name, domainId }) => name === fields['name'] && domainId === domain?.id,
  );
}
