// The actions that move or change a volume in Cinder.

import { z } from 'zod';
import type { Volume } from '../../machines/types.ts';
import { BEING_MADE, backendOf, isMoving } from '../../machines/volumeRules.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { exceptFirst } from '../exceptFirst.ts';
import { CloudError, StateError } from '../faults.ts';
import { callWithReconcile, reconcileBefore, reconcileForAWhile, repeatable } from '../http/reconcile.ts';
import { readUntil, untilKnown } from '../lag.ts';
import { orNull } from '../orNull.ts';
import { listAttachments } from './attachments.ts';
import type { OwnershipGuard } from './destinationGuard.ts';
import { getImageMetadata } from './metadata.ts';
import { isAsNewAs } from './staleness.ts';
import { findVolume } from './volumes.ts';

/** If an earlier process recorded the call but not its result, the cloud is checked first. */
interface Resumable {
  readonly unanswered: boolean;
  readonly clock: Clock;
}

/**
 * `POST /volumes/{id}/action` os-migrate_volume, 202; to a cluster if the node's name is that of one. Always
 * with lock_volume: without it an owner can attach, extend or rename the volume meanwhile, and lose the
 * result. Cinder accepts the lock for an attached volume too, where it has no effect.
 * After a lost response the volume shows whether the migration started; a second request is harmless, because
 * Cinder responds 400 for a volume that is already migrating.
 * Reads may lag behind: the volume is checked for some seconds, and if nothing shows, such a refusal of the
 * second request leaves the first one uncertain.
 * Source: cinder/volume/api.py (migrate_volume).
 */
export async function requestMigration(
  cloud: Cloud,
  { before, destinationNode }: { before: Volume; destinationNode: string },
  { unanswered, clock }: Resumable,
  signal?: AbortSignal,
): Promise<null> {
  const look = async () => ((await migrationBegan(cloud, before, signal)) ? null : undefined);
  const unchanged = async () => await assertUnchanged(cloud, before, clock, signal);
  const options = { force_host_copy: false, lock_volume: true };
  const migrate = async (target: { host: string } | { cluster: string }) =>
    await act(cloud, before.id, ['os-migrate_volume', { ...target, ...options }, 202], signal, unchanged);
  return await callWithReconcile({
    call: async () => {
      // What the run checked may be outdated.
      if (unanswered) await reconcileBefore(unchanged);
      try {
        return await migrate({ host: destinationNode });
      } catch (error) {
        if (!(error instanceof CloudError) || error.code !== 'BadRequest') throw error;
        if (!(await isCluster(cloud, destinationNode, signal))) throw error;
        return await migrate({ cluster: destinationNode });
      }
    },
    reconcile: async () => await reconcileForAWhile(look, clock, signal),
    reconcileFirst: unanswered ? look : null,
    attempts: 2,
  });
}

// For a request that is sent later than the checks before it: they may no longer hold.
// A reading that Cinder dates earlier is stale and is repeated.
async function assertUnchanged(
  cloud: Cloud,
  before: Volume,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  const find = async () => await findVolume(cloud, before.id, signal);
  const now = await readUntil(find, isAsNewAs(before), clock, signal);
  if (now === null) return;
  const [status, wasStatus] = [now.status, before.status];
  const isSame = status === wasStatus && now.attachments.length === before.attachments.length;
  const records = isSame ? await listAttachments(cloud, before.id, signal) : now.attachments;
  if (isSame && records.length === before.attachments.length) return;
  const message = `Volume ${before.id} was not moved: it changed before the request was sent`;
  const reasons = [
    `its status was ${wasStatus} and is ${status}; it had ${before.attachments.length} attachments and has ${records.length}`,
  ];
  throw new StateError({ code: 'VolumeChanged', message, reasons });
}

// What a lost response leaves open: whether the volume is migrating, or has migrated, since `before`.
async function migrationBegan(cloud: Cloud, before: Volume, signal?: AbortSignal): Promise<boolean> {
  const now = await findVolume(cloud, before.id, signal);
  if (now === null) return false;
  // One that failed where an earlier one had failed before it.
  const failedAgain = now.migrationStatus === 'error' && now.updatedAt !== before.updatedAt;
  return (
    isMoving(now) || failedAgain || now.host !== before.host || now.migrationStatus !== before.migrationStatus
  );
}

/**
 * `POST /volumes/{id}/action` os-retype, on-demand, 202. Lost responses as for a migration.
 * Source: cinder/volume/api.py (retype).
 */
