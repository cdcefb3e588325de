// Users that OpenStack Watcher made for its swaps, until 2025: the admin role in the volume's project, and left behind by a crash.
// Nothing in Keystone says who made a user, so that these are likely Watcher's, and never proven to be.
import type { MadeVolume } from '../../services/cinder/madeVolumes.ts';
import type { RoleAssignment } from '../../services/keystone/roleAssignments.ts';
import type { KeystoneUser } from '../../services/keystone/userList.ts';
import { firstTime } from './times.ts';
import type { FoundLeftover } from './types.ts';

const TEN_LETTERS_AND_DIGITS = /^[A-Za-z0-9]{10}$/;

/** Does the name alone look like Watcher's: `random_string(10)` of letters and digits? */
export const isNamedByWatcher = (name: string): boolean => TEN_LETTERS_AND_DIGITS.test(name);

export interface AdminSeen {
  readonly user: KeystoneUser;
  /** The projects in which the user has the admin role. */
  readonly roles: readonly RoleAssignment[];
  /** The volumes that the user made; null where they could not be read. */
  readonly madeByIt: readonly MadeVolume[] | null;
}

/**
 * Watcher gave a user nothing but name, password, domain, and the project as default: no description, no address.
 * Source: watcher/applier/actions/volume_migration.py (_create_user), watcher/common/keystone_helper.py (create_user).
 */
export function judgeAdmin({ user, roles, madeByIt }: AdminSeen): FoundLeftover[] {
  const { id, name, domainId, description, email, defaultProjectId } = user;
  const own = roles.filter(({ projectId }) => projectId !== null && projectId === defaultProjectId);
  const isBare = (description ?? '') === '' && (email ?? '') === '';
  if (!isNamedByWatcher(name) || !isBare || own.length === 0) return [];
  const evidence = [
    `user ${name} of domain ${domainId}: ten letters and digits, no description, no e-mail address`,
    ...own.map(({ where }) => `role admin in its default project: ${where}`),
    ...(madeByIt ?? []).map((volume) => `made volume ${volume.id} (${volume.status})`),
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
      missing: ['that Watcher made it, and that no run of Watcher goes on, is not known'],
      advice: `ask whose it is; where it is nobody's, and Watcher migrates nothing: openstack user delete ${id}`,
    },
  ];
}
