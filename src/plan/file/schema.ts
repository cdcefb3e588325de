// The schema of a plan file, version 1, with the names that the file uses.
import { z } from 'zod';
import { nearest } from '../../../services/spelling.ts';
import { show } from '../../inputInWords.ts';
import { parametersSchema } from '../../volumeMigrate/parameters.ts';
import { limitsSchema } from './limits.ts';
import { moment, scheduleSchema, scheduleShape } from './schedule.ts';

const text = (what: string) => z.string({ error: ({ input }) => `expected ${what}, got ${show(input)}` });

const list = <Item extends z.ZodType>(item: Item, what: string) =>
  z.array(item, { error: ({ input }) => `expected a list of ${what}, got ${show(input)}` });

const MIGRATION_TYPES = ['swap', 'cold', 'migrate', 'retype'];

// A run refuses another type only when it starts: a plan may be applied at night.
const migrationType = parametersSchema.shape.migration_type
  .refine((type) => type == null || MIGRATION_TYPES.includes(type), {
    error: ({ input }) => {
      const near = nearest(String(input), MIGRATION_TYPES);
      const meant = near === null ? '' : ` (did you mean ${near}?)`;
      return `expected "swap", "cold", "migrate" or "retype", got ${show(input)}${meant}`;
    },
  })
  .meta(parametersSchema.shape.migration_type.meta() ?? {});

/** An action: the parameters of `volume_migrate`, and what the plan adds to them. */
export const actionSchema = z.strictObject(
  {
    ...parametersSchema.shape,
    migration_type: migrationType,
    reason: text('text').nullish().meta({ description: 'Why the plan holds this move; not used' }),
    after: list(parametersSchema.shape.resource_id, 'volumes by their UUIDs')
      .nullish()
      .meta({ description: 'Volumes of the plan that must have moved before this move starts' }),
    ...scheduleShape,
  },
  { error: ({ input }) => `expected an action, an object with resource_id, got ${show(input)}` },
);

const skippedSchema = z.strictObject(
  { resource_id: parametersSchema.shape.resource_id, reasons: list(text('a reason as text'), 'reasons') },
  { error: ({ input }) => `expected an object with resource_id and reasons, got ${show(input)}` },
);

const figures = z.looseObject({}, { error: ({ input }) => `expected an object, got ${show(input)}` });

const poolSchema = z.strictObject(
  {
    name: text('the name of a pool'),
    before: figures.nullish(),
    after: figures.nullish(),
    threshold_percent: z
      .number({ error: ({ input }) => `expected a percentage, got ${show(input)}` })
      .min(0, { error: ({ input }) => `expected a percentage from 0, got ${show(input)}` })
      .nullish()
      .meta({ description: 'How full the pool may be, in percent of its size' }),
  },
  { error: ({ input }) => `expected an object with name, before and after, got ${show(input)}` },
);

const classes = z
  .strictObject(
    { attached: scheduleSchema.nullish(), root: scheduleSchema.nullish() },
    { error: ({ input }) => `expected an object with attached or root, got ${show(input)}` },
  )
  .meta({ description: 'Schedules of all attached volumes, and of all root disks' });

// The message does not repeat the URL, which may contain a password.
const cloud = z
  .string({ error: 'expected the URL of Keystone, as https://cloud.example:5000/v3' })
  .refine(isHttpUrl, { error: 'expected the URL of Keystone, as https://cloud.example:5000/v3' })
  .refine(isWithoutCredentials, { error: 'the URL must not contain a user or a password' })
  .meta({ description: 'Keystone URL of the cloud that the plan was made for', format: 'uri' });

/** A plan file, version 1. Bare lists of actions and exports of Watcher have other forms. */
export const planSchema = z
  .strictObject(
    {
      version: z.literal(1, {
        error: ({ input }) => `expected 1, the only version of plan files so far, got ${show(input)}`,
      }),
      cloud: cloud.nullish(),
      created_at: moment('When the plan was made').nullish(),
      limits: limitsSchema.nullish(),
      classes: classes.nullish(),
      actions: list(actionSchema, 'actions'),
      skipped: list(skippedSchema, 'volumes')
        .nullish()
        .meta({ description: 'Volumes that were left out, and why; not used' }),
      pools: list(poolSchema, 'pools')
        .nullish()
        .meta({ description: 'The pools before and after the plan; not used' }),
      empties: list(
        z
          .string({
            error: ({ input }) => `expected the name of a pool, as host@backend#pool, got ${show(input)}`,
          })
          .regex(/^[^@\s]+@[^#\s]+#\S(.*\S)?$/, {
            error: ({ input }) =>
              `expected the name of a pool in full, as host@backend#pool, got ${show(input)}`,
          }),
        'pools',
      )
        .nullish()
        .meta({ description: 'Pools that are to be empty at the end; they are listed again then' }),
      notes: list(text('text'), 'notes')
        .nullish()
        .meta({ description: 'What the reader should know; not used' }),
    },
    {
      error: ({ input }) => `expected a plan, a list of actions or an export of Watcher, got ${show(input)}`,
    },
  )
  .refine(({ actions, created_at }) => actions.length > 0 || (created_at ?? null) !== null, {
    // A strategy that finds nothing to move writes such a plan: applying it does nothing.
    path: ['actions'],
    error: 'there are no actions',
  })
  .meta({ title: 'Plan', description: 'A plan file of volume-migrate: the volumes to move' });

/** A plan file as an application writes it. */
export type PlanFile = z.input<typeof planSchema>;

/** JSON Schema (2020-12) of a plan file. */
export const planJsonSchema: object = z.toJSONSchema(planSchema, { io: 'input' });

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function isWithoutCredentials(value: string): boolean {
  if (!URL.canParse(value)) return true;
  const { username, password } = new URL(value);
  return username === '' && password === '';
}
