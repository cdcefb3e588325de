// Keystone's roles and role assignments.
import type { Role, RoleAssignment } from '../model.ts';
import { notFound } from '../refusal.ts';
import { type Answer, type AuthorizedCall, param } from '../router.ts';
import type { Simulation } from '../simulation.ts';
import { listBody, selfLink } from './lists.ts';
import { requireAdmin } from './policy.ts';
import { expandRoles, revokeTokens } from './tokens.ts';

const roleView = (sim: Simulation, { id, name }: Role) => ({
  id,
  name,
  domain_id: null,
  description: null,
  options: name === 'service' && sim.settings.release === 'zed' ? {} : { immutable: true },
  links: selfLink(sim, `roles/${id}`),
});

/** GET /v3/roles?name= */
export function listRoles(call: AuthorizedCall): Answer {
  requireAdmin(call, 'identity:list_roles');
  const name = call.query.get('name');
  const roles = [...call.sim.state.roles.values()].filter((role) => name === null || role.name === name);
  return {
    status: 200,
    body: listBody(
      call,
      'roles',
      roles.map((role) => roleView(call.sim, role)),
    ),
  };
}

/** GET /v3/roles/{id} */
export function showRole(call: AuthorizedCall): Answer {
  requireAdmin(call, 'identity:get_role');
  return { status: 200, body: { role: roleView(call.sim, requireRole(call.sim, param(call, 'id'))) } };
}

function requireRole(sim: Simulation, id: string): Role {
  const role = sim.state.roles.get(id);
  if (!role) throw notFound(`Could not find role: ${id}.`);
  return role;
}

// The three parts of a grant's path: each must exist.
function readGrant(call: AuthorizedCall, rule: string) {
  const { sim } = call;
  requireAdmin(call, rule);
  const [projectId, userId, roleId] = [param(call, 'project'), param(call, 'user'), param(call, 'role')];
  requireRole(sim, roleId);
  if (!sim.state.users.has(userId)) throw notFound(`Could not find user: ${userId}.`);
  if (!sim.state.projects.has(projectId)) throw notFound(`Could not find project: ${projectId}.`);
  const found = sim.state.assignments.find(
    (grant) => grant.userId === userId && grant.projectId === projectId && grant.roleId === roleId,
  );
  return { projectId, userId, roleId, found };
}

/** PUT /v3/projects/{project}/users/{user}/roles/{role} */
export function createGrant(call: AuthorizedCall): Answer {
  const { found, ...grant } = readGrant(call, 'identity:create_grant');
  if (!found) call.sim.state.assignments.push(grant);
  return { status: 204 };
}

const noGrant = ({ roleId, userId, projectId }: { roleId: string; userId: string; projectId: string }) =>
  notFound(
    `Could not find role assignment with role: ${roleId}, user or group: ${userId}, ` +
      `project, domain, or system: ${projectId}.`,
  );

/** HEAD and GET of a grant */
export function checkGrant(call: AuthorizedCall): Answer {
  const grant = readGrant(call, 'identity:check_grant');
  if (!grant.found) throw noGrant(grant);
  return { status: 204 };
}

/** DELETE of a grant: the user's tokens for the project are revoked with it. */
export function deleteGrant(call: AuthorizedCall): Answer {
  const { sim } = call;
  const grant = readGrant(call, 'identity:revoke_grant');
  if (!grant.found) throw noGrant(grant);
  sim.state.assignments = sim.state.assignments.filter((other) => other !== grant.found);
  revokeTokens(sim, grant.userId, grant.projectId);
  return { status: 204 };
}

/** GET /v3/projects/{project}/users/{user}/roles */
export function listGrants(call: AuthorizedCall): Answer {
  requireAdmin(call, 'identity:list_grants');
  const { sim } = call;
  const roles = sim.state.assignments
    .filter(({ userId, projectId }) => userId === param(call, 'user') && projectId === param(call, 'project'))
    .map(({ roleId }) => roleView(sim, requireRole(sim, roleId)));
  return { status: 200, body: listBody(call, 'roles', roles) };
}

/** GET /v3/role_assignments?user.id=&scope.project.id=&role.id=&effective */
export function listRoleAssignments(call: AuthorizedCall): Answer {
  requireAdmin(call, 'identity:list_role_assignments');
  const { sim, query } = call;
  const wanted = (key: string, value: string) => query.get(key) === null || query.get(key) === value;
  const found = sim.state.assignments.flatMap((grant) =>
    (query.has('effective') ? expandRoles(sim, [sim.state.roles.get(grant.roleId)]) : [{ id: grant.roleId }])
      .filter(() => wanted('user.id', grant.userId) && wanted('scope.project.id', grant.projectId))
      .filter(({ id }) => wanted('role.id', id))
      .map(({ id }) => ({
        links: {
          assignment: selfLink(sim, `projects/${grant.projectId}/users/${grant.userId}/roles/${grant.roleId}`)
            .self,
        },
        ...named(call, grant, id),
      })),
  );
  return { status: 200, body: listBody(call, 'role_assignments', found) };
}

// The three parts of a grant by ID, with their names if `include_names` requests them.
function named({ sim, query }: AuthorizedCall, grant: RoleAssignment, roleId: string) {
  const [project, user] = [sim.state.projects.get(grant.projectId), sim.state.users.get(grant.userId)];
  const names = query.has('include_names');
  const inDomain = (row: { name: string; domainId: string } | undefined) =>
    names && row
      ? { name: row.name, domain: { id: row.domainId, name: sim.state.domains.get(row.domainId)?.name } }
      : {};
  return {
    scope: { project: { id: grant.projectId, ...inDomain(project) } },
    user: { id: grant.userId, ...inDomain(user) },
    role: { id: roleId, ...(names ? { name: sim.state.roles.get(roleId)?.name } : {}) },
  };
}
