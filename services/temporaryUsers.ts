// The run's temporary users: created, signed in as, and deleted.
import { userNameOf } from '../machines/runMark.ts';
import type { TemporaryUser } from '../machines/types.ts';
import type { Clock } from './clock.ts';
import type { Cloud } from './connect.ts';
import { asUncertain, CloudError } from './faults.ts';
import { findDomain, getProjectDomain } from './keystone/domains.ts';
import { newPassword } from './keystone/password.ts';
import { findMemberRole } from './keystone/roles.ts';
import { createUser, deleteUser, setPassword } from './keystone/users.ts';
import { untilKnown } from './lag.ts';
import type { Secret } from './secret.ts';

/** Where to create the temporary user of a swap, and with which role. */
export interface TemporaryUserOptions {
  /**
   * ID of the domain in which to create the user. Choose one if the project's own domain is kept in LDAP.
   * @default the project's domain
   */
  readonly domainId?: string;
  /** The same by name or by ID; `domainId` takes precedence. */
  readonly domain?: string;
  /**
   * The name of the least privileged role that may create volumes.
   * @default the first of `member`, `Member` or `_member_` that exists
   */
  readonly role?: string;
}

/** The run's users and their passwords, which stay in memory and are never returned. */
export interface TemporaryUsers {
  /** `unanswered`: an earlier process may have created the user: it is searched for first. */
  readonly create: (
    input: { runId: string; projectId: string },
    asked: { readonly unanswered: boolean },
    signal?: AbortSignal,
  ) => Promise<TemporaryUser>;
  /**
   * Makes the reads that `create` makes before it creates anything: rejects where the user could not be created.
   */
  readonly prepare: (projectId: string, signal?: AbortSignal) => Promise<void>;
  /** The ID of the role that the user needs. `create` finds it before it creates the user. */
  readonly roleId: (signal?: AbortSignal) => Promise<string>;
  /** False after a restart: then a volume may already have been created. */
  readonly isKnown: (userId: string) => boolean;
  /**
   * The cloud as that user; after a restart with a new password. A 401 is retried for some seconds: user,
   * role or password are new, and another node of Keystone may not know them yet.
   */
  readonly signIn: (userId: string, projectId: string, signal?: AbortSignal) => Promise<Cloud>;
  readonly remove: (userId: string, signal?: AbortSignal) => Promise<null>;
}

const ASKED_BEFORE = 'an earlier process requested the user, and the response was lost';

// A new password revokes the user's tokens up to its second, and tokens are dated to the second: a token that
// is issued in the same second would not be accepted.
const AFTER_NEW_PASSWORD_MS = 1_100;
// How long after its creation a node of Keystone may not know a user.
const YOUNG_MS = 60_000;

/** Keystone does not know the user, its role, its password or its token, or does not know them yet. */
export const isUnknownUser = ({ status }: CloudError): boolean => status === 401;

export function createTemporaryUsers(
  cloud: Cloud,
  options: TemporaryUserOptions,
  clock: Clock,
): TemporaryUsers {
  const passwords = createPasswords(cloud, clock);
  let role: string | null = null;
  const roleId = async (signal?: AbortSignal): Promise<string> => {
    role ??= await findMemberRole(cloud, options.role ?? null, signal);
    return role;
  };
  // Before anything is created: if either is missing, the five steps cannot be done.
  const placeOf = async (projectId: string, signal?: AbortSignal): Promise<string> => {
    const domainId = await domainOf(cloud, projectId, options, signal);
    await roleId(signal);
    return domainId;
  };
  return {
    create: async ({ runId, projectId }, { unanswered }, signal) => {
      const domainId = await placeOf(projectId, signal).catch((error: unknown) => {
        throw unanswered && error instanceof CloudError ? asUncertain(error, ASKED_BEFORE) : error;
      });
      const password = newPassword();
      const wanted = { name: userNameOf(runId), domainId, projectId, password };
      const { adopted, ...user } = await createUser(cloud, wanted, { unanswered, clock }, signal);
      passwords.remember(user.id, password, adopted);
      return user;
    },
    prepare: async (projectId, signal) => void (await placeOf(projectId, signal)),
    roleId,
    isKnown: (userId) => passwords.get(userId) !== undefined,
    signIn: async (userId, projectId, signal) => {
      const { secret, usableAt } = passwords.get(userId) ?? (await passwords.renew(userId, signal));
      const wait = usableAt - clock.monotonic();
      if (wait > 0) await clock.sleep(wait, signal);
      const signIn = async () => await cloud.signInAs({ id: userId, password: secret, projectId }, signal);
      return await untilKnown(signIn, isUnknownUser, clock, signal);
    },
    remove: async (userId, signal) => {
      const { madeAt = Number.NEGATIVE_INFINITY } = passwords.get(userId) ?? {};
      const isYoung = clock.monotonic() - madeAt < YOUNG_MS;
      await deleteUser(cloud, userId, { clock, isYoung }, signal);
      passwords.forget(userId);
      return null;
    },
  };
}

async function domainOf(
  cloud: Cloud,
  projectId: string,
  options: TemporaryUserOptions,
  signal?: AbortSignal,
): Promise<string> {
  // Even if the user is created in another domain, it signs in to the project.
  const own = await getProjectDomain(cloud, projectId, signal);
  if (options.domainId !== undefined) return options.domainId;
  return options.domain === undefined ? own : await findDomain(cloud, options.domain, signal);
}

/** Times are the clock's monotonic ones. */
interface Known {
  readonly secret: Secret;
  readonly madeAt: number;
  readonly usableAt: number;
}

interface Passwords {
  readonly get: (userId: string) => Known | undefined;
  readonly remember: (userId: string, secret: Secret, wasChanged: boolean) => Known;
  /** Gives the user a new password. */
  readonly renew: (userId: string, signal?: AbortSignal) => Promise<Known>;
  readonly forget: (userId: string) => void;
}

function createPasswords(cloud: Cloud, clock: Clock): Passwords {
  const passwords = new Map<string, Known>();
  const remember: Passwords['remember'] = (userId, secret, wasChanged) => {
    const madeAt = clock.monotonic();
    const known = { secret, madeAt, usableAt: wasChanged ? madeAt + AFTER_NEW_PASSWORD_MS : madeAt };
    passwords.set(userId, known);
    return known;
  };
  return {
    get: (userId) => passwords.get(userId),
    remember,
    renew: async (userId, signal) => {
      const secret = newPassword();
      await setPassword(cloud, userId, secret, signal);
      return remember(userId, secret, true);
    },
    forget: (userId) => {
      passwords.delete(userId);
    },
  };
}
