// The role that lets the temporary user create a volume.
import { z } from 'zod';
import type { Cloud } from '../connect.ts';
import { ServiceError } from '../faults.ts';
import { repeatable } from '../http/lostAnswers.ts';
import { optionalText } from '../schema.ts';

/**
 * `PUT /v3/projects/{p}/users/{u}/roles/{r}`, 204; may be repeated.
 * Proved by keystone/api/projects.py (ProjectUserGrantResource.put).
 */
export async function grantRole(
  cloud: Cloud,
  grant: { userId: string; projectId: string; roleId: string },
  signal?: AbortSignal,
): Promise<null> {
  const [projectId, userId, role] = [grant.projectId, grant.userId, grant.roleId].map(encodeURIComponent);
  const path = `/projects/${projectId}/users/${userId}/roles/${role}`;
  await repeatable(
    async () => await cloud.request({ service: 'identity', method: 'PUT', path, expected: [204] }, signal),
  );
  return null;
}

// Clouds that were installed before Rocky may have `Member`, or only `_member_`, which was the default role then.
const USUAL = ['member', 'Member', '_member_'];

/**
 * The id of the role of that name, or of the usual one for members. Rejects with ServiceError `RoleNotFound`, whose reasons
 * tell how to name another.
 */
export async function findMemberRole(
  cloud: Cloud,
  name: string | null,
  signal?: AbortSignal,
): Promise<string> {
  for (const each of name === null ? USUAL : [name]) {
    const found = await findByName(cloud, each, signal);
    if (found !== undefined) return found;
  }
  throw notFound(
    name === null ? `None of the roles ${USUAL.join(', ')} was found` : `Role ${name} not found`,
    [
      'name a role that may create volumes with --temporary-user-role (temporaryUser.role)',
      'a swap by retype (--swap-method retype) needs no temporary user',
    ],
  );
}

/** The id of a role. Rejects with ServiceError `RoleNotFound`. */
export async function findRole(cloud: Cloud, name: string, signal?: AbortSignal): Promise<string> {
  const found = await findByName(cloud, name, signal);
  if (found !== undefined) return found;
  throw notFound(`Role ${name} not found`);
}

const notFound = (message: string, reasons: readonly string[] = []): ServiceError =>
  new ServiceError({ code: 'RoleNotFound', message, reasons });

const rolesSchema = z.object({
  roles: z.array(z.object({ id: z.string(), name: z.string(), domain_id: optionalText })),
});

// `GET /v3/roles?name=…`. Keystone minds no case in names where its database does not, so they are compared without case; an
// exact match goes first. Only a role without a domain: a domain's own role gives no access to a project elsewhere.
async function findByName(cloud: Cloud, name: string, signal?: AbortSignal): Promise<string | undefined> {
  const { body } = await cloud.request(
    {
      service: 'identity',
      method: 'GET',
      path: '/roles',
      query: { name },
      expected: [200],
      schema: rolesSchema,
    },
    signal,
  );
  const roles = body.roles.filter((role) => role.domain_id === null);
  const same = (role: { name: string }) => role.name.toLowerCase() === name.toLowerCase();
  return (roles.find((role) => role.name === name) ?? roles.find(same))?.id;
}
