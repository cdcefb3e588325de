// Finds users that migrations have left: this tool's by their names, Watcher's by the admin role.
import { USER_PREFIX } from '../../machines/runMark.ts';
import { listRoleAssignments } from '../../services/keystone/roleAssignments.ts';
import { findRole } from '../../services/keystone/roles.ts';
import {
  findUserById,
  type KeystoneUser,
  listDomainIds,
  listUsersByPrefix,
} from '../../services/keystone/userList.ts';
import type { Looker } from './looker.ts';
import { type Looking, madeBy, seeTemporaryUser } from './seeing.ts';
import { judgeTemporaryUser } from './temporaryUser.ts';
import type { FoundLeftover } from './types.ts';
import { isNamedByWatcher, judgeAdmin } from './watcherUser.ts';

const WHAT = 'temporary users';
const AT_ONCE = 8;

/** This tool's temporary users, in every domain. */
export async function findTemporaryUsers(looking: Looking, looker: Looker): Promise<FoundLeftover[]> {
  const domainIds = (await looker.look(WHAT, () => listDomainIds(looking.cloud, looking.signal))) ?? [];
  const found: FoundLeftover[] = [];
  for (let at = 0; at < domainIds.length; at += AT_ONCE) {
    const some = domainIds.slice(at, at + AT_ONCE);
    const users = await Promise.all(some.map((domainId) => usersOfDomain(looking, looker, domainId)));
    for (const user of users.flat()) {
      const seen = await seeTemporaryUser(looking, user);
      if (seen !== null) found.push(judgeTemporaryUser(seen));
    }
  }
  return found;
}

async function usersOfDomain(
  { cloud, signal }: Looking,
  looker: Looker,
  domainId: string,
): Promise<readonly KeystoneUser[]> {
  const what = `${WHAT} of domain ${domainId}`;
  const listed = await looker.look(what, () =>
    listUsersByPrefix(cloud, { domainId, prefix: USER_PREFIX }, signal),
  );
  if (listed === null) return [];
  if (listed.isTruncated)
    looker.note(what, `Keystone lists the first ${listed.users.length} only (list_limit)`);
  return listed.users;
}

/** Users that look like Watcher's: few users have the admin role, so only these are checked. */
export async function findWatcherUsers(looking: Looking): Promise<FoundLeftover[]> {
  const { cloud, volumes, signal } = looking;
  const roleId = await findRole(cloud, 'admin', signal);
  const admins = Map.groupBy(await listRoleAssignments(cloud, { roleId }, signal), ({ userId }) => userId);
  const found: FoundLeftover[] = [];
  for (const [userId, roles] of admins) {
    if (!isNamedByWatcher(roles[0]?.userName ?? '') || userId === cloud.user.id) continue;
    const user = await findUserById(cloud, userId, signal);
    if (user !== null) found.push(...judgeAdmin({ user, roles, madeByIt: madeBy(userId, volumes) }));
  }
  return found;
}
