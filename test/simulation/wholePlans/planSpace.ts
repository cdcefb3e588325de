// Watches what the pools of a cloud hold, by the bytes that are really there.
import type { SimulatedCloud } from '../../../src/simulator/index.ts';

export interface Space {
  /** Looks at every pool now. */
  readonly look: () => void;
  /** The most GiB of volumes, copies under way included, that each pool has held, and when it first did. */
  readonly most: ReadonlyMap<string, { readonly sizesGib: number; readonly at: number }>;
}

export function createSpace(cloud: SimulatedCloud): Space {
  const most = new Map<string, { sizesGib: number; at: number }>();
  const look = (): void => {
    const sizes = new Map<string, number>();
    for (const { disks } of cloud.state.backends.values())
      for (const { pool, sizeGib } of disks.values()) sizes.set(pool, (sizes.get(pool) ?? 0) + sizeGib);
    for (const [pool, sizesGib] of sizes)
      if (sizesGib > (most.get(pool)?.sizesGib ?? 0)) most.set(pool, { sizesGib, at: cloud.now() });
  };
  look();
  return { look, most };
}
