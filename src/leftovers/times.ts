// Cinder's times in the form of all others.
import type { MadeVolume } from '../../services/cinder/madeVolumes.ts';
import { timeOf } from '../../services/cinder/schemas.ts';

/** ISO 8601 of a time of Cinder's, which is UTC and does not say so; null where it is none. */
export function isoTime(text: string | null): string | null {
  const time = timeOf(text ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** When Cinder last changed a volume. */
export const lastChange = ({ updatedAt, createdAt }: MadeVolume): string => updatedAt ?? createdAt;

/** Milliseconds in which nothing has changed of a volume; 0 where Cinder does not tell. */
export function quietFor(volume: MadeVolume, now: number): number {
  const time = timeOf(lastChange(volume));
  return Number.isNaN(time) ? 0 : now - time;
}

/** When the first of some volumes was made; null without one. */
export function firstTime(volumes: readonly MadeVolume[]): string | null {
  const times = volumes.map(({ createdAt }) => isoTime(createdAt)).filter((time) => time !== null);
  return times.toSorted()[0] ?? null;
}
