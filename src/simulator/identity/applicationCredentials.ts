// Keystone's application credentials: create and delete.
import type { ApplicationCredential, Role } from '../model.ts';
import { conflict, notFound } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import { isFields } from '../validate.ts';
import { readAccessRules } from './accessRules.ts';
import { selfLink } from './lists.ts';
import { requireAdmin } from './policy.ts';

/** POST /v3/users/{user}/application_credentials: for oneself, with the token's project and roles. */
export function createApplicationCredential(call: AuthorizedCall): Answer {
  const { sim } = call;
  const userId = param(call, 'user');
  requireAdmin(call, 'identity:create_application_credential', call.user.id === userId);
  const body = isFields(call.body) ? call.body['application_credential'] : undefined;
  const fields = isFields(body) ? body : {};
  const name = String(fields['name'] ?? '');
  const same = [...sim.state.applicationCredentials.values()].some(
    (other) => other.userId === userId && other.name === name,
  );
  if (same)
    throw conflict(
      `Conflict occurred attempting to store application_credential - Duplicate entry found with name ${name}.`,
    );
  const credential: ApplicationCredential = {
    id: sim.newHex(),
    name,
    secret: String(fields['secret'] ?? sim.newHex()),
    description: (fields['description'] as string | undefined) ?? null,
    userId,
    projectId: call.projectId,
    roleIds: wantedRoles(call, fields['roles']).map(({ id }) => id),
    accessRules: readAccessRules(sim, fields['access_rules']),
  };
  sim.state.applicationCredentials.set(credential.id, credential);
  return { status: 201, body: { application_credential: view(call, credential) } };
}

// The requested roles, by ID or name, otherwise all of the token's.
function wantedRoles(call: AuthorizedCall, wanted: unknown): Role[] {
  if (!Array.isArray(wanted)) return call.token.roles;
  return call.token.roles.filter(({ id, name }) =>
    wanted.some((role) => isFields(role) && (role['id'] === id || role['name'] === name)),
  );
}

// Includes the secret, which is shown only once.
const view = (call: AuthorizedCall, credential: ApplicationCredential) => ({
  id: credential.id,
  name: credential.name,
  description: credential.description,
  project_id: credential.projectId,
  roles: call.token.roles
    .filter(({ id }) => credential.roleIds.includes(id))
    .map(({ id, name }) => ({
      id,
      name,
      domain_id: null,
      description: null,
      options: { immutable: true },
    })),
  unrestricted: false,
  expires_at: null,
  ...(credential.accessRules ? { access_rules: credential.accessRules } : {}),
  secret: credential.secret,
  links: selfLink(call.sim, `application_credentials/${credential.id}`),
});

/** DELETE /v3/users/{user}/application_credentials/{id} */
export function deleteApplicationCredential(call: AuthorizedCall): Answer {
  requireAdmin(call, 'identity:delete_application_credential', call.user.id === param(call, 'user'));
  const id = param(call, 'id');
  if (!call.sim.state.applicationCredentials.delete(id))
    throw notFound(`Could not find Application Credential: ${id}.`);
  return { status: 204 };
}
