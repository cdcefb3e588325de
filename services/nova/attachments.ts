import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { listAttachments } from '../cinder/attachments.ts';
import type { Attendance } from '../cinder/unattended.ts';
import { findVolume } from '../cinder/volumes.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { asUncertain, CloudError, ServiceError, UnexpectedAnswerError } from '../faults.ts';
import { actAndLook, lookBefore } from '../http/lostAnswers.ts';
import { findSwap, type Swap } from './findSwap.ts';

const listSchema = z.object({ volumeAttachments: z.array(z.object({ volumeId: z.string() })) });

/** `GET /servers/{id}/os-volume_attachments`: ids of the attached volumes; none where the server is gone. */
export async function listAttachedVolumeIds(
  cloud: Cloud,
  serverId: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const path = `/servers/${encodeURIComponent(serverId)}/os-volume_attachments`;
  try {
    const { body } = await cloud.request(
      { service: 'compute', method: 'GET', path, expected: [200], schema: listSchema },
      signal,
    );
    return body.volumeAttachments.map((attachment) => attachment.volumeId);
  } catch (error) {
    if (error instanceof CloudError && error.code === 'NotFound') return [];
    throw error;
  }
}

/**
 * `PUT /servers/{id}/os-volume_attachments/{volume}` with a volume that does not exist: changes nothing.
 * 400, it complains of the unknown volume: direct swaps are taken. 409 conflictingRequest or 403: refused.
 * Proved by nova/api/openstack/compute/volume_attachments.py (_update_volume_swap).
 */
export async function probeSwap(
  cloud: Cloud,
  { serverId, volumeId }: { serverId: string; volumeId: string },
  signal?: AbortSignal,
): Promise<
  | { directSwap: 'taken' }
  | { directSwap: 'refused'; status: number; message: string; requestId: string | null }
> {
  try {
    await putAttachment(cloud, { serverId, from: volumeId, to: randomUUID() }, signal);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { status, kind, message, requestId } = error;
    if (status === 400) return { directSwap: 'taken' };
    const refused = status === 403 || (status === 409 && kind === 'conflictingRequest');
    if (refused) return { directSwap: 'refused', status, message, requestId };
    throw error;
  }
  throw new UnexpectedAnswerError({
    code: 'UnexpectedAnswer',
    message: `${putPath(serverId, volumeId)}: expected a refusal of a volume that does not exist, got 202`,
    uncertain: true,
  });
}

interface Resumable {
  readonly clock: Clock;
  readonly unanswered: boolean;
  readonly attendance: Attendance;
}

/**
 * Nova's "Update a volume attachment", 202: gives Nova's request id, by which the instance action is found.
 * After a lost answer it is not sent again: the server's instance actions tell of a swap newer than the destination volume.
 * `unanswered`: an earlier process wrote the call down and never saw its answer, so this one looks first. It is sent only
 * where both volumes are as if nothing had been asked; should the earlier request come in late, Nova refuses the second
 * of the two, since the first has set the source to detaching (nova/compute/api.py swap_volume, begin_detaching).
 * Rejects with StateError `DestinationChanged` where somebody else may have changed the destination.
 */
export async function swapVolume(
  cloud: Cloud,
  swap: Swap,
  resumable: Resumable,
  signal?: AbortSignal,
): Promise<{ requestId: string }> {
  const { serverId, sourceVolumeId: from, destinationVolumeId: to } = swap;
  const { clock, unanswered } = resumable;
  const look = async () => await findSwap(cloud, swap, clock, signal);
  return await actAndLook({
    act: async () => {
      await checkLeftAlone(cloud, swap, resumable, signal);
      try {
        const beforeRepeat = async () => await checkLeftAlone(cloud, swap, resumable, signal);
        const { requestId } = await putAttachment(cloud, { serverId, from, to, beforeRepeat }, signal);
        if (requestId === null) throw unknown('the answer has no x-openstack-request-id');
        return { requestId };
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return await begunAllTheSame(error, async () => await findSwap(cloud, swap, clock, signal, 1));
      }
    },
    look,
    lookFirst: unanswered ? look : null,
    attempts: 1,
  });
}

const isRefusal = (error: unknown): error is ServiceError =>
  error instanceof ServiceError && error.status !== null && error.status < 500;

// A proxy may send a PUT twice (RFC 9110, 9.2.2): then the refusal is of the second, and the first was taken on.
async function begunAllTheSame<Begun>(
  refusal: ServiceError,
  look: () => Promise<Begun | undefined>,
): Promise<Begun> {
  const begun = await look().catch((error: unknown) => {
    throw asUncertain(refusal, `whether it began all the same could not be found out: ${String(error)}`);
  });
  if (begun === undefined) throw refusal;
  return begun;
}

// Before a resumed run asks. Where an earlier process may have asked, whatever speaks against it leaves that open.
async function checkLeftAlone(
  cloud: Cloud,
  swap: Swap,
  { unanswered, attendance }: Resumable,
  signal?: AbortSignal,
): Promise<void> {
  const check = async () => {
    if (unanswered && !(await isUntouched(cloud, swap, signal))) throw unknown('its answer was not seen');
    await attendance.assertOurs(async () => await findVolume(cloud, swap.destinationVolumeId, signal));
  };
  await (unanswered ? lookBefore(check) : check());
}

// Both volumes as they are before a swap is asked, the source without a second attachment record.
async function isUntouched(cloud: Cloud, swap: Swap, signal?: AbortSignal): Promise<boolean> {
  const source = await findVolume(cloud, swap.sourceVolumeId, signal);
  const destination = await findVolume(cloud, swap.destinationVolumeId, signal);
  const attached = await listAttachedVolumeIds(cloud, swap.serverId, signal);
  const records = await listAttachments(cloud, swap.sourceVolumeId, signal);
  return (
    source?.status === 'in-use' &&
    records.length === source.attachments.length &&
    destination?.status === 'available' &&
    attached.includes(swap.sourceVolumeId) &&
    !attached.includes(swap.destinationVolumeId)
  );
}

function unknown(why: string): UnexpectedAnswerError {
  return new UnexpectedAnswerError({
    code: 'UnexpectedAnswer',
    message: `PUT an attachment of another volume: ${why}, and no instance action tells of the swap`,
    uncertain: true,
  });
}

function putPath(serverId: string, volumeId: string): string {
  return `/servers/${encodeURIComponent(serverId)}/os-volume_attachments/${encodeURIComponent(volumeId)}`;
}

interface AttachmentUpdate {
  readonly serverId: string;
  readonly from: string;
  readonly to: string;
  readonly beforeRepeat?: () => Promise<void>;
}

async function putAttachment(
  cloud: Cloud,
  { serverId, from, to, ...repeating }: AttachmentUpdate,
  signal?: AbortSignal,
) {
  const path = putPath(serverId, from);
  const body = { volumeAttachment: { volumeId: to } };
  const call = { service: 'compute', method: 'PUT', path, body, expected: [202] } as const;
  return await cloud.request({ ...call, ...repeating }, signal);
}
