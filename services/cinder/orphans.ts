// The volumes that a failed move left behind.
import type { Volume } from '../../machines/types.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { timeOf } from './schemas.ts';
import { listVolumes } from './volumes.ts';

const LOOKS = 12;
const LOOK_EVERY_MS = 500;
// How far Cinder's clock and the local one may differ.
const CLOCK_SLACK_MS = 5 * 60_000;

export interface Orphan {
  readonly id: string;
  /** Cinder itself says that it was to become this volume; false if it only looks like that. */
  readonly isTarget: boolean;
}

/**
 * What a failed move of a volume left: the row that Cinder was moving it to (`migration_status target:<id>`),
 * and volumes that look like such a row after Cinder's clean-up: same project, name and size, created since
 * the run started, unused, and not created by a run. What Cinder is still deleting is given some seconds to
 * disappear.
 * Source: cinder/volume/manager.py (_migrate_volume_generic, _clean_temporary_volume).
 */
export async function listOrphans(
  cloud: Cloud,
  { volume, since }: { volume: Volume; since: string },
  clock: Clock,
  signal?: AbortSignal,
): Promise<readonly Orphan[]> {
  const isTarget = ({ migrationStatus }: Volume) => migrationStatus === `target:${volume.id}`;
  for (let look = 1; ; look += 1) {
    const volumes = await listVolumes(cloud, { project_id: volume.projectId }, signal);
    const others = volumes.filter((each) => each.id !== volume.id);
    const alike = others.filter((each) => !isTarget(each) && isAlike(each, volume, since));
    const isOver = !others.some(isTarget) && !alike.some(isBeingDeleted);
    if (isOver || look === LOOKS || signal?.aborted) {
      const targets = others.filter(isTarget).map(({ id }) => ({ id, isTarget: true }));
      return [...targets, ...alike.filter(isUnused).map(({ id }) => ({ id, isTarget: false }))];
    }
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}

// Cinder creates the target like the volume, including its metadata.
function isAlike(other: Volume, volume: Volume, since: string): boolean {
  const { runMark } = other;
  return (
    other.projectId === volume.projectId &&
    other.name === volume.name &&
    other.sizeGib === volume.sizeGib &&
    (runMark === null || runMark === volume.runMark) &&
    timeOf(other.createdAt) >= earliest(volume, since)
  );
}

// Volumes without a name, as Nova creates them for servers, are many: only those that are certainly newer
// count. Cinder's times have no fractions of a second.
function earliest({ name }: Volume, since: string): number {
  const begin = Math.floor(timeOf(since) / 1000) * 1000;
  return name === '' ? begin : begin - CLOCK_SLACK_MS;
}

const isBeingDeleted = ({ status, migrationStatus }: Volume): boolean =>
  status === 'deleting' || migrationStatus === 'deleting';

// A volume that is being moved, or is the target of another volume's move, is not an orphan.
const isUnused = ({ status, migrationStatus, attachments }: Volume): boolean =>
  (status === 'available' || status.startsWith('error')) &&
  attachments.length === 0 &&
  ['', 'error'].includes(migrationStatus ?? '');
