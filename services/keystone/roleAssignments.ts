// Lists the roles that users were given.
import { z } from 'zod';
import type { Cloud } from '../connect.ts';
import { optionalText } from '../schema.ts';

const named = z.object({ id: z.string(), name: optionalText });

/** A role that a user was given directly, not through a group or by inheritance. */
export interface RoleAssignment {
  readonly userId: string;
  readonly userName: string;
  readonly roleName: string;
  /** Null for a role in a domain, or in the whole system. */
  readonly projectId: string | null;
  /** The project, the domain or the system, in words. */
  readonly where: string;
}

const assignmentSchema = z.object({
  role: named,
  user: named.optional(),
  scope: z.object({
    project: named.optional(),
    domain: named.optional(),
    'OS-INHERIT:inherited_to': z.string().optional(),
  }),
});

type Wire = z.infer<typeof assignmentSchema>;

const assignmentsSchema = z.object({ role_assignments: z.array(assignmentSchema) });

/**
 * `GET /v3/role_assignments?include_names=true&…`: the roles that users were given, without those of groups.
 * If each Keystone process caches assignments in its own memory, one that is some minutes old may be missing.
 * Source: keystone/api/role_assignments.py and keystone/assignment/core.py (MEMOIZE_COMPUTED_ASSIGNMENTS).
 */
export async function listRoleAssignments(
  cloud: Cloud,
  filter: { readonly userId: string } | { readonly roleId: string },
  signal?: AbortSignal,
): Promise<readonly RoleAssignment[]> {
  const by: Record<string, string> =
    'userId' in filter ? { 'user.id': filter.userId } : { 'role.id': filter.roleId };
  const { body } = await cloud.request(
    {
      service: 'identity',
      method: 'GET',
      path: '/role_assignments',
      query: { ...by, include_names: 'true' },
      expected: [200],
      schema: assignmentsSchema,
      isList: true,
    },
    signal,
  );
  return body.role_assignments.flatMap(assignmentOf);
}

function assignmentOf({ user, role, scope }: Wire): RoleAssignment[] {
  if (user === undefined) return [];
  const { project, domain } = scope;
  const inherited = scope['OS-INHERIT:inherited_to'] === undefined ? '' : ', and the projects below it';
  return [
    {
      userId: user.id,
      userName: user.name ?? '',
      roleName: role.name ?? role.id,
      projectId: project?.id ?? null,
      where: `${place(project, domain)}${inherited}`,
    },
  ];
}

type Named = z.infer<typeof named> | undefined;

function place(project: Named, domain: Named): string {
  if (project !== undefined) return `project ${project.name ?? ''} (${project.id})`;
  if (domain !== undefined) return `domain ${domain.name ?? ''} (${domain.id})`;
  return 'the whole system';
}
