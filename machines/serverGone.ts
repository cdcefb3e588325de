// A server that was deleted while Cinder moved its volume: the volume keeps an attachment to it, which only an admin can delete.
// Seen on Zed and 2025.1; nova/compute/manager.py terminates the server when the swap is over.
import { type MigrationContext, serverIdsOf } from './context.ts';
import type { Server } from './types.ts';

/** The servers of the volume that do not exist any more, or that Nova is deleting; `servers` are those that it found. */
export const serversGone = (context: MigrationContext, servers: readonly Server[]): string[] =>
  serverIdsOf(context).filter(
    (serverId) =>
      serverId !== '' && !servers.some(({ id, taskState }) => id === serverId && taskState !== 'deleting'),
  );

/** What to do about it, in words. */
export function serverGoneWarning(context: MigrationContext, servers: readonly Server[]): string {
  const gone = serversGone(context, servers);
  const attachments = (context.lastSeen?.attachments ?? []).filter(({ serverId }) => gone.includes(serverId));
  const ids = attachments.flatMap(({ attachmentId }) => attachmentId ?? []);
  const remedy = ids.length === 0 ? '' : `: openstack volume attachment delete ${ids.join(' ')}`;
  return `server ${gone.join(', ')} was deleted while its volume was being moved, and the volume still has an attachment to it. As an admin, delete that attachment to make the volume available${remedy}`;
}
