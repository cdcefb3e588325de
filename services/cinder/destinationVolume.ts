// The destination volume of a swap: made as the temporary user, found again, unmarked.
import { z } from 'zod';
import type { TemporaryUser, Volume } from '../../machines/types.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { CloudError } from '../faults.ts';
import { actAndLook, lookForAWhile, repeatable } from '../http/lostAnswers.ts';
import { untilKnown } from '../lag.ts';
import { isUnknownUser, type TemporaryUsers } from '../temporaryUsers.ts';
import { listMadeVolumes } from './madeVolumes.ts';
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
 * The metadata carries the run's id, so that after a lost answer or a restart the volume is found, not made twice; where
 * the owner has cleared that, the volume is known by its maker. A 401 is waited out for some seconds: the node of
 * Keystone that Cinder asks may not know the user yet.
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
  const find = async () =>
    await lookForAWhile(async () => await findMade(cloud, wanted, signal), clock, signal);
  const make = async () => {
    const own = await users.signIn(user.id, source.projectId, signal);
    // An earlier process's was looked for before.
    wanted.attendance.made();
    return await postVolume(own, wanted, signal);
  };
  return await actAndLook({
    act: async () => await untilKnown(make, isUnknownUser, clock, signal),
    // After a restart an earlier process may have made it.
    lookFirst: users.isKnown(user.id) ? null : find,
    look: find,
    attempts: 1,
  });
}

const madeSchema = z.object({ volume: z.object({ id: z.string() }) });

async function postVolume(
  own: Cloud,
  { runId, source, destinationType }: DestinationVolume,
  signal?: AbortSignal,
): Promise<{ volumeId: string }> {
  const body = {
    volume: {
      size: source.sizeGib,
      name: source.name,
      description: source.description,
      availability_zone: source.availabilityZone,
      volume_type: destinationType,
      metadata: { ...source.metadata, [RUN_MARK]: runId },
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
  const found =
    own.find(({ userId }) => userId === user.id) ?? own.find(({ metadata }) => metadata[RUN_MARK] === runId);
  return found === undefined ? undefined : { volumeId: found.id };
}

/** `DELETE /volumes/{id}/metadata/{key}`, 200: takes the run's mark off the volume that stays. None is fine. */
export async function unmarkDestinationVolume(
  cloud: Cloud,
  volumeId: string,
  signal?: AbortSignal,
): Promise<null> {
  const path = `/volumes/${encodeURIComponent(volumeId)}/metadata/${encodeURIComponent(RUN_MARK)}`;
  try {
    await repeatable(
      async () => await cloud.request({ service: 'volume', method: 'DELETE', path, expected: [200] }, signal),
    );
  } catch (error) {
    if (!(error instanceof CloudError) || error.code !== 'NotFound') throw error;
  }
  return null;
}
