// Converts Cinder's times to the form used everywhere else.
import { timeOf } from '../../services/cinder/schemas.ts';
import type { VolumeWithCreator } from '../../services/cinder/volumesWithCreator.ts';

/** ISO 8601 of one of Cinder's times, which are UTC without a time zone; null if it is not a time. */
export function isoTime(text: string | null): string | null {
  const time = timeOf(text ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** When Cinder last changed a volume. */
export const lastChange = ({ updatedAt, createdAt }: VolumeWithCreator): string => updatedAt ?? createdAt;

/** For how long a volume has not changed, in milliseconds; 0 if Cinder does not say. */
export function quietFor(volume: VolumeWithCreator, now: number): number {
  const time = timeOf(lastChange(volume));
  return Number.isNaN(time) ? 0 : now - time;
}

/** When the first of some volumes was created; null if there are none. */
export function firstTime(volumes: readonly VolumeWithCreator[]): string | null {
  const times = volumes.map(({ createdAt }) => isoTime(createdAt)).filter((time) => time !== null);
  return times.toSorted()[0] ?? null;
}
