// Reads what the rules judge, once for a whole cloud or anew for one user or volume.
import { listMadeVolumes, type MadeVolume } from '../../services/cinder/madeVolumes.ts';
import { listPools } from '../../services/cinder/pools.ts';
import { listSnapshots } from '../../services/cinder/snapshots.ts';
import { type Cloud, CloudError, StateError } from '../../services/index.ts';
import { listRoleAssignments } from '../../services/keystone/roleAssignments.ts';
import type { KeystoneUser } from '../../services/keystone/userList.ts';
import type { DestinationVolumeSeen } from './destinationVolume.ts';
import type { KnownRuns } from './knownRuns.ts';
import type { RunFacts } from './runFacts.ts';
import { runOfUserName, type TemporaryUserSeen } from './temporaryUser.ts';

/** Where to look, and what is known already. `volumes` is null where Cinder could not be looked at. */
export interface Looking {
  readonly cloud: Cloud;
  readonly runs: KnownRuns;
  readonly volumes: readonly MadeVolume[] | null;
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
  volume: MadeVolume,
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

/** The volumes that a user made; null where Cinder could not be looked at. */
export const madeBy = (userId: string, volumes: readonly MadeVolume[] | null): MadeVolume[] | null =>
  volumes?.filter((volume) => volume.userId === userId) ?? null;

const sourceOf = (run: RunFacts | null, volumes: readonly MadeVolume[] | null): MadeVolume | null =>
  volumes?.find(({ id }) => id === run?.made?.sourceVolumeId) ?? null;

const markedBy = (runId: string, volumes: readonly MadeVolume[]): MadeVolume[] =>
  volumes.filter(({ runMark }) => runMark === runId);

/** The volumes of all projects. Rejects where this user is not shown all of them, and all of each. */
export async function seeVolumes(
  cloud: Cloud,
  filters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<readonly MadeVolume[]> {
  const volumes = await listMadeVolumes(cloud, filters, signal);
  // Who is no admin is shown no volume of others, and no word about it: an empty list may mean that. Pools are for admins only.
  if (volumes.length === 0) await listPools(cloud, signal);
  if (volumes.every(({ isShownWhole }) => isShownWhole)) return volumes;
  const { user, project } = cloud;
  throw new StateError({
    code: 'AdminRequired',
    message: `Cinder shows user ${user.name} of project ${project.name} no migration states and no volumes of other projects: the admin role is needed`,
  });
}

// What the cloud refuses to tell is not known; a fault of ours is none of these.
async function orNull<Read>(read: () => Promise<Read>): Promise<Read | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof CloudError && error.code !== 'Aborted') return null;
    throw error;
  }
}
