// Describes a volume for a report.
import type { VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';

/** What it is and whose. */
export const volumeInWords = ({ name, sizeGib, volumeType, projectId }: VolumeWithCreator): string =>
  `volume ${name === '' ? 'without a name' : name}, ${sizeGib} GiB, type ${volumeType ?? 'none'}, project ${projectId}`;

/** Its state according to Cinder. */
export function stateInWords({ status, migrationStatus, host, attachments }: VolumeWithCreator): string {
  const servers = attachments.map(({ serverId }) => serverId).join(', ');
  const attached = attachments.length === 0 ? 'not attached' : `attached to ${servers}`;
  return `status ${status}, migration_status ${migrationStatus ?? 'none'}, host ${host ?? 'none'}, ${attached}`;
}
