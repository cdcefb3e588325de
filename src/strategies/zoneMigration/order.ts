// Which volumes come first in a plan that empties pools.
import type { Volume } from '../../../machines/types.ts';
import { byKey } from '../view/indexed.ts';
import type { ZoneMigrationParameters } from './parameters.ts';

type Order = (one: Volume, other: Volume) => number;

/** Orders by the priorities in the order of their members, then by size, largest first, then by ID. */
export function volumeOrder({ priority }: ZoneMigrationParameters): Order {
  const keys = Object.keys(priority) as (keyof typeof priority)[];
  const orders = [...keys.flatMap((key) => orderOf(key, priority)), bySize, byKey<Volume>(({ id }) => id)];
  return (one, other) => {
    for (const order of orders) {
      const found = order(one, other);
      if (found !== 0) return found;
    }
    return 0;
  };
}

const bySize: Order = (one, other) => other.sizeGib - one.sizeGib;

function orderOf(
  key: keyof ZoneMigrationParameters['priority'],
  { project = [], storage_pool = [], storage }: ZoneMigrationParameters['priority'],
): Order[] {
  if (key === 'project') return [listedFirst(project, ({ projectId }) => projectId)];
  if (key === 'storage_pool') return [listedFirst(storage_pool, ({ host }) => host ?? '')];
  if (key !== 'storage') return [];
  return [storage === 'size' ? bySize : byKey<Volume>(({ createdAt }) => createdAt)];
}

const listedFirst =
  (listed: readonly string[], keyOf: (volume: Volume) => string): Order =>
  (one, other) =>
    Number(!listed.includes(keyOf(one))) - Number(!listed.includes(keyOf(other)));
