// The order of Cinder's list of volumes.
import type { Volume } from '../model.ts';
import type { AuthorizedCall } from '../router.ts';

const SORTABLE: Record<string, (volume: Volume) => string | number> = {
  id: ({ id }) => id,
  name: ({ name }) => name ?? '',
  status: ({ status }) => status,
  size: ({ sizeGib }) => sizeGib,
  host: ({ host }) => host ?? '',
  created_at: ({ order }) => order,
  updated_at: ({ updatedAt }) => updatedAt ?? 0,
};

/** The volumes by `sort=key:direction`, or by `sort_key` and `sort_dir`; newest first without them. */
export function sorted({ query }: AuthorizedCall, volumes: Volume[]): Volume[] {
  const [key = query.get('sort_key') ?? 'created_at', direction = query.get('sort_dir') ?? 'desc'] = (
    query.get('sort') ?? ''
  )
    .split(':')
    .filter(Boolean);
  const value = SORTABLE[key] ?? (({ order }: Volume) => order);
  const sign = direction === 'asc' ? 1 : -1;
  return volumes.sort((left, right) => {
    const [a, b] = [value(left), value(right)];
    return a === b ? right.order - left.order : a < b ? -sign : sign;
  });
}
