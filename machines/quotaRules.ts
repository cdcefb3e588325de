// Whether a quota has room for a volume of a size.
import type { Quota } from './types.ts';

/** How much of the quota a second volume uses: one volume, or its size in GiB. It has no snapshots. */
export function neededOf({ name }: Pick<Quota, 'name'>, sizeGib: number): number {
  if (name.startsWith('snapshots')) return 0;
  return name.startsWith('volumes') ? 1 : sizeGib;
}

/** Whether there is no room for a second volume. `per_volume_gigabytes` limits each volume by itself. */
export function isFull({ name, limit, inUse, reserved }: Quota, sizeGib: number): boolean {
  if (limit === null) return false;
  if (name === 'per_volume_gigabytes') return sizeGib > limit;
  return exceeds({ limit, inUse, reserved }, neededOf({ name }, sizeGib));
}

/** Whether so much more would exceed the quota. What needs nothing exceeds nothing. */
export const exceeds = (
  { limit, inUse, reserved }: Pick<Quota, 'limit' | 'inUse' | 'reserved'>,
  needed: number,
): boolean => limit !== null && needed > 0 && inUse + reserved + needed > limit;
