// Names in ex_pools that no pool has: typing errors, which would let the excluded pool be used.
import { InvalidParametersError } from '../../errors.ts';
import { candidates, hiddenBackends, isKnownPool } from '../poolNames.ts';
import type { IndexedView } from '../view/indexed.ts';
import type { StorageBalanceParameters } from './parameters.ts';

/** Throws `InvalidParametersError`, which lists each name in `ex_pools` that no pool has, with the names that pools have. */
export function checkExcludedPools(
  view: IndexedView,
  { ex_pools }: Pick<StorageBalanceParameters, 'ex_pools'>,
): void {
  const pools = [...new Set([...view.pools.keys(), ...view.volumesOfPool.keys()])].toSorted();
  const names = [...pools, ...new Set(pools.map(partAfterHash))].filter((name) => name !== '');
  // The only pool of a backend mostly has the name of the backend.
  const known = new Set([...names, ...hiddenBackends(view).map((host) => host.split('@')[1] ?? '')]);
  const problems = [...new Set(ex_pools)]
    .filter((name) => !known.has(name) && !isKnownPool(view, name))
    .map(
      (name) =>
        `ex_pools: Cinder lists no pool ${name} (${candidates(name, name.includes('#') ? pools : names)})`,
    );
  if (problems.length > 0) throw new InvalidParametersError(problems);
}

const partAfterHash = (pool: string): string => pool.split('#')[1] ?? '';
