// Keystone's users.
import type { User } from '../model.ts';
import { badRequest, conflict, notFound, Refusal } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import type { Simulation } from '../simulation.ts';
import { type Fields, invalidField, isFields } from '../validate.ts';
import { listBody, selfLink } from './lists.ts';
import { requireAdmin } from './policy.ts';
import { revokeTokens } from './tokens.ts';

const KNOWN = ['id', 'name', 'domain_id', 'enabled', 'password', 'default_project_id', 'options'];

export function userView(sim: Simulation, user: User): Record<string, unknown> {
  return {
    ...user.extra,
    id: user.id,
    name: user.name,
    domain_id: user.domainId,
    enabled: user.enabled,
    ...(user.defaultProjectId === null ? {} : { default_project_id: user.defaultProjectId }),
    password_expires_at: null,
    options: { ...user.options },
    links: selfLink(sim, `users/${user.id}`),
  };
}

/** POST /v3/users */
export function createUser(call: AuthorizedCall): Answer {
  const { sim } = call;
  requireAdmin(call, 'identity:create_user');
  const fields = readUser(call);
  if (fields['name'] === undefined) throw withoutName(sim, fields);
  checkUser(sim, fields);
  const domainId = String(fields['domain_id'] ?? 'default');
  requireWritable(sim, domainId);
  const name = String(fields['name']);
  if (named(sim, name, domainId))
    throw conflict(
      `Conflict occurred attempting to store user - Duplicate entry found with name ${name} at domain ID ${domainId}.`,
    );
  const user: User = {
    id: sim.newHex(),
    name,
    domainId,
    enabled: (fields['enabled'] as boolean | undefined) ?? true,
    password: (fields['password'] as string | undefined) ?? null,
    defaultProjectId: (fields['default_project_id'] as string | undefined) ?? null,
    options: { ...(fields['options'] as Fields | undefined) },
    extra: extraOf(fields),
  };
  sim.state.users.set(user.id, user);
  return { status: 201, body: { user: userView(sim, user) } };
}

const extraOf = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !KNOWN.includes(key)));

const named = (sim: Simulation, name: string, domainId: string) =>
  [...sim.state.users.values()].find((user) => user.name === name && user.domainId === domainId);

function withoutName(sim: Simulation, fields: Fields): Refusal {
  const reason = "'name' is a required property";
  return sim.settings.facts.namesIncompleteField ? invalidField('user', fields, reason) : badRequest(reason);
}

function readUser(call: AuthorizedCall): Fields {
  const user = isFields(call.body) ? call.body['user'] : undefined;
  return isFields(user) ? user : {};
}

function checkUser(sim: Simulation, { name, password }: Fields): void {
  if (name === '') throw badRequest("Invalid input for field 'name': '' is too short");
  if (typeof name === 'string' && name.length > 255)
    throw badRequest(`Invalid input for field 'name': '${name}' is too long`);
  if (password === undefined || password === null) return;
  if (typeof password !== 'string')
    throw badRequest(`Invalid input for field 'password': ${password} is not of type 'string', 'null'`);
  const { passwordRegex, passwordRegexDescription } = sim.settings;
  if (passwordRegex && !passwordRegex.test(password))
    throw badRequest(`The password does not match the requirements: ${passwordRegexDescription}.`);
}

// A domain kept in LDAP cannot be written.
function requireWritable(sim: Simulation, domainId: string): void {
  const domain = sim.state.domains.get(domainId);
  if (!domain) throw notFound(`Could not find domain: ${domainId}.`);
  if (domain.readOnly)
    // keystone/identity/backends/ldap: only its log says why it is forbidden.
    throw new Refusal(403, 'You are not authorized to perform the requested action.');
}

/** GET /v3/users?name=&name__startswith=&domain_id= */
export function listUsers(call: AuthorizedCall): Answer {
  requireAdmin(call, 'identity:list_users');
  const domainId = call.query.get('domain_id');
  const users = [...call.sim.state.users.values()].filter(
    (user) => fitsName(user.name, call.query) && (domainId === null || user.domainId === domainId),
  );
  return {
    status: 200,
    body: listBody(
      call,
      'users',
      users.map((user) => userView(call.sim, user)),
    ),
  };
}

// Keystone's filters for a name; `name__icontains` and the like ignore case.
const NAME_FILTERS: Record<string, (name: string, value: string) => boolean> = {
  name: (name, value) => name === value,
  name__contains: (name, value) => name.includes(value),
  name__startswith: (name, value) => name.startsWith(value),
  name__endswith: (name, value) => name.endsWith(value),
  name__icontains: (name, value) => name.toLowerCase().includes(value.toLowerCase()),
  name__istartswith: (name, value) => name.toLowerCase().startsWith(value.toLowerCase()),
  name__iendswith: (name, value) => name.toLowerCase().endsWith(value.toLowerCase()),
};

// keystone/server/flask/common.py build_driver_hints and filter_by_attributes: unknown filters are ignored.
const fitsName = (name: string, query: URLSearchParams): boolean =>
  [...query].every(([key, value]) => NAME_FILTERS[key]?.(name, value) ?? true);

function requireUser(sim: Simulation, id: string): User {
  const user = sim.state.users.get(id);
  if (!user) throw notFound(`Could not find user: ${id}.`);
  return user;
}

/** GET /v3/users/{id} */
export function showUser(call: AuthorizedCall): Answer {
  requireAdmin(call, 'identity:get_user', call.user.id === param(call, 'id'));
  return { status: 200, body: { user: userView(call.sim, requireUser(call.sim, param(call, 'id'))) } };
}

/** PATCH /v3/users/{id}. A new password or `enabled: false` revokes the user's tokens. */
export function updateUser(call: AuthorizedCall): Answer {
  const { sim } = call;
  requireAdmin(call, 'identity:update_user');
  const user = requireUser(sim, param(call, 'id'));
  requireWritable(sim, user.domainId);
  const fields = readUser(call);
  checkUser(sim, fields);
  if (fields['password'] !== undefined || fields['enabled'] === false) revokeTokens(sim, user.id);
  if (typeof fields['name'] === 'string') user.name = fields['name'];
  if (typeof fields['password'] === 'string') user.password = fields['password'];
  if (typeof fields['enabled'] === 'boolean') user.enabled = fields['enabled'];
  if (fields['default_project_id'] !== undefined)
    user.defaultProjectId = fields['default_project_id'] as string | null;
  Object.assign(user.options, fields['options']);
  Object.assign(user.extra, extraOf(fields));
  return { status: 200, body: { user: { ...userView(sim, user), extra: { ...user.extra } } } };
}

/** DELETE /v3/users/{id}: the user's grants are deleted too, its tokens are revoked. */
export function deleteUser(call: AuthorizedCall): Answer {
  const { sim } = call;
  requireAdmin(call, 'identity:delete_user');
  const user = requireUser(sim, param(call, 'id'));
  requireWritable(sim, user.domainId);
  revokeTokens(sim, user.id);
  sim.state.users.delete(user.id);
  sim.state.assignments = sim.state.assignments.filter(({ userId }) => userId !== user.id);
  for (const credential of [...sim.state.applicationCredentials.values()])
    if (credential.userId === user.id) sim.state.applicationCredentials.delete(credential.id);
  return { status: 204 };
}
