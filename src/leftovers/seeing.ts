// Reads what the rules judge, once for a whole cloud or again for one user or volume.
import { runOfUserName } from '../../machines/runMark.ts';
import { listPools } from '../../services/cinder/pools.ts';
import { listSnapshots } from '../../services/cinder/snapshots.ts';
import { listVolumesWithCreator, type VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';
import { type Cloud, StateError } from '../../services/index.ts';
import { listRoleAssignments } from '../../services/keystone/roleAssignments.ts';
import type { KeystoneUser } from '../../services/keystone/userList.ts';
import { orNull } from '../../services/orNull.ts';
import type { DestinationVolumeSeen } from './destinationVolume.ts';
import type { KnownRuns } from './knownRuns.ts';
import type { RunFacts } from './runFacts.ts';
import type { TemporaryUserSeen } from './temporaryUser.ts';

/** Where to look, and what is already known. `volumes` is null if Cinder could not be read. */
export interface Looking {
  readonly cloud: Cloud;
  readonly runs: KnownRuns;
  readonly volumes: readonly VolumeWithCreator[] | null;
  readonly signal?: AbortSignal | undefined;
}

/** Everything about a temporary user; null for a user of another name. */
export async function seeTemporaryUser(
  looking: Looking,
  user: KeystoneUser,
): Promise<TemporaryUserSeen | null> {
  const { cloud, runs, volumes, signal } = looking;
  const runId = runOfUserName(user.name);
  if (runId === null) return null;
  const run = await runs.factsOf(runId);
  return {
    user,
    runId,
    run,
    keystone: cloud.endpoints.identity,
    roles: await orNull(() => listRoleAssignments(cloud, { userId: user.id }, signal)),
    marked: volumes === null ? null : markedBy(runId, volumes),
    source: sourceOf(run, volumes),
    madeByIt: madeBy(user.id, volumes),
  };
}

/** Everything about a volume with the mark of a run; null for one without. `volumes` must hold those of its project. */
export async function seeDestinationVolume(
  { cloud, runs, volumes, signal }: Looking,
  volume: VolumeWithCreator,
): Promise<DestinationVolumeSeen | null> {
  const runId = volume.runMark;
  if (runId === null) return null;
  const run = await runs.factsOf(runId);
  return {
    volume,
    runId,
    run,
    keystone: cloud.endpoints.identity,
    source: sourceOf(run, volumes),
    twins: markedBy(runId, volumes ?? []).filter(({ id }) => id !== volume.id).length,
    snapshotIds: await orNull(() => listSnapshots(cloud, volume.id, signal)),
    mover: runs.moverOf(volume.id),
  };
}

/** The volumes that a user created; null if Cinder could not be read. */
export const madeBy = (
  userId: string,
  volumes: readonly VolumeWithCreator[] | null,
): VolumeWithCreator[] | null => volumes?.filter((volume) => volume.userId === userId) ?? null;

const sourceOf = (
  run: RunFacts | null,
  volumes: readonly VolumeWithCreator[] | null,
): VolumeWithCreator | null => volumes?.find(({ id }) => id === run?.made?.sourceVolumeId) ?? null;

const markedBy = (runId: string, volumes: readonly VolumeWithCreator[]): VolumeWithCreator[] =>
  volumes.filter(({ runMark }) => runMark === runId);

/** The volumes of all projects. Rejects if this user does not see all of them, with all their fields. */
export async function seeVolumes(
  cloud: Cloud,
  filters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<readonly VolumeWithCreator[]> {
  const volumes = await listVolumesWithCreator(cloud, filters, signal);
  // Without the admin role a user sees no volumes of others, and no hint of that: an empty list may mean
  // this. Only admins see pools.
  if (volumes.length === 0) await listPools(cloud, signal);
  if (volumes.every(({ hasAdminFields }) => hasAdminFields)) return volumes;
  const { user, project } = cloud;
  throw new StateError({
    code: 'AdminRequired',
    message: `Cinder does not show migration states or volumes of other projects to user ${user.name} of project ${project.name}: the admin role is required`,
  });
}
