import { z } from 'zod';
import type { TemporaryUser, Volume } from '../../machines/types.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { CloudError } from '../faults.ts';
import { actAndLook, lookForAWhile, repeatable } from '../http/lostAnswers.ts';
import { patiently } from '../http/patience.ts';
import type { TemporaryUsers } from '../temporaryUsers.ts';
import { listMadeVolumes } from './madeVolumes.ts';
import { getMetadata, type MetadataValues } from './metadata.ts';
import type { Attendance } from './unattended.ts';
import { RUN_MARK } from './volumes.ts';

export interface DestinationVolume {
  readonly runId: string;
  readonly user: TemporaryUser;
  readonly source: Volume;
  readonly destinationType: string;
  readonly attendance: Attendance;
}

/**
 * `POST /volumes` as the temporary user, 202: Cinder makes volumes only in the token's own project.
 * The owner's metadata is read from the source at that moment. It carries the run's id, so that after a lost answer or a restart the volume is found, not made twice; where
 * the owner has cleared that, the volume is known by its maker.
 * Proved by cinder/api/v3/volumes.py (create).
 */
export async function createDestinationVolume(
  cloud: Cloud,
  users: TemporaryUsers,
  wanted: DestinationVolume,
  clock: Clock,
  signal?: AbortSignal,
): Promise<{ volumeId: string }> {
  const { user, source } = wanted;
  const find = async () => await findMade(cloud, wanted, signal);
  return await actAndLook({
    act: async () => {
      // Here, and not when the volume was first seen: the values stay out of the run's context.
      const metadata = await getMetadata(cloud, source.id, signal);
      const own = await users.signIn(user.id, source.projectId, signal);
      // An earlier process's was looked for before.
      wanted.attendance.made();
      return await postVolume(own, wanted, metadata, signal);
    },
    // After a restart an earlier process may have made it.
    lookFirst: users.isKnown(user.id) ? null : find,
    look: async () => await lookForAWhile(find, clock, signal),
    attempts: 1,
  });
}

const madeSchema = z.object({ volume: z.object({ id: z.string() }) });

async function postVolume(
  own: Cloud,
  { runId, source, destinationType }: DestinationVolume,
  metadata: MetadataValues,
  signal?: AbortSignal,
): Promise<{ volumeId: string }> {
  const body = {
    volume: {
      size: source.sizeGib,
      name: source.name,
      description: source.description,
      availability_zone: source.availabilityZone,
      volume_type: destinationType,
      metadata: { ...metadata, [RUN_MARK]: runId },
    },
  };
  const answer = await own.request(
    { service: 'volume', method: 'POST', path: '/volumes', body, expected: [202], schema: madeSchema },
    signal,
  );
  return { volumeId: answer.body.volume.id };
}

/** The volume of the source's project that the run's user has made; where there is none, one that carries the run's mark. */
async function findMade(
  cloud: Cloud,
  { runId, user, source: { projectId } }: DestinationVolume,
  signal?: AbortSignal,
): Promise<{ volumeId: string } | undefined> {
  const volumes = await listMadeVolumes(cloud, { project_id: projectId }, signal);
  const own = volumes.filter((volume) => volume.projectId === projectId);
  const found = own.find(({ userId }) => userId === user.id) ?? own.find(({ runMark }) => runMark === runId);
  return found === undefined ? undefined : { volumeId: found.id };
}

/**
 * `DELETE /volumes/{id}/metadata/{key}`, 200: takes the run's mark off the volume that stays, patiently where Cinder is in
 * trouble. None is fine.
 */
export async function unmarkDestinationVolume(
  cloud: Cloud,
  volumeId: string,
  clock: Clock,
  signal?: AbortSignal,
): Promise<null> {
  const path = `/volumes/${encodeURIComponent(volumeId)}/metadata/${encodeURIComponent(RUN_MARK)}`;
  const call = { service: 'volume', method: 'DELETE', path, expected: [200] } as const;
  const remove = async () => await repeatable(async () => await cloud.request(call, signal));
  try {
    await patiently(remove, clock, signal);
  } catch (error) {
    if (!(error instanceof CloudError) || error.code !== 'NotFound') throw error;
  }
  return null;
}
