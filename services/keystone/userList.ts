// Finds users and domains in Keystone.
import { z } from 'zod';
import type { Cloud } from '../connect.ts';
import { CloudError } from '../faults.ts';
import { optionalText } from '../schema.ts';

/** A user as Keystone shows it. Keystone does not show when a user was created. */
export interface KeystoneUser {
  readonly id: string;
  readonly name: string;
  readonly domainId: string;
  readonly defaultProjectId: string | null;
  readonly description: string | null;
  readonly email: string | null;
}

const userSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    domain_id: z.string(),
    default_project_id: optionalText,
    description: optionalText,
    email: optionalText,
  })
  .transform(
    (wire): KeystoneUser => ({
      id: wire.id,
      name: wire.name,
      domainId: wire.domain_id,
      defaultProjectId: wire.default_project_id,
      description: wire.description,
      email: wire.email,
    }),
  );

const shownSchema = z.object({ user: userSchema });
const domainsSchema = z.object({ domains: z.array(z.object({ id: z.string() })) });
const usersSchema = z.object({ users: z.array(userSchema), truncated: z.boolean().default(false) });

/** The users of one domain; incomplete if Keystone's `list_limit` has cut the list short. */
export interface UsersOfDomain {
  readonly users: readonly KeystoneUser[];
  readonly isTruncated: boolean;
}

/**
 * `GET /v3/users?domain_id=…&name__startswith=…`: the users of one domain whose names start with a prefix;
 * some drivers ignore case.
 * Source: keystone/api/users.py (_list_users) and keystone/server/flask/common.py (build_driver_hints,
 * wrap_collection).
 */
export async function listUsersByPrefix(
  cloud: Cloud,
  { domainId, prefix }: { domainId: string; prefix: string },
  signal?: AbortSignal,
): Promise<UsersOfDomain> {
  const { body } = await cloud.request(
    {
      service: 'identity',
      method: 'GET',
      path: '/users',
      query: { domain_id: domainId, name__startswith: prefix },
      expected: [200],
      schema: usersSchema,
      isList: true,
    },
    signal,
  );
  return { users: body.users, isTruncated: body.truncated };
}

/**
 * `GET /v3/domains`: their IDs. If domains have drivers of their own, Keystone lists users of one domain at a
 * time.
 * Source: keystone/server/flask/common.py (_get_domain_id_for_list_request).
 */
export async function listDomainIds(cloud: Cloud, signal?: AbortSignal): Promise<readonly string[]> {
  const { body } = await cloud.request(
    {
      service: 'identity',
      method: 'GET',
      path: '/domains',
      expected: [200],
      schema: domainsSchema,
      isList: true,
    },
    signal,
  );
  return body.domains.map(({ id }) => id);
}

/** `GET /v3/users/{id}`; null if there is none. */
export async function findUserById(
  cloud: Cloud,
  userId: string,
  signal?: AbortSignal,
): Promise<KeystoneUser | null> {
  const path = `/users/${encodeURIComponent(userId)}`;
  try {
    const { body } = await cloud.request(
      { service: 'identity', method: 'GET', path, expected: [200], schema: shownSchema },
      signal,
    );
    return body.user;
  } catch (error) {
    if (error instanceof CloudError && error.code === 'NotFound') return null;
    throw error;
  }
}
