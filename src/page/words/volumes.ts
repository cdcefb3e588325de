// What OpenStack shows of volumes and servers, in words.
import type { MoveSighting, Server, SwapSighting, Volume } from '../../../machines/types.ts';
import { list, short } from './units.ts';

export const attachedTo = (serverIds: readonly string[]): string =>
  serverIds.length === 0
    ? 'attached to no server'
    : `attached to server ${list(serverIds.map((id) => short(id)))}`;

const serverIdsOf = (volume: Volume): string[] => volume.attachments.map(({ serverId }) => serverId);

// By its ID only if Cinder shows no name.
const typeOf = ({ volumeType, volumeTypeId }: Volume): string => volumeType ?? volumeTypeId ?? 'none';

/** Everything about a volume that decides where it may go. */
export const volumeInWords = (volume: Volume): string =>
  [
    `status ${volume.status}`,
    `migration_status ${volume.migrationStatus ?? 'none'}`,
    `type ${typeOf(volume)}`,
    volume.host === null ? 'on no host' : `on ${volume.host}`,
    attachedTo(serverIdsOf(volume)),
    `${volume.sizeGib} GiB`,
  ].join(', ');

/** What was read of a volume, field by field, under OpenStack's names. */
export const volumeFields = (volume: Volume): Readonly<Record<string, string>> => ({
  status: volume.status,
  migration_status: volume.migrationStatus ?? 'none',
  host: volume.host ?? 'none',
  type: typeOf(volume),
  'attached to': serverIdsOf(volume).map(short).join(', ') || 'none',
});

/** What has changed between two readings; null if nothing visible has. */
export function volumeChange(before: Volume, after: Volume): string | null {
  const [old, now] = [volumeFields(before), volumeFields(after)];
  const changes = Object.keys(now).filter((field) => old[field] !== now[field]);
  if (changes.length === 0) return null;
  return changes.map((field) => `${field} ${old[field]} → ${now[field]}`).join(', ');
}

export const serverInWords = ({ name, vmState, taskState }: Server): string =>
  `${name} is ${vmState}${taskState === null ? '' : `, task ${taskState} is under way`}`;

export const swapInWords = ({ source, destination, attachedVolumeIds, result }: SwapSighting): string =>
  [
    `Nova’s swap ${result === null ? 'has no result yet' : `ended with ${result}`}`,
    `source ${source?.status ?? 'gone'}`,
    `destination ${destination?.status ?? 'gone'}`,
    attachedVolumeIds.length === 0
      ? 'Nova shows no volume attached'
      : `Nova shows ${list(attachedVolumeIds.map(short))} attached`,
  ].join(', ');

const SWAPS: Readonly<Record<MoveSighting['swap'], string>> = {
  none: 'Nova has not been asked to swap',
  running: 'Nova’s swap is running',
  Success: 'Nova’s swap ended with Success',
  Error: 'Nova’s swap ended with Error',
};

export const moveInWords = ({ volume, target, swap }: MoveSighting): string =>
  [
    SWAPS[swap],
    volume === null
      ? 'the volume is gone'
      : `the volume’s status is ${volume.status}, its migration_status ${volume.migrationStatus ?? 'none'}`,
    target === null ? 'Cinder shows no target' : `the target ${short(target.id)} is ${target.status}`,
  ].join(', ');
