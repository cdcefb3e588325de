// Carries over what the owner changed on the source of a swap while Nova copied it to the volume that stays.
import { KEPT_MARK, RUN_MARK } from '../../machines/runMark.ts';
import type { Volume } from '../../machines/types.ts';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../connect.ts';
import { type CloudError, ServiceError } from '../faults.ts';
import { repeatable } from '../http/reconcile.ts';
import { readUntil, untilKnown } from '../lag.ts';
import { isOwners } from './destinationVolume.ts';
import { getMetadata, type MetadataValues, removeKey, setMetadata } from './metadata.ts';
import { ownKeys } from './schemas.ts';
import { findVolume } from './volumes.ts';

export interface OwnersChanges {
  /** The source as first read: the destination was created like it. */
  readonly before: Volume;
  /** The source as it is now. */
  readonly source: Volume;
  readonly destinationVolumeId: string;
}

/**
 * `PUT /volumes/{id}` for a new name or description, `POST` and `DELETE` for its metadata: only what differs.
 * What somebody has changed on the destination meanwhile stays. Calling it again changes nothing more.
 * Source: cinder/api/v3/volumes.py (update), which requires no particular status, and volume_metadata.py.
 */
export async function carryOverChanges(
  cloud: Cloud,
  changes: OwnersChanges,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  await carryOverNames(cloud, changes, clock, signal);
  await carryOverMetadata(cloud, changes, clock, signal);
}

async function carryOverNames(
  cloud: Cloud,
  { before, source, destinationVolumeId }: OwnersChanges,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  const { name, description } = source;
  if (name === before.name && description === before.description) return;
  const now = await untilKnown(
    async () => await getDestination(cloud, destinationVolumeId, signal),
    isUnknown,
    clock,
    signal,
  );
  const volume = {
    ...(name !== before.name && now.name === before.name ? { name } : {}),
    ...(description !== before.description && now.description === before.description ? { description } : {}),
  };
  if (Object.keys(volume).length === 0) return;
  const path = `/volumes/${encodeURIComponent(destinationVolumeId)}`;
  const call = { service: 'volume', method: 'PUT', path, body: { volume }, expected: [200] } as const;
  await repeatable(async () => await cloud.request(call, signal));
}

async function getDestination(cloud: Cloud, volumeId: string, signal?: AbortSignal): Promise<Volume> {
  const volume = await findVolume(cloud, volumeId, signal);
  if (volume !== null) return volume;
  throw new ServiceError({ code: 'NotFound', message: `Volume ${volumeId} not found`, status: 404 });
}

const isUnknown = ({ code }: CloudError): boolean => code === 'NotFound';

async function carryOverMetadata(
  cloud: Cloud,
  { before, source, destinationVolumeId }: OwnersChanges,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  const valuesOf = async (id: string) =>
    await untilKnown(async () => await getMetadata(cloud, id, signal), isUnknown, clock, signal);
  // A node that lags behind may show the earlier metadata.
  const isAsShown = (values: MetadataValues) => ownKeys(values).join() === source.metadataKeys.join();
  const own = underKept(await readUntil(async () => await valuesOf(source.id), isAsShown, clock, signal));
  const there = await valuesOf(destinationVolumeId);
  const changed = Object.entries(own).filter(([key, value]) => there[key]?.reveal() !== value.reveal());
  if (changed.length > 0) await setMetadata(cloud, destinationVolumeId, Object.fromEntries(changed), signal);
  const removed = before.metadataKeys.map(keptKey).filter((key) => !(key in own) && key in there);
  for (const key of removed) await removeKey(cloud, destinationVolumeId, key, signal);
}

// While the destination carries the run's mark, the owner's own value of that key is kept under another.
const keptKey = (key: string): string => (key === RUN_MARK ? KEPT_MARK : key);

const underKept = (values: MetadataValues): MetadataValues =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([key, value]) => key !== RUN_MARK || isOwners(value))
      .map(([key, value]) => [keptKey(key), value]),
  );
