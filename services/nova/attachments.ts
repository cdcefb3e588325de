// A server's volume attachments: lists them, and swaps a volume by updating its attachment.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { listAttachments } from '../cinder/attachments.ts';
import type { OwnershipGuard } from '../cinder/destinationGuard.ts';
import { findVolume } from '../cinder/volumes.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { asUncertain, CloudError, ServiceError, UnexpectedAnswerError } from '../faults.ts';
import { callWithReconcile, reconcileBefore } from '../http/reconcile.ts';
import { findSwap, type Swap } from './findSwap.ts';

const listSchema = z.object({ volumeAttachments: z.array(z.object({ volumeId: z.string() })) });

/** `GET /servers/{id}/os-volume_attachments`: IDs of the attached volumes; empty if the server is gone. */
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
 * 400, an error about the unknown volume: Nova accepts direct swaps. 409 conflictingRequest or 403: Nova
 * rejects them.
 * Source: nova/api/openstack/compute/volume_attachments.py (_update_volume_swap).
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
    message: `${putPath(serverId, volumeId)}: expected the volume to be rejected because it does not exist, got 202`,
    uncertain: true,
  });
}

interface Resumable {
  readonly clock: Clock;
  readonly unanswered: boolean;
  readonly destinationGuard: OwnershipGuard;
}

/**
 * Nova's "Update a volume attachment", 202: returns Nova's request ID, which identifies the instance action.
 * If the response is lost, the call is not repeated: the server's instance actions show a swap that is newer
 * than the destination volume.
 * `unanswered`: an earlier process recorded the call but not its result, so Nova is checked first. The call
 * is made only if both volumes are as if nothing had been requested; should the earlier request arrive late,
 * Nova refuses the second of the two, because the first has set the source to detaching (nova/compute/api.py
 * swap_volume, begin_detaching).
 * Rejects with StateError `DestinationChanged` if somebody else may have changed the destination.
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
  return await callWithReconcile({
    call: async () => {
      await checkLeftAlone(cloud, swap, resumable, signal);
      try {
        const beforeRepeat = async () => await checkLeftAlone(cloud, swap, resumable, signal);
        const { requestId } = await putAttachment(cloud, { serverId, from, to, beforeRepeat }, signal);
        if (requestId === null) throw unknown('the response has no x-openstack-request-id');
        return { requestId };
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return await begunAllTheSame(error, async () => await findSwap(cloud, swap, clock, signal, 1));
      }
    },
    reconcile: look,
    reconcileFirst: unanswered ? look : null,
    attempts: 1,
  });
}

const isRefusal = (error: unknown): error is ServiceError =>
  error instanceof ServiceError && error.status !== null && error.status < 500;

// A proxy may send a PUT twice (RFC 9110, 9.2.2): then the second request was refused, and the first one
// accepted.
async function begunAllTheSame<Begun>(
  refusal: ServiceError,
  look: () => Promise<Begun | undefined>,
): Promise<Begun> {
  const begun = await look().catch((error: unknown) => {
    throw asUncertain(refusal, `could not check whether it started anyway: ${String(error)}`);
  });
  if (begun === undefined) throw refusal;
  return begun;
}

// Checks before a resumed run makes the call. If an earlier process may have made it, any objection leaves
// that open.
async function checkLeftAlone(
  cloud: Cloud,
  swap: Swap,
  { unanswered, destinationGuard }: Resumable,
  signal?: AbortSignal,
): Promise<void> {
  const check = async () => {
    if (unanswered && !(await isUntouched(cloud, swap, signal))) throw unknown('the response was lost');
    await destinationGuard.assertUntouched(
      async () => await findVolume(cloud, swap.destinationVolumeId, signal),
    );
  };
  await (unanswered ? reconcileBefore(check) : check());
}

// Whether both volumes are as before a swap, the source without a second attachment record.
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
    message: `PUT an attachment of another volume: ${why}, and no instance action shows the swap`,
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
