// The users that a run makes for itself.
import type { TemporaryUser } from '../machines/types.ts';
import type { Clock } from './clock.ts';
import type { Cloud } from './connect.ts';
import { asUncertain, CloudError } from './faults.ts';
import { findDomain, getProjectDomain } from './keystone/domains.ts';
import { newPassword } from './keystone/password.ts';
import { findMemberRole } from './keystone/roles.ts';
import { createUser, deleteUser, setPassword } from './keystone/users.ts';
import type { Secret } from './secret.ts';

export interface TemporaryUserOptions {
  /** The domain to make the user in. Left out: the project's. Another one where that is kept in LDAP. */
  readonly domainId?: string;
  /** The same by name or by id; `domainId` goes first. */
  readonly domain?: string;
  /** The name of the least role that may make volumes. @default `member`, `Member` or `_member_`, whichever there is */
  readonly role?: string;
}

/** The run's users and their passwords, which stay in memory and are never given out. */
export interface TemporaryUsers {
  /** `unanswered`: an earlier process may have made the user: it is looked for. */
  readonly create: (
    input: { runId: string; projectId: string },
    asked: { readonly unanswered: boolean },
    signal?: AbortSignal,
  ) => Promise<TemporaryUser>;
  /** The id of the role that the user needs. `create` finds it before it makes the user. */
  readonly roleId: (signal?: AbortSignal) => Promise<string>;
  /** False after a restart: then a volume may have been made already. */
  readonly isKnown: (userId: string) => boolean;
  /** The cloud as that user; after a restart with a new password. */
  readonly signIn: (userId: string, projectId: string, signal?: AbortSignal) => Promise<Cloud>;
  readonly remove: (userId: string, signal?: AbortSignal) => Promise<null>;
}

const ASKED_BEFORE = 'an earlier process asked for the user, and its answer was not seen';

// A new password ends the user's tokens up to its second, and tokens are dated by the second:
// one that is issued in the same second would not be accepted.
const AFTER_NEW_PASSWORD_MS = 1_100;

export function createTemporaryUsers(
  cloud: Cloud,
  options: TemporaryUserOptions,
  clock: Clock,
): TemporaryUsers {
  const passwords = new Map<string, { readonly secret: Secret; readonly usableAt: number }>();
  const remember = (userId: string, secret: Secret, wasChanged: boolean) => {
    const known = { secret, usableAt: wasChanged ? clock.now() + AFTER_NEW_PASSWORD_MS : 0 };
    passwords.set(userId, known);
    return known;
  };
  const renewPassword = async (userId: string, signal?: AbortSignal) => {
    const secret = newPassword();
    await setPassword(cloud, userId, secret, signal);
    return remember(userId, secret, true);
  };
  const domainOf = async (projectId: string, signal?: AbortSignal): Promise<string> => {
    // Also where the user is made in another domain: it signs in to the project.
    const own = await getProjectDomain(cloud, projectId, signal);
    if (options.domainId !== undefined) return options.domainId;
    return options.domain === undefined ? own : await findDomain(cloud, options.domain, signal);
  };
  let role: string | null = null;
  const roleId = async (signal?: AbortSignal): Promise<string> => {
    role ??= await findMemberRole(cloud, options.role ?? null, signal);
    return role;
  };
  // Before anything is made: where either is missing, the five steps cannot be done.
  const placeOf = async (projectId: string, signal?: AbortSignal): Promise<string> => {
    const domainId = await domainOf(projectId, signal);
    await roleId(signal);
    return domainId;
  };
  return {
    create: async ({ runId, projectId }, { unanswered }, signal) => {
      const domainId = await placeOf(projectId, signal).catch((error: unknown) => {
        throw unanswered && error instanceof CloudError ? asUncertain(error, ASKED_BEFORE) : error;
      });
      const password = newPassword();
      const wanted = { name: `volume-migrate-${runId}`, domainId, projectId, password };
      const { adopted, ...user } = await createUser(cloud, wanted, { unanswered, clock }, signal);
      remember(user.id, password, adopted);
      return user;
    },
    roleId,
    isKnown: (userId) => passwords.has(userId),
    signIn: async (userId, projectId, signal) => {
      const { secret, usableAt } = passwords.get(userId) ?? (await renewPassword(userId, signal));
      const wait = usableAt - clock.now();
      if (wait > 0) await clock.sleep(wait, signal);
      return await cloud.signInAs({ id: userId, password: secret, projectId }, signal);
    },
    remove: async (userId, signal) => {
      await deleteUser(cloud, userId, clock, signal);
      passwords.delete(userId);
      return null;
    },
  };
}