export async function requestRetype(
  cloud: Cloud,
  { before, destinationType }: { before: Volume; destinationType: string },
  { unanswered, clock }: Resumable,
  signal?: AbortSignal,
): Promise<null> {
  const look = async () => ((await retypeBegan(cloud, before, signal)) ? null : undefined);
  const unchanged = async () => await assertUnchanged(cloud, before, clock, signal);
  const body = { new_type: destinationType, migration_policy: 'on-demand' };
  return await callWithReconcile({
    call: async () => {
      if (unanswered) await reconcileBefore(unchanged);
      return await act(cloud, before.id, ['os-retype', body, 202], signal, unchanged);
    },
    reconcile: async () => await reconcileForAWhile(look, clock, signal),
    reconcileFirst: unanswered ? look : null,
    attempts: 2,
  });
}

// Whether the volume is being retyped, or has been, since `before`. A failed retype leaves nothing but the
// time of the change.
async function retypeBegan(cloud: Cloud, before: Volume, signal?: AbortSignal): Promise<boolean> {
  const now = await findVolume(cloud, before.id, signal);
  if (now === null) return false;
  const retyped = now.volumeType !== before.volumeType || now.volumeTypeId !== before.volumeTypeId;
  return now.status === 'retyping' || retyped || now.updatedAt !== before.updatedAt;
}

/**
 * What Nova's swap does not carry over: bootable flag, image metadata, read-only flag. Sets only what is
 * needed.
 * Rejects with StateError `DestinationChanged`, and sets nothing, if somebody else may have changed the
 * destination.
 * The destination was created a moment ago: if it is not found, or still shown as being created, the calls
 * are retried for some seconds.
 * Source: cinder/api/contrib/volume_actions.py and volume_image_metadata.py.
 */
export async function copyAttributes(
  cloud: Cloud,
  { source, destinationVolumeId, destinationGuard }: AttributesToCopy,
  clock: Clock,
  signal?: AbortSignal,
): Promise<null> {
  const find = async () => await findVolume(cloud, destinationVolumeId, signal);
  const read = async () =>
    await readUntil(find, (seen) => seen !== null && !BEING_MADE.includes(seen.status), clock, signal);
  await destinationGuard.assertUntouched(read);
  const set = async (action: Action) => {
    const stillUntouched = async () => await destinationGuard.assertUntouched(read);
    const stillUntouchedAgain = exceptFirst(stillUntouched);
    const send = async () => {
      await stillUntouchedAgain();
      await repeatable(async () => await act(cloud, destinationVolumeId, action, signal, stillUntouched));
    };
    await untilKnown(send, ({ code }) => code === 'NotFound', clock, signal);
    await destinationGuard.changed(read);
  };
  if (source.bootable) await set(['os-set_bootable', { bootable: true }, 200]);
  if (source.imageMetadataKeys.length > 0) {
    const metadata = await getImageMetadata(cloud, source.id, signal);
    // Cinder rejects an empty set.
    if (Object.keys(metadata).length > 0) await set(['os-set_image_metadata', { metadata }, 200]);
  }
  if (source.readonly) await set(['os-update_readonly_flag', { readonly: true }, 202]);
  return null;
}

interface AttributesToCopy {
  readonly source: Volume;
  readonly destinationVolumeId: string;
  readonly destinationGuard: OwnershipGuard;
}

type Action = readonly [name: string, body: unknown, expected: number];

async function act(
  cloud: Cloud,
  volumeId: string,
  action: Action,
  signal: AbortSignal | undefined,
  beforeRepeat: () => Promise<void>,
): Promise<null> {
  const [name, body, expected] = action;
  const path = `/volumes/${encodeURIComponent(volumeId)}/action`;
  const call = { service: 'volume', method: 'POST', path, action: name, expected: [expected] } as const;
  await cloud.request({ ...call, body: { [name]: body }, beforeRepeat }, signal);
  return null;
}

const clustersSchema = z.object({ clusters: z.array(z.object({ name: z.string() })) });

// The pools of a clustered backend carry the cluster's name, which os-migrate_volume does not accept as a
// host.
async function isCluster(cloud: Cloud, node: string, signal?: AbortSignal): Promise<boolean> {
  const query = { name: backendOf(node) };
  const call = { service: 'volume', method: 'GET', path: '/clusters', query, expected: [200] } as const;
  const found = await orNull(() => cloud.request({ ...call, schema: clustersSchema }, signal));
  return found !== null && found.body.clusters.length > 0;
}
