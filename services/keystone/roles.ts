// The role that lets the temporary user create a volume.
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { ServiceError } from '../faults.ts';
import { repeatable } from '../http/reconcile.ts';
import { untilKnown } from '../lag.ts';
import { optionalText } from '../schema.ts';

/**
 * `PUT /v3/projects/{p}/users/{u}/roles/{r}`, 204; may be repeated.
 * A 404 is retried for some seconds: the user was created a moment ago, and another node may not know it yet.
 * Source: keystone/api/projects.py (ProjectUserGrantResource.put).
 */
export async function grantRole(
  cloud: Cloud,
  grant: { userId: string; projectId: string; roleId: string },
  clock: Clock,
  signal?: AbortSignal,
): Promise<null> {
  const [projectId, userId, role] = [grant.projectId, grant.userId, grant.roleId].map(encodeURIComponent);
  const path = `/projects/${projectId}/users/${userId}/roles/${role}`;
  const put = async () =>
    await repeatable(
      async () => await cloud.request({ service: 'identity', method: 'PUT', path, expected: [204] }, signal),
    );
  await untilKnown(put, ({ code }) => code === 'NotFound', clock, signal);
  return null;
}

// Clouds that were installed before Rocky may have `Member`, or only `_member_`, which was the default role
// then.
const USUAL = ['member', '_member_'];

/**
 * The ID of the role of that name, or of the usual one for members: `member`, `Member` or `_member_`. Rejects
 * with ServiceError `RoleNotFound`, whose reasons say how to name another.
 */
export async function findMemberRole(
  cloud: Cloud,
  name: string | null,
  signal?: AbortSignal,
): Promise<string> {
  const names = name === null ? USUAL : [name];
  const found = await findFirst(cloud, names, signal);
  if (found !== null) return found;
  throw notFound(names, [
    'choose a role that may create volumes with --temporary-user-role (temporaryUser.role)',
    'a swap by retype (--swap-method retype) needs no temporary user',
  ]);
}

/** The ID of a role. Rejects with ServiceError `RoleNotFound`. */
export async function findRole(cloud: Cloud, name: string, signal?: AbortSignal): Promise<string> {
  const found = await findFirst(cloud, [name], signal);
  if (found !== null) return found;
  throw notFound([name]);
}

const notFound = (names: readonly string[], reasons: readonly string[] = []): ServiceError =>
  new ServiceError({ code: 'RoleNotFound', message: `Role ${names.join(' or ')} not found`, reasons });

// Whether Keystone distinguishes case in names depends on its database, so all roles are read if none has the
// exact name.
async function findFirst(
  cloud: Cloud,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<string | null> {
  const [first = ''] = names;
  const exact = (await listRoles(cloud, { name: first }, signal)).find(({ name }) => name === first);
  if (exact !== undefined) return exact.id;
  const all = await listRoles(cloud, {}, signal);
  for (const each of names) {
    const same = all.filter(({ name }) => name.toLowerCase() === each.toLowerCase());
    const found = same.find(({ name }) => name === each) ?? same[0];
    if (found !== undefined) return found.id;
  }
  return null;
}

const rolesSchema = z.object({
  roles: z.array(z.object({ id: z.string(), name: z.string(), domain_id: optionalText })),
});

/**
 * `GET /v3/roles`: those without a domain, because a domain's own role gives no access to a project
 * elsewhere.
 * Source: keystone/api/roles.py (RoleResource).
 */
async function listRoles(cloud: Cloud, query: Readonly<Record<string, string>>, signal?: AbortSignal) {
  const call = { service: 'identity', method: 'GET', path: '/roles', query, expected: [200] } as const;
  const { body } = await cloud.request({ ...call, schema: rolesSchema, isList: true }, signal);
  return body.roles.filter((role) => role.domain_id === null);
}
