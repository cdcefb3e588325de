import { z } from 'zod';
import type { SourceCopy, Volume } from '../../machines/types.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { CloudError, ServiceError } from '../faults.ts';
import { listAll } from '../http/pages.ts';
import { timeOf, volumeSchema } from './schemas.ts';

/** The metadata key that tells which run made a volume. */
export const RUN_MARK = 'volume-migrate:run';

/**
 * `GET /volumes/{id}`. Rejects with ServiceError `VolumeNotFound` where there is none.
 * Proved by cinder/api/v3/volumes.py (show).
 */
export async function getVolume(cloud: Cloud, volumeId: string, signal?: AbortSignal): Promise<Volume> {
  const volume = await findVolume(cloud, volumeId, signal);
  if (volume !== null) return volume;
  throw new ServiceError({ code: 'VolumeNotFound', message: `Volume ${volumeId} not found`, status: 404 });
}

/** `GET /volumes/{id}`; null where there is none. */
export async function findVolume(
  cloud: Cloud,
  volumeId: string,
  signal?: AbortSignal,
): Promise<Volume | null> {
  const schema = z.object({ volume: volumeSchema });
  const path = `/volumes/${encodeURIComponent(volumeId)}`;
  try {
    const answer = await cloud.request(
      { service: 'volume', method: 'GET', path, expected: [200], schema },
      signal,
    );
    return answer.body.volume;
  } catch (error) {
    if (error instanceof CloudError && error.code === 'NotFound') return null;
    throw error;
  }
}

/** `GET /volumes/detail?all_tenants=1&…`, all pages. */
export async function listVolumes(
  cloud: Cloud,
  filters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Volume[]> {
  const list = {
    service: 'volume',
    path: '/volumes/detail',
    query: { all_tenants: '1', ...filters },
    rowsKey: 'volumes',
    linksKey: 'volumes_links',
    row: volumeSchema,
  } as const;
  return await listAll(cloud, list, signal);
}

const LOOKS = 12;
const LOOK_EVERY_MS = 500;

/**
 * Volumes that look like what a failed move left: same project and name, made since the run began, and not made by a run of ours.
 * What Cinder is still taking away (it shows a `target:` or `deleting`) is given some seconds to go.
 */
export async function listOrphans(
  cloud: Cloud,
  { volume, since }: { volume: Volume; since: string },
  clock: Clock,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  for (let look = 1; ; look += 1) {
    const orphans = await findOrphans(cloud, { volume, since }, signal);
    if (look === LOOKS || !orphans.some(isOnItsWay)) {
      return orphans.filter((orphan) => !isBeingDeleted(orphan)).map(({ id }) => id);
    }
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}

async function findOrphans(
  cloud: Cloud,
  { volume, since }: { volume: Volume; since: string },
  signal?: AbortSignal,
): Promise<Volume[]> {
  const volumes = await listVolumes(cloud, { project_id: volume.projectId }, signal);
  // Cinder's times end at the second.
  const from = Math.floor(timeOf(since) / 1000) * 1000;
  return volumes
    .filter(
      (each) => each.id !== volume.id && each.name === volume.name && each.projectId === volume.projectId,
    )
    .filter((each) => timeOf(each.createdAt) >= from && each.metadata[RUN_MARK] === undefined);
}

const isBeingDeleted = ({ status, migrationStatus }: Volume): boolean =>
  status === 'deleting' || migrationStatus === 'deleting';

const isOnItsWay = (volume: Volume): boolean =>
  isBeingDeleted(volume) || (volume.migrationStatus ?? '').startsWith('target:');

/**
 * The rows that Cinder deletes after a move: "migration src for <volume>".
 * Proved by cinder/volume/manager.py (migrate_volume_completion).
 */
export async function listSourceCopies(
  cloud: Cloud,
  { volumeId, projectId }: { volumeId: string; projectId: string },
  signal?: AbortSignal,
): Promise<readonly SourceCopy[]> {
  const volumes = await listVolumes(cloud, { migration_status: 'deleting' }, signal);
  return volumes
    .filter((each) => each.projectId === projectId && each.description === `migration src for ${volumeId}`)
    .map(({ id, status }) => ({ id, status }));
}
