// The temporary user in Keystone: created, found again, given a password, deleted.
import { z } from 'zod';
import type { TemporaryUser } from '../../machines/types.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { asUncertain, CloudError } from '../faults.ts';
import { patiently } from '../http/patience.ts';
import { callWithReconcile, reconcileForAWhile, repeatable } from '../http/reconcile.ts';
import { LAG_MS, untilKnown } from '../lag.ts';
import type { Secret } from '../secret.ts';
import { startStopwatch } from '../stopwatch.ts';
import { findUserById } from './userList.ts';

const userSchema = z.object({ id: z.string(), name: z.string() });
const shownSchema = z.object({ user: userSchema });
const listSchema = z.object({ users: z.array(userSchema) });

export interface NewUser {
  readonly name: string;
  readonly domainId: string;
  readonly projectId: string;
  readonly password: Secret;
}

/**
 * `POST /v3/users`, 201. If the name is taken, or the response is lost, the user of that name gets the
 * password.
 * Rejects with Keystone's own words: BadRequest for a site's password rules, Forbidden for a domain kept in
 * LDAP. The error is `uncertain` if a user of that name exists, or may exist, although the call failed.
 * `unanswered`: an earlier process recorded the call but not its result, so Keystone is checked first. A user
 * is searched for during some seconds, because reads may lag behind.
 * Source: keystone/identity/schema.py (user_create) and keystone/identity/backends/resource_options.py.
 */
export async function createUser(
  cloud: Cloud,
  user: NewUser,
  { unanswered, clock }: { readonly unanswered: boolean; readonly clock: Clock },
  signal?: AbortSignal,
): Promise<TemporaryUser & { readonly adopted: boolean }> {
  const look = async () => {
    const found = await findUser(cloud, user, signal);
    return found === undefined ? undefined : { ...found, adopted: true };
  };
  const made = await callWithReconcile<TemporaryUser & { readonly adopted: boolean }>({
    call: async () => ({ ...(await postUser(cloud, user, signal)), adopted: false }),
    reconcile: async () => await reconcileForAWhile(look, clock, signal),
    reconcileFirst: unanswered ? look : null,
    attempts: 2,
    reconcilesAfter: isNameTaken,
  }).catch((error: unknown) => {
    throw isNameTaken(error) ? asUncertain(error, `a user named ${user.name} exists`) : error;
  });
  if (made.adopted) await setPasswordOfFound(cloud, made, user.password, clock, signal);
  return made;
}

const isNameTaken = (error: unknown): error is CloudError =>
  error instanceof CloudError && error.code === 'Conflict';

// The user exists, whatever happens to the password.
async function setPasswordOfFound(
  cloud: Cloud,
  { id, name }: TemporaryUser,
  password: Secret,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const set = async () => await setPassword(cloud, id, password, signal);
    await untilKnown(set, isNotFound, clock, signal);
  } catch (error) {
    throw error instanceof CloudError ? asUncertain(error, `user ${name} (${id}) exists`) : error;
  }
}

async function postUser(cloud: Cloud, user: NewUser, signal?: AbortSignal): Promise<TemporaryUser> {
  const body = {
    user: {
      name: user.name,
      domain_id: user.domainId,
      default_project_id: user.projectId,
      password: user.password,
      enabled: true,
      description: 'Temporary user of a volume migration; can be deleted when no migration runs',
      options: {
        ignore_change_password_upon_first_use: true,
        ignore_password_expiry: true,
        ignore_lockout_failure_attempts: true,
      },
    },
  };
  const path = '/users';
  const answer = await cloud.request(
    { service: 'identity', method: 'POST', path, body, expected: [201], schema: shownSchema },
    signal,
  );
  return answer.body.user;
}

async function findUser(
  cloud: Cloud,
  { name, domainId }: NewUser,
  signal?: AbortSignal,
): Promise<TemporaryUser | undefined> {
  const query = { name, domain_id: domainId };
  const { body } = await cloud.request(
    { service: 'identity', method: 'GET', path: '/users', query, expected: [200], schema: listSchema },
    signal,
  );
  return body.users.find((user) => user.name === name);
}

/** `PATCH /v3/users/{id}`: sets a new password; tokens of the old one are revoked. */
export async function setPassword(
  cloud: Cloud,
  userId: string,
  password: Secret,
  signal?: AbortSignal,
): Promise<void> {
  const path = `/users/${encodeURIComponent(userId)}`;
  const body = { user: { password, enabled: true } };
  await repeatable(
    async () =>
      await cloud.request({ service: 'identity', method: 'PATCH', path, body, expected: [200] }, signal),
  );
}

// A GET may show what one of Keystone's processes has cached; a DELETE goes to where the users are stored.
const GONE_DELETIONS = 3;

const GONE_EVERY_MS = 1_000;

/**
 * `DELETE /v3/users/{id}`, 204: grants and tokens are deleted with it. Succeeds if the user is already gone,
 * which one 404 does not prove while Keystone still shows the user: a node may lag behind.
 * While Keystone has problems it is retried for two and a half minutes: a user that stays can sign in.
 * `isYoung`: the user was created a moment ago, so a node that lags behind may not know it: 404s prove that
 * it is gone only after they have been repeated for some seconds, or if the response to a deletion was lost.
 * Source: keystone/identity/core.py (get_user is memoized, delete_user is not).
 */
export async function deleteUser(
  cloud: Cloud,
  userId: string,
  how: { readonly clock: Clock; readonly isYoung: boolean },
  signal?: AbortSignal,
): Promise<null> {
  return await patiently(async () => await deleteKnown(cloud, userId, how, signal), how.clock, signal);
}

// What an earlier attempt has seen proves nothing here: it may have been minutes ago, on a service with
// problems.
async function deleteKnown(
  cloud: Cloud,
  userId: string,
  { clock, isYoung }: { readonly clock: Clock; readonly isYoung: boolean },
  signal?: AbortSignal,
): Promise<null> {
  const path = `/users/${encodeURIComponent(userId)}`;
  const watch = startStopwatch(clock);
  let mayBeUnknown = isYoung;
  const send = async () => {
    try {
      await cloud.request({ service: 'identity', method: 'DELETE', path, expected: [204] }, signal);
    } catch (error) {
      // A request that was never sent proves nothing.
      if (error instanceof CloudError && error.uncertain) mayBeUnknown = false;
      throw error;
    }
  };
  for (let times = 1; ; times += 1) {
    try {
      await repeatable(send);
      return null;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      const isShown = (await findUserById(cloud, userId, signal)) !== null;
      const isSure = !mayBeUnknown || watch.elapsedMs() >= LAG_MS;
      if (isSure && (!isShown || times >= GONE_DELETIONS)) return null;
      if (!isSure) await watch.sleep(GONE_EVERY_MS, signal);
    }
  }
}

const isNotFound = (error: unknown): boolean => error instanceof CloudError && error.code === 'NotFound';
