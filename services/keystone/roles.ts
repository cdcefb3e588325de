import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { ServiceError } from '../faults.ts';
import { repeatable } from '../http/lostAnswers.ts';
import { untilKnown } from '../lag.ts';
import { optionalText } from '../schema.ts';

/**
 * `PUT /v3/projects/{p}/users/{u}/roles/{r}`, 204; may be repeated. Rejects with ServiceError `RoleNotFound`.
 * A 404 is waited out for some seconds: the user was made a moment ago, and another node may not know it yet.
 * Proved by keystone/api/projects.py (ProjectUserGrantResource.put).
 */
export async function grantRole(
  cloud: Cloud,
  grant: { userId: string; projectId: string; role: string },
  clock: Clock,
  signal?: AbortSignal,
): Promise<null> {
  const roleId = await findRole(cloud, grant.role, signal);
  const [projectId, userId, role] = [grant.projectId, grant.userId, roleId].map(encodeURIComponent);
  const path = `/projects/${projectId}/users/${userId}/roles/${role}`;
  const put = async () =>
    await repeatable(
      async () => await cloud.request({ service: 'identity', method: 'PUT', path, expected: [204] }, signal),
    );
  await untilKnown(put, ({ code }) => code === 'NotFound', clock, signal);
  return null;
}

const rolesSchema = z.object({
  roles: z.array(z.object({ id: z.string(), name: z.string(), domain_id: optionalText })),
});

/**
 * `GET /v3/roles?name=…`: a role's id. Rejects with ServiceError `RoleNotFound`.
 * Only one without a domain: a domain's own roles of the same name give no access to a project elsewhere.
 */
export async function findRole(cloud: Cloud, name: string, signal?: AbortSignal): Promise<string> {
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
  const role = body.roles.find((each) => each.name === name && each.domain_id === null);
  if (role !== undefined) return role.id;
  throw new ServiceError({ code: 'RoleNotFound', message: `Role ${name} not found` });
}
