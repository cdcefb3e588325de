// Judges a user `volume-migrate-<run>`: when it is proven that nobody needs it.
import { isBeingMade } from '../../machines/volumeRules.ts';
import type { VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';
import type { RoleAssignment } from '../../services/keystone/roleAssignments.ts';
import type { KeystoneUser } from '../../services/keystone/userList.ts';
import { isUnfinished, type OfRun, provenOver, runInWords, whoGoesOn } from './ofRun.ts';
import type { Made } from './runFacts.ts';
import { firstTime } from './times.ts';
import type { FoundLeftover } from './types.ts';

export interface TemporaryUserSeen extends OfRun {
  readonly user: KeystoneUser;
  /** Null if they could not be read. */
  readonly roles: readonly RoleAssignment[] | null;
  /** The volumes that carry the run's mark; null if they could not be read. */
  readonly marked: readonly VolumeWithCreator[] | null;
  /** The volume that the run moves; null if it is gone or could not be read. */
  readonly source: VolumeWithCreator | null;
  /** The volumes that the user created; null if they could not be read. */
  readonly madeByIt: readonly VolumeWithCreator[] | null;
}

export function judgeTemporaryUser(seen: TemporaryUserSeen): FoundLeftover {
  const { user, runId, run, madeByIt } = seen;
  const missing = notProven(seen);
  const found = {
    kind: 'temporary-user',
    id: user.id,
    name: user.name,
    runId,
    // Keystone does not show when a user was created.
    since: run?.startedAt ?? firstTime(madeByIt ?? []),
    evidence: evidenceOf(seen),
    missing,
  } as const;
  if (run !== null && isUnfinished(seen)) return { ...found, verdict: 'unfinished', advice: whoGoesOn(run) };
  if (missing.length === 0)
    return { ...found, verdict: 'removable', advice: 'volume-migrate leftovers --remove' };
  const advice = `if you know that its run has ended: openstack user delete ${user.id}`;
  return { ...found, verdict: 'kept', advice };
}

function evidenceOf(seen: TemporaryUserSeen): string[] {
  const { user, roles, marked } = seen;
  const given = (roles ?? []).map(({ roleName, where }) => `role ${roleName} in ${where}`);
  return [
    `user ${user.name} of domain ${user.domainId}`,
    ...(user.description === null ? [] : [`described as "${user.description}"`]),
    ...(roles === null ? [] : [given.join(', ') || 'without any role']),
    ...(marked ?? []).map(({ id, status }) => `volume ${id} of its run is ${status}`),
    runInWords(seen),
  ];
}

function notProven(seen: TemporaryUserSeen): string[] {
  const { missing, made } = provenOver(seen);
  return [...missing, ...(made === null ? [] : [...notItsUser(seen, made), ...stillUsed(seen, made)])];
}

function notItsUser({ user, runId }: TemporaryUserSeen, { userAsked, userId }: Made): string[] {
  if (!userAsked) return [`run ${runId} did not request a user`];
  return userId === null || userId === user.id ? [] : [`run ${runId} created user ${userId}`];
}

function stillUsed({ roles, marked, source }: TemporaryUserSeen, { projectId }: Made): string[] {
  const foreign = (roles ?? []).filter((role) => role.projectId !== projectId || projectId === null);
  const making = (marked ?? []).filter(isBeingMade);
  // A swap that no process drives any more continues in Nova.
  const swapping = [...(source === null ? [] : [source]), ...(marked ?? [])].filter(({ status }) =>
    ['attaching', 'detaching'].includes(status),
  );
  return [
    ...(roles === null ? ['could not check which roles it has'] : []),
    ...foreign.map(
      ({ roleName, where }) => `it has role ${roleName} in ${where}, which its run did not assign`,
    ),
    ...(marked === null ? ['could not check whether it is still creating a volume'] : []),
    ...making.map(({ id, status }) => `volume ${id}, which it is creating, is ${status}`),
    ...swapping.map(({ id, status }) => `volume ${id} of its run is ${status}: Nova may still swap it`),
  ];
}
