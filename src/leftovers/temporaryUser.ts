// A user `volume-migrate-<run>`: when is it proven that nobody needs it?
import { isBeingMade } from '../../machines/doneRules.ts';
import type { MadeVolume } from '../../services/cinder/madeVolumes.ts';
import type { RoleAssignment } from '../../services/keystone/roleAssignments.ts';
import type { KeystoneUser } from '../../services/keystone/userList.ts';
import { isUnfinished, type OfRun, provenOver, runInWords, whoGoesOn } from './ofRun.ts';
import type { Made } from './runFacts.ts';
import { firstTime } from './times.ts';
import type { FoundLeftover } from './types.ts';

export const USER_PREFIX = 'volume-migrate-';

const NAME = /^volume-migrate-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The run whose temporary user has this name; null for any other name. */
export const runOfUserName = (name: string): string | null => NAME.exec(name)?.[1] ?? null;

export interface TemporaryUserSeen extends OfRun {
  readonly user: KeystoneUser;
  /** Null where they could not be read. */
  readonly roles: readonly RoleAssignment[] | null;
  /** The volumes that carry the run's mark; null where they could not be read. */
  readonly marked: readonly MadeVolume[] | null;
  /** The volume that the run moves; null where it is gone or could not be read. */
  readonly source: MadeVolume | null;
  /** The volumes that the user made; null where they could not be read. */
  readonly madeByIt: readonly MadeVolume[] | null;
}

export function judgeTemporaryUser(seen: TemporaryUserSeen): FoundLeftover {
  const { user, runId, run, madeByIt } = seen;
  const missing = notProven(seen);
  const found = {
    kind: 'temporary-user',
    id: user.id,
    name: user.name,
    runId,
    // Keystone does not tell when a user was made.
    since: run?.startedAt ?? firstTime(madeByIt ?? []),
    evidence: evidenceOf(seen),
    missing,
  } as const;
  if (run !== null && isUnfinished(seen)) return { ...found, verdict: 'unfinished', advice: whoGoesOn(run) };
  if (missing.length === 0)
    return { ...found, verdict: 'removable', advice: 'volume-migrate leftovers --remove' };
  const advice = `where you know that its run is over: openstack user delete ${user.id}`;
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
  if (!userAsked) return [`run ${runId} did not ask for a user`];
  return userId === null || userId === user.id ? [] : [`the user that run ${runId} made was ${userId}`];
}

function stillUsed({ roles, marked, source }: TemporaryUserSeen, { projectId }: Made): string[] {
  const foreign = (roles ?? []).filter((role) => role.projectId !== projectId || projectId === null);
  const making = (marked ?? []).filter(isBeingMade);
  // A swap that nobody drives any more goes on in Nova.
  const swapping = [...(source === null ? [] : [source]), ...(marked ?? [])].filter(({ status }) =>
    ['attaching', 'detaching'].includes(status),
  );
  return [
    ...(roles === null ? ['what roles it has could not be read'] : []),
    ...foreign.map(
      ({ roleName, where }) => `it has role ${roleName} in ${where}, which its run did not give it`,
    ),
    ...(marked === null ? ['whether a volume is still being made by it could not be read'] : []),
    ...making.map(({ id, status }) => `volume ${id}, which it is making, is ${status}`),
    ...swapping.map(({ id, status }) => `volume ${id} of its run is ${status}: Nova may still swap it`),
  ];
}
