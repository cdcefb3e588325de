// Judges users that OpenStack Watcher created for its swaps until 2025, with the admin role, and a crash left
// behind.
// Keystone does not show who created a user, so these are probably Watcher's, but never proven to be.
import type { VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';
import type { RoleAssignment } from '../../services/keystone/roleAssignments.ts';
import type { KeystoneUser } from '../../services/keystone/userList.ts';
import { firstTime } from './times.ts';
import type { FoundLeftover } from './types.ts';

const TEN_LETTERS_AND_DIGITS = /^[A-Za-z0-9]{10}$/;

/** Whether the name alone looks like Watcher's: `random_string(10)` of letters and digits. */
export const isNamedByWatcher = (name: string): boolean => TEN_LETTERS_AND_DIGITS.test(name);

export interface AdminSeen {
  readonly user: KeystoneUser;
  /** The projects in which the user has the admin role. */
  readonly roles: readonly RoleAssignment[];
  /** The volumes that the user created; null if they could not be read. */
  readonly madeByIt: readonly VolumeWithCreator[] | null;
}

/**
 * Watcher gave a user only a name, a password, a domain and a default project: no description, no email
 * address.
 * Source: watcher/applier/actions/volume_migration.py (_create_user), watcher/common/keystone_helper.py
 * (create_user).
 */
export function judgeAdmin({ user, roles, madeByIt }: AdminSeen): FoundLeftover[] {
  const { id, name, domainId, description, email, defaultProjectId } = user;
  const own = roles.filter(({ projectId }) => projectId !== null && projectId === defaultProjectId);
  const isBare = (description ?? '') === '' && (email ?? '') === '';
  if (!isNamedByWatcher(name) || !isBare || own.length === 0) return [];
  const evidence = [
    `user ${name} of domain ${domainId}: ten letters and digits, no description, no e-mail address`,
    ...own.map(({ where }) => `role admin in its default project: ${where}`),
    ...(madeByIt ?? []).map((volume) => `created volume ${volume.id} (${volume.status})`),
  ];
  return [
    {
      kind: 'watcher-user',
      id,
      name,
      runId: null,
      since: firstTime(madeByIt ?? []),
      evidence,
      verdict: 'kept',
      missing: ['it is not known whether Watcher created it, or whether Watcher is still using it'],
      advice: `find out whose user it is. If it is nobody's, and Watcher is not migrating anything: openstack user delete ${id}`,
    },
  ];
}
