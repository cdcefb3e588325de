// The parameters of the strategy storage_balance.
import { z } from 'zod';
import { show } from '../../inputInWords.ts';

const percentage = z
  .number({ error: ({ input }) => `expected a percentage, got ${show(input)}` })
  .min(1, { error: ({ input }) => `expected a percentage from 1 to 100, got ${show(input)}` })
  .max(100, { error: ({ input }) => `expected a percentage from 1 to 100, got ${show(input)}` });

const POINTS = 'expected percentage points from 0 to 100';

const WHOLE = 'expected a whole number from 1';
const limit = z.number({ error: WHOLE }).int({ error: WHOLE }).min(1, { error: WHOLE });

/** The parameters: those of Watcher's storage_capacity_balance by the same name, and our own. */
export const storageBalanceSchema = z
  .strictObject({
    volume_threshold: percentage
      .default(80)
      .meta({ description: 'A pool that is fuller gives volumes away, in percent' }),
    margin: z
      .number({ error: 'expected percentage points' })
      .min(0, { error: POINTS })
      .max(100, { error: POINTS })
      .default(5)
      .meta({ description: 'How much emptier a destination must be than the source, in percentage points' }),
    headroom_gib: z
      .number({ error: 'expected GiB' })
      .min(0, { error: 'expected GiB from 0' })
      .default(0)
      .meta({ description: 'Free space that every destination keeps besides, in GiB' }),
    allow_unknown_pools: z
      .boolean({ error: 'expected true or false' })
      .default(false)
      .meta({ description: 'Also move to pools that report no capacity, or an infinite one' }),
    ex_pools: z
      .array(z.string({ error: 'expected the name of a pool' }), {
        error: ({ input }) => `expected a list of pools, got ${show(input)}`,
      })
      .default([])
      .meta({ description: 'Pools that neither give nor take, by their full name or the part after #' }),
    parallel_total: limit.default(8).meta({ description: 'How many moves run at once' }),
    parallel_per_pool: limit.default(2).meta({ description: 'The same for each pool' }),
  })
  .meta({ title: 'storage_balance', description: 'Brings overfull pools below a threshold' });

export type StorageBalanceParameters = z.output<typeof storageBalanceSchema>;
