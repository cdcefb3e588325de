// Whether a quota has room for a second volume of the same size.
import type { Quota } from './types.ts';

/** How much of the quota a second volume uses: one volume, or its size in GiB. */
export const neededOf = ({ name }: Pick<Quota, 'name'>, sizeGib: number): number =>
  name.startsWith('volumes') ? 1 : sizeGib;

/** Whether there is no room for a second volume. `per_volume_gigabytes` limits each volume by itself. */
export function isFull({ name, limit, inUse, reserved }: Quota, sizeGib: number): boolean {
  if (limit === null) return false;
  if (name === 'per_volume_gigabytes') return sizeGib > limit;
  return inUse + reserved + neededOf({ name }, sizeGib) > limit;
}
