// Pools with a filter_function of the operator, which only Cinder's scheduler can evaluate.
import type { PoolLedger } from './capacity.ts';

/** A note for each pool with such a function to which the plan moves something. Source: cinder/scheduler/filters/driver_filter.py. */
export const functionNotes = (ledgers: Iterable<PoolLedger>): string[] =>
  [...ledgers]
    .filter(({ pool, arrivals }) => arrivals > 0 && isFunction(pool.capabilities['filter_function']))
    .map(
      ({ pool }) =>
        `${pool.name} has a filter_function, which only Cinder can evaluate: it may refuse some of the moves`,
    );

const isFunction = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
