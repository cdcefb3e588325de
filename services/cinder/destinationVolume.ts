// The destination volume of a swap: created as the temporary user, found again, unmarked.

import { z } from 'zod';
import { KEPT_MARK, RUN_MARK } from '../../machines/runMark.ts';
import type { TemporaryUser, Volume } from '../../machines/types.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { CloudError } from '../faults.ts';
import { patiently } from '../http/patience.ts';
import { callWithReconcile, reconcileForAWhile } from '../http/reconcile.ts';
import { untilKnown } from '../lag.ts';
import type { MetadataValue } from '../secret.ts';
import { isUnknownUser, type TemporaryUsers } from '../temporaryUsers.ts';
import { isUuid } from '../uuid.ts';
import type { OwnershipGuard } from './destinationGuard.ts';
import { getMetadata, type MetadataValues, removeKey, setMetadata } from './metadata.ts';
import { listVolumesWithCreator } from './volumesWithCreator.ts';

export interface DestinationVolume {
  readonly runId: string;
  readonly user: TemporaryUser;
  readonly source: Volume;
  readonly destinationType: string;
  readonly destinationGuard: OwnershipGuard;
}

/**
 * `POST /volumes` as the temporary user, 202: Cinder creates volumes only in the token's own project.
 * The owner's metadata is read from the source at that moment. The volume carries the run's ID, so that after
 * a lost response or a restart it is found, not created twice; if the owner has removed the mark, the volume
 * is recognized by its creator. A 401 is retried for some seconds: the Keystone node that Cinder asks may not
 * know the user yet.
 * Source: cinder/api/v3/volumes.py (create).
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
    await reconcileForAWhile(async () => await findMade(cloud, wanted, signal), clock, signal);
  return await callWithReconcile({
    call: async () => {
      // Read here, and not with the volume at first: the values stay out of the run's context.
      const metadata = await getMetadata(cloud, source.id, signal);
      const own = await users.signIn(user.id, source.projectId, signal);
      // A volume of an earlier process was searched for before this call.
      wanted.destinationGuard.made();
      // Only this call: a 401 of the earlier ones may concern the operator's own token.
      const make = async () => await postVolume(own, wanted, metadata, signal);
      return await untilKnown(make, isUnknownUser, clock, signal);
    },
    // After a restart an earlier process may have created it.
    reconcileFirst: users.isKnown(user.id) ? null : find,
    reconcile: find,
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

function marked(metadata: MetadataValues, runId: string): Record<string, unknown> {
  const own = metadata[RUN_MARK];
  return { ...metadata, ...(isOwners(own) ? { [KEPT_MARK]: own } : {}), [RUN_MARK]: runId };
}

/**
 * Whether a value under the mark's key is the owner's. A mark that an earlier run left on the source is not:
 * it would mark this volume as that run's forever.
 */
export const isOwners = (mark: MetadataValue | undefined): mark is MetadataValue =>
  mark !== undefined && !isUuid(mark.reveal());

/**
 * The volume in the source's project that the run's user created; if there is none, one that carries the
 * run's mark.
 */
async function findMade(
  cloud: Cloud,
  { runId, user, source: { projectId } }: DestinationVolume,
  signal?: AbortSignal,
): Promise<{ volumeId: string } | undefined> {
  const volumes = await listVolumesWithCreator(cloud, { project_id: projectId }, signal);
  const own = volumes.filter((volume) => volume.projectId === projectId);
  const found = own.find(({ userId }) => userId === user.id) ?? own.find(({ runMark }) => runMark === runId);
  return found === undefined ? undefined : { volumeId: found.id };
}

interface ToUnmark {
  readonly volumeId: string;
  /** The keys of the owner's metadata; the mark's key may be one of them. */
  readonly ownersKeys: readonly string[];
}

/**
 * `DELETE /volumes/{id}/metadata/{key}`, 200: removes the run's mark from the volume that stays, and retries
 * while Cinder has problems. Succeeds if there is no mark. If the owner had a value under that key, `POST
 * /volumes/{id}/metadata` restores it first.
 * Source: cinder/api/v3/volume_metadata.py (create, delete).
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
    // An earlier attempt whose response was lost may have restored it: then the key holds the owner's value.
    if (mark?.reveal() === cloud.runId) await removeKey(cloud, volumeId, RUN_MARK, signal);
  };
  try {
    await patiently(unmark, clock, signal);
  } catch (error) {
    if (!(error instanceof CloudError) || error.code !== 'NotFound') throw error;
  }
  return null;
}
