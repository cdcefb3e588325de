// The destination volume of a swap: made as the temporary user, found again, unmarked.
import { z } from 'zod';
import type { TemporaryUser, Volume } from '../../machines/types.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { CloudError } from '../faults.ts';
import { actAndLook, lookForAWhile } from '../http/lostAnswers.ts';
import { patiently } from '../http/patience.ts';
import { untilKnown } from '../lag.ts';
import type { MetadataValue } from '../secret.ts';
import { isUnknownUser, type TemporaryUsers } from '../temporaryUsers.ts';
import { isUuid } from '../uuid.ts';
import { listMadeVolumes } from './madeVolumes.ts';
import { getMetadata, type MetadataValues, removeKey, setMetadata } from './metadata.ts';
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
 * The owner's metadata is read from the source at that moment. It carries the run's id, so that after a lost answer or a
 * restart the volume is found, not made twice; where the owner has cleared that, the volume is known by its maker. A 401 is
 * waited out for some seconds: the node of Keystone that Cinder asks may not know the user yet.
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
  return await actAndLook({
    act: async () => {
      // Here, and not when the volume was first seen: the values stay out of the run's context.
      const metadata = await getMetadata(cloud, source.id, signal);
      const own = await users.signIn(user.id, source.projectId, signal);
      // An earlier process's was looked for before.
      wanted.attendance.made();
      // Only this call: a 401 of the ones above may be the operator's own.
      const make = async () => await postVolume(own, wanted, metadata, signal);
      return await untilKnown(make, isUnknownUser, clock, signal);
    },
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
      metadata: marked(metadata, runId),
    },
  };
  const answer = await own.request(
    { service: 'volume', method: 'POST', path: '/volumes', body, expected: [202], schema: madeSchema },
    signal,
  );
  return { volumeId: answer.body.volume.id };
}

/** Where the owner's own value of the mark's key waits while the mark is there. */
export const KEPT_MARK = 'volume-migrate:kept';

function marked(metadata: MetadataValues, runId: string): Record<string, unknown> {
  const own = metadata[RUN_MARK];
  return { ...metadata, ...(isOwners(own) ? { [KEPT_MARK]: own } : {}), [RUN_MARK]: runId };
}

/**
 * Whether a value under the key of the mark is the owner's. The mark of an earlier run that was left on the source is not:
 * it would name this volume as that run's for ever.
 */
export const isOwners = (mark: MetadataValue | undefined): mark is MetadataValue =>
  mark !== undefined && !isUuid(mark.reveal());

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

interface ToUnmark {
  readonly volumeId: string;
  /** The keys of the owner's metadata: one of them may be that of the mark. */
  readonly ownersKeys: readonly string[];
}

/**
 * `DELETE /volumes/{id}/metadata/{key}`, 200: takes the run's mark off the volume that stays, patiently where Cinder is in
 * trouble. None is fine. Where the owner had a value of that key, `POST /volumes/{id}/metadata` gives it back first.
 * Proved by cinder/api/v3/volume_metadata.py (create, delete).
 */
export async function unmarkDestinationVolume(
  cloud: Cloud,
  { volumeId, ownersKeys }: ToUnmark,
  clock: Clock,
  signal?: AbortSignal,
): Promise<null> {
  const unmark = async () => {
    if (!ownersKeys.includes(RUN_MARK)) return await removeKey(cloud, volumeId, RUN_MARK, signal);
    const { [KEPT_MARK]: kept, [RUN_MARK]: mark } = await getMetadata(cloud, volumeId, signal);
    if (kept !== undefined) {
      await setMetadata(cloud, volumeId, { [RUN_MARK]: kept }, signal);
      return await removeKey(cloud, volumeId, KEPT_MARK, signal);
    }
    // An earlier attempt may have given it back, and its answer was lost: then the key holds the owner's value.
    if (mark?.reveal() === cloud.runId) await removeKey(cloud, volumeId, RUN_MARK, signal);
  };
  try {
    await patiently(unmark, clock, signal);
  } catch (error) {
    if (!(error instanceof CloudError) || error.code !== 'NotFound') throw error;
  }
  return null;
}
