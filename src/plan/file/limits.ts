// The schema of a plan's limits: how many moves may run at once.
import { z } from 'zod';
import type { PlanLimits, PlanPoolLimits } from '../../../machines/plan/types.ts';
import { show } from '../../inputInWords.ts';

const PER_SERVER =
  'volumes of one server take turns, because Nova holds one lock for each server: per_server can only be 1';

const count = (description: string) =>
  z
    .int({ error: ({ input }) => `expected a whole number from 1, got ${show(input)}` })
    .min(1, {
      error: ({ input }) =>
        input === 0
          ? 'expected a whole number from 1, got 0. To start no moves for a while, pause the plan'
          : `expected a whole number from 1, got ${show(input)}`,
    })
    .meta({ description });

const poolLimits = z.strictObject(
  {
    source: count('Moves out of this pool').nullish(),
    destination: count('Moves into this pool').nullish(),
  },
  { error: ({ input }) => `expected an object with source or destination, got ${show(input)}` },
);

export const limitsSchema = z
  .strictObject(
    {
      total: count('Moves at once').nullish(),
      per_pool: count('Moves that have the pool as source or as destination').nullish(),
      per_source: count('Moves out of one pool').nullish(),
      per_destination: count('Moves into one pool').nullish(),
      per_server: count('Moves of volumes of one server: 1').max(1, { error: PER_SERVER }).nullish(),
      per_backend: count('Moves that have a pool of the backend as source or as destination').nullish(),
      per_pair: count('Moves from one pool to one other pool').nullish(),
      pools: z
        .record(
          z.string().regex(/\S/, { error: 'expected the name of a pool, as host@backend#pool' }),
          poolLimits,
          {
            error: ({ input }) => `expected an object with limits by pool, got ${show(input)}`,
          },
        )
        .nullish()
        .meta({ description: 'Limits of single pools, by name: host@backend#pool' }),
    },
    { error: ({ input }) => `expected an object with limits, got ${show(input)}` },
  )
  .meta({ description: 'How many moves may run at once' });

/** Validated limits; a limit that is absent or null is not a member. */
export function limitsOf(file: z.output<typeof limitsSchema>): PlanLimits {
  return {
    ...(file.total == null ? {} : { total: file.total }),
    ...(file.per_pool == null ? {} : { perPool: file.per_pool }),
    ...(file.per_source == null ? {} : { perSource: file.per_source }),
    ...(file.per_destination == null ? {} : { perDestination: file.per_destination }),
    ...(file.per_server == null ? {} : { perServer: file.per_server }),
    ...(file.per_backend == null ? {} : { perBackend: file.per_backend }),
    ...(file.per_pair == null ? {} : { perPair: file.per_pair }),
    ...(file.pools == null ? {} : { pools: poolsOf(file.pools) }),
  };
}

const poolsOf = (pools: Record<string, z.output<typeof poolLimits>>): Record<string, PlanPoolLimits> =>
  Object.fromEntries(
    Object.entries(pools).map(([name, { source, destination }]) => [
      name,
      { ...(source == null ? {} : { source }), ...(destination == null ? {} : { destination }) },
    ]),
  );
