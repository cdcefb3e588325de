// What the reader of a plan should know besides the pools that stay overfull.
import { functionNotes } from '../functionNotes.ts';
import type { Balancing } from './balancing.ts';

/** Pools that Cinder does not list, and what Cinder may decide differently. */
export const generalNotes = (balancing: Balancing): string[] => [
  ...unlistedPools(balancing),
  ...functionNotes(balancing.ledgers.values()),
];

// Cinder does not list the pools of a service that is down, disabled or frozen.
const unlistedPools = ({ view }: Balancing): string[] =>
  [...view.volumesOfPool]
    .filter(([pool]) => !view.pools.has(pool))
    .map(
      ([pool, { length }]) =>
        `${pool} is left as it is: Cinder does not list this pool. It holds ${length === 1 ? '1 volume' : `${length} volumes`}`,
    )
    .toSorted();
