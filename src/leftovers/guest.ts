// A server that writes to the target of a move that Cinder did not complete: what is told of it, on the target and on its source.
// Source: cinder/volume/manager.py migrate_volume_completion.
import type { MadeVolume } from '../../services/cinder/madeVolumes.ts';

/** Does a server write to this target? Nova has it there, whatever Cinder shows of the source: that may have been reset. */
export const isWritten = ({ status, attachments }: MadeVolume): boolean =>
  status === 'in-use' && attachments.length > 0;

const serversOf = ({ attachments }: MadeVolume): string =>
  attachments.map(({ serverId }) => serverId).join(', ');

export const whatTargetHolds = (target: MadeVolume): string =>
  `the guest of server ${serversOf(target)} writes to it: it holds the only current data`;

export const whatSourceLacks = (target: MadeVolume): string =>
  `the guest of server ${serversOf(target)} writes to ${target.id}: that holds the only current data`;

/** What to do, and above all what not; `source` is null where it is gone. */
export function guestAdvice(target: MadeVolume, source: MadeVolume | null): string {
  const servers = serversOf(target);
  // Cinder completes only what it shows as being moved.
  const remedy = source?.migrationStatus
    ? 'complete the move in Cinder'
    : `check on the hypervisor which volume the server writes to (virsh domblklist), and correct Cinder's database to match`;
  return `do not reboot or stop server ${servers}, and do not detach, reset or delete either volume; while the server runs, have an operator ${remedy}`;
}
