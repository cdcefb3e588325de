// Removes what is proven to be created by a run and unused, after proving it again.
import { runOfUserName } from '../../machines/runMark.ts';
import { deleteDestinationVolume } from '../../services/cinder/deletion.ts';
import { findVolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';
import { type Clock, type Cloud, StateError, systemClock } from '../../services/index.ts';
import { findUserById } from '../../services/keystone/userList.ts';
import { deleteUser } from '../../services/keystone/users.ts';
import type { JournalStore } from '../engine/store.ts';
import { judgeDestinationVolume } from './destinationVolume.ts';
import { type KnownRuns, knownRuns } from './knownRuns.ts';
import { seeDestinationVolume, seeTemporaryUser, seeVolumes } from './seeing.ts';
import { judgeTemporaryUser } from './temporaryUser.ts';
import type { FoundLeftover } from './types.ts';

/** Options of `removeLeftover`. */
export interface RemoveOptions {
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/**
 * Removes one leftover that `findLeftovers` returned. Everything is checked again, because that result may be
 * outdated.
 * Its requests carry the ID of the run that created the leftover.
 * Rejects with StateError `NotProven`, whose reasons say what is no longer proven, and then has removed
 * nothing; with the errors of `services/` if the cloud refuses.
 */
export async function removeLeftover(
  cloud: Cloud,
  store: JournalStore,
  leftover: Pick<FoundLeftover, 'kind' | 'id'>,
  { clock = systemClock, signal }: RemoveOptions = {},
): Promise<'removed' | 'gone already'> {
  const { id } = leftover;
  const runs = await knownRuns(store, cloud.endpoints.identity);
  const now = await judgeAnew(cloud, runs, leftover, signal);
  if (now === null) return 'gone already';
  const { runId, missing } = now;
  if (now.verdict !== 'removable' || runId === null) throw notProven(id, missing);
  const ofRun = cloud.forRun(runId);
  if (now.kind === 'temporary-user') await deleteUser(ofRun, id, { clock, isYoung: false }, signal);
  else await deleteDestinationVolume(ofRun, { runId, volumeId: id }, clock, signal);
  return 'removed';
}

/** The leftover in its current state; null if it is gone. */
async function judgeAnew(
  cloud: Cloud,
  runs: KnownRuns,
  { kind, id }: Pick<FoundLeftover, 'kind' | 'id'>,
  signal: AbortSignal | undefined,
): Promise<FoundLeftover | null> {
  if (kind === 'temporary-user') return await judgeUserAnew(cloud, runs, id, signal);
  if (kind === 'destination-volume') return await judgeVolumeAnew(cloud, runs, id, signal);
  throw notProven(id, [`volume-migrate never removes a ${kind}`]);
}

async function judgeUserAnew(
  cloud: Cloud,
  runs: KnownRuns,
  userId: string,
  signal: AbortSignal | undefined,
): Promise<FoundLeftover | null> {
  const user = await findUserById(cloud, userId, signal);
  if (user === null) return null;
  const projectId = (await runs.factsOf(runOfUserName(user.name) ?? ''))?.made?.projectId ?? null;
  const volumes = projectId === null ? null : await seeVolumes(cloud, { project_id: projectId }, signal);
  const seen = await seeTemporaryUser({ cloud, runs, volumes, signal }, user);
  if (seen === null) throw notProven(userId, [`its name is ${user.name}`]);
  return judgeTemporaryUser(seen);
}

async function judgeVolumeAnew(
  cloud: Cloud,
  runs: KnownRuns,
  volumeId: string,
  signal: AbortSignal | undefined,
): Promise<FoundLeftover | null> {
  const before = await findVolumeWithCreator(cloud, volumeId, signal);
  if (before === null) return null;
  const volumes = await seeVolumes(cloud, { project_id: before.projectId }, signal);
  const volume = volumes.find(({ id }) => id === volumeId);
  if (volume === undefined) return null;
  const seen = await seeDestinationVolume({ cloud, runs, volumes, signal }, volume);
  if (seen === null) throw notProven(volumeId, ['it no longer has the mark of a run']);
  return judgeDestinationVolume(seen);
}

const notProven = (id: string, missing: readonly string[]): StateError =>
  new StateError({
    code: 'NotProven',
    message: `${id} was not removed: ${missing.join('; ')}`,
    reasons: missing,
  });
