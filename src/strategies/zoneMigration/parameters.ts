// The parameters of the strategy zone_migration: those of Watcher's audit by the same names, and our own.
import { z } from 'zod';
import { show } from '../../inputInWords.ts';

const pool = z
  .string({ error: 'expected a pool, as host@backend#pool' })
  .regex(/^[^@\s]+@[^#\s]+#\S(.*\S)?$/, { error: 'expected a pool in full, as host@backend#pool' });

const name = z.string({ error: 'expected a name' }).regex(/\S/, { error: 'expected a name' });
const list = <Item extends z.ZodType>(item: Item, what: string) =>
  z.array(item, { error: ({ input }) => `expected a list of ${what}, got ${show(input)}` });
const count = z.number({ error: 'expected a whole number' }).int({ error: 'expected a whole number' });
const limit = count.min(1, { error: 'expected a whole number from 1' });

const rule = z
  .strictObject({
    src_pool: pool.meta({ description: 'The pool to empty' }),
    dst_pool: z
      .union([pool, z.array(pool).min(1, { error: 'expected at least one pool' })], {
        error: 'expected a pool in full, as host@backend#pool, or a list of them',
      })
      .optional()
      .meta({ description: 'Where its volumes go; of several pools, the emptiest that has room' }),
    src_type: name.optional().meta({ description: 'Only volumes of this type; without it, all others' }),
    dst_type: name.optional().meta({ description: 'The type that they get; Cinder chooses the pool' }),
  })
  .refine(({ dst_pool, dst_type }) => (dst_pool === undefined) !== (dst_type === undefined), {
    error: 'expected either dst_pool or dst_type',
  })
  .refine(
    ({ src_pool, dst_pool = [] }) =>
      [dst_pool].flat().some((one) => one !== src_pool) || dst_pool.length === 0,
    {
      error: 'expected a pool other than src_pool',
      path: ['dst_pool'],
    },
  );

/** A rule that never applies: an earlier one covers the same volumes. */
function checkRules(rules: readonly z.output<typeof rule>[], context: z.RefinementCtx): void {
  const first = new Map<string, number>();
  for (const [index, { src_pool, src_type }] of rules.entries()) {
    const key = JSON.stringify([src_pool, src_type]);
    const earlier = first.get(key);
    first.set(key, earlier ?? index);
    if (earlier !== undefined)
      context.addIssue({
        ...{ code: 'custom', path: [index] },
        message: `never applies: storage_pools[${earlier}] covers the same volumes. To choose among several pools, give one rule a list of them as dst_pool`,
      });
  }
}

const NO_SERVERS = 'servers are not moved; use Watcher or Nova for that';

/** The parameters, as Watcher's audit has them. */
export const zoneMigrationSchema = z
  .strictObject({
    storage_pools: list(rule, 'pools to empty')
      .min(1, { error: 'expected at least one pool to empty' })
      .superRefine(checkRules),
    compute_nodes: z.undefined({ error: NO_SERVERS }).optional(),
    parallel_total: limit.default(8).meta({ description: 'How many moves run at once' }),
    parallel_per_pool: limit
      .default(2)
      .meta({ description: 'The same for each pool, as source and as destination' }),
    parallel_per_node: limit
      .optional()
      .meta({ description: 'Accepted for compatibility; servers are not moved' }),
    priority: z
      .strictObject({
        project: list(name, 'project IDs').optional(),
        storage_pool: list(pool, 'pools').optional(),
        compute_node: list(name, 'hosts').optional(),
        storage: z.enum(['size', 'created_at'], { error: 'expected "size" or "created_at"' }).optional(),
        compute: z
          .enum(['vcpu_num', 'mem_size', 'disk_size', 'created_at'], {
            error: 'expected "vcpu_num", "mem_size", "disk_size" or "created_at"',
          })
          .optional(),
      })
      .default({})
      .meta({ description: 'What comes first; the order of its members is their precedence' }),
    with_attached_volume: z
      .boolean({ error: 'expected true or false' })
      .optional()
      .meta({ description: 'Accepted for compatibility: in Watcher it says when servers move' }),
    attached_volumes: z
      .boolean({ error: 'expected true or false' })
      .default(true)
      .meta({ description: 'Move attached volumes too' }),
    together: z
      .boolean({ error: 'expected true or false' })
      .default(false)
      .meta({ description: 'Move all volumes of a server, or none of them' }),
  })
  .meta({ title: 'zone_migration', description: 'Empties storage pools' });

export type ZoneMigrationParameters = z.output<typeof zoneMigrationSchema>;
