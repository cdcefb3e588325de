// A volume in the words of a report.
import type { MadeVolume } from '../../services/cinder/madeVolumes.ts';

/** What and whose it is. */
export const volumeInWords = ({ name, sizeGib, volumeType, projectId }: MadeVolume): string =>
  `volume ${name === '' ? 'without a name' : name}, ${sizeGib} GiB, type ${volumeType ?? 'none'}, project ${projectId}`;

/** What state Cinder shows it in. */
export function stateInWords({ status, migrationStatus, host, attachments }: MadeVolume): string {
  const servers = attachments.map(({ serverId }) => serverId).join(', ');
  const attached = attachments.length === 0 ? 'not attached' : `attached to ${servers}`;
  return `status ${status}, migration_status ${migrationStatus ?? 'none'}, host ${host ?? 'none'}, ${attached}`;
}
