// Names of pools and volume types in the parameters of a strategy: whether the cloud has the pool, and what the user may have meant.
import { backendOf } from '../../machines/volumeRules.ts';
import { nearest } from '../../services/spelling.ts';
import type { IndexedView } from './view/indexed.ts';

/**
 * Whether the cloud has the pool. Those of a service that is down, disabled or frozen are not listed, but the service is, or its
 * volumes are; those of any other are all listed.
 */
export const isKnownPool = (view: IndexedView, pool: string): boolean =>
  view.pools.has(pool) || view.volumesOfPool.has(pool) || hiddenBackends(view).includes(backendOf(pool));

/** The `host@backend` of the services whose pools Cinder does not list. */
export const hiddenBackends = ({ view }: IndexedView): string[] =>
  view.services
    .filter(({ isUp, isEnabled, isFrozen }) => !isUp || !isEnabled || isFrozen === true)
    .map(({ host }) => host);

// So many names are listed.
const MOST_NAMED = 10;

/** The name that the user may have meant, or the known ones. */
export function candidates(name: string, known: readonly string[]): string {
  const inLowerCase = new Map(known.map((one) => [one.toLowerCase(), one]));
  const near = inLowerCase.get(nearest(name, [...inLowerCase.keys()]) ?? '');
  if (near !== undefined) return `did you mean ${near}?`;
  if (known.length === 0) return 'it shows none';
  const more = known.length - MOST_NAMED;
  return `known: ${known.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
