// Which volumes are alike in all that the chart asks about a move, so that one walk through the chart answers for all of them.
import type { MigrationParameters, Volume } from '../../machines/types.ts';
import { isAtRest, isMoving } from '../../machines/volumeRules.ts';
import type { IndexedView } from './view/indexed.ts';

/**
 * A text that is the same for moves that are alike; null for a volume that needs a walk of its own. The room on a pool is not part
 * of it, and neither are quotas: strategies judge these with ledgers.
 */
export function likenessOf(
  view: IndexedView,
  volume: Volume,
  { destinationNode, destinationType }: MigrationParameters,
): string | null {
  const use = useOf(view, volume);
  if (use === null) return null;
  const { id: _, name: __, description: ___, createdAt: ____, updatedAt: _____, ...rest } = volume;
  const { attachments: ______, sizeGib, projectId, ...asked } = rest;
  // Whether any pool has room depends on the size, and who may use a private type on the project.
  const ofRetype = destinationType === null ? [] : [sizeGib, projectId];
  return JSON.stringify([asked, use, destinationNode, destinationType, ofRetype]);
}

// What uses the volume: nothing, or one server that Cinder and Nova agree about. Null for everything else.
function useOf(view: IndexedView, { id, attachments }: Volume): readonly unknown[] | null {
  if (view.snapshotsOfVolume.has(id)) return null;
  const [records = [], holders = []] = [view.attachmentsOfVolume.get(id), view.serversOfVolume.get(id)];
  if (attachments.length + records.length + holders.length === 0) return [];
  const [attachment, record, holder] = [attachments[0], records[0], holders[0]];
  if (attachments.length !== 1 || records.length !== 1 || holders.length !== 1) return null;
  if (attachment === undefined || record === undefined || holder === undefined) return null;
  if (attachment.serverId !== holder.id || record.serverId !== holder.id) return null;
  if (attachment.attachmentId !== record.id) return null;
  const others = holder.volumeIds.map((one) => view.volumes.get(one));
  if (others.some((other) => other !== undefined && (isMoving(other) || other.status === 'retyping')))
    return null;
  return [attachment.device, record.status, holder.vmState, holder.taskState, holder.locked];
}

/** Whether something about the volume itself blocks every migration to a pool, so that one walk tells it all. */
export function isBlockedItself(view: IndexedView, volume: Volume): boolean {
  if (!isAtRest(volume) || isMoving(volume) || volume.groupId !== null) return true;
  if (view.snapshotsOfVolume.has(volume.id) || volume.attachments.length > 1) return true;
  return (
    volume.attachments.length === 1 &&
    (view.serversOfVolume.get(volume.id) ?? []).some(
      ({ vmState, taskState }) => taskState !== null || !SWAPPABLE.includes(vmState),
    )
  );
}

// Source: nova/compute/api.py swap_volume.
const SWAPPABLE: readonly string[] = ['active', 'paused', 'resized'];
