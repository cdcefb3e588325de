// A server that writes to the target of a move that Cinder did not complete: what is reported about it.
// Source: cinder/volume/manager.py migrate_volume_completion.
import type { VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';

/**
 * Whether a server writes to this target. Nova has it attached there, whatever Cinder shows of the source:
 * that may have been reset.
 */
export const isWritten = ({ status, attachments }: VolumeWithCreator): boolean =>
  status === 'in-use' && attachments.length > 0;

const serversOf = ({ attachments }: VolumeWithCreator): string =>
  attachments.map(({ serverId }) => serverId).join(', ');

export const whatTargetHolds = (target: VolumeWithCreator): string =>
  `the guest of server ${serversOf(target)} writes to it: it holds the only current data`;

export const whatSourceLacks = (target: VolumeWithCreator): string =>
  `the guest of server ${serversOf(target)} writes to ${target.id}, which holds the only current data`;

/** What to do, and above all what not to do; `source` is null if it is gone. */
export function guestAdvice(target: VolumeWithCreator, source: VolumeWithCreator | null): string {
  const servers = serversOf(target);
  // Cinder completes only a move that it shows as under way.
  const remedy = source?.migrationStatus
    ? 'complete the move in Cinder'
    : `check on the hypervisor which volume the server writes to (virsh domblklist), and correct Cinder's database to match`;
  return `do not reboot or stop server ${servers}, and do not detach, reset or delete either volume; while the server runs, have an operator ${remedy}`;
}
