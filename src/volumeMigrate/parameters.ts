// The action's parameters, with the specification's names.
import { z } from 'zod';
import type { MigrationParameters } from '../../machines/types.ts';
import { InvalidParametersError } from '../errors.ts';
import { instead, show } from '../inputInWords.ts';

const UUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

const text = (what: string) =>
  z
    .string({ error: ({ input }) => `expected ${what}, got ${show(input)}` })
    .regex(/\S/, { error: `expected ${what}, got an empty string`, abort: true });

const optional = (what: string) => text(what).nullish();

/**
 * The specification's schema, with the migration types and the `resource_name` of current Watcher releases. `null`
 * counts as absent. `migration_type` is any string, not only one of the four choices: it is the first question of the
 * specification's diagram, and refused there.
 */
export const parametersSchema = z
  .strictObject({
    resource_id: text('the UUID of a volume')
      .regex(UUID, { error: ({ input }) => `expected the UUID of a volume, got ${show(input)}` })
      .meta({ description: 'UUID of the volume', format: 'uuid' }),
    resource_name: z
      .string({ error: ({ input }) => `expected the name of the volume, got ${show(input)}` })
      .nullish()
      .meta({ description: "Name of the volume, as Watcher's strategies add it; not used" }),
    migration_type: optional('"swap", "cold", "migrate" or "retype"').meta({
      description:
        '"swap" moves an attached volume, "cold" a detached one; "migrate" moves either to a node, "retype" changes the type of either',
      default: 'swap',
      examples: ['swap', 'cold', 'migrate', 'retype'],
    }),
    destination_node: optional('a node, as host@backend#pool').meta({
      description: 'Where "cold" or "migrate" moves the volume: host@backend#pool, as Cinder lists its pools',
    }),
    destination_type: optional('the name or ID of a volume type').meta({
      description: 'Name or ID of the target volume type; required for "swap" and "retype"',
    }),
    swap_method: z
      .enum(['auto', 'attachment', 'retype'], {
        error: ({ input }) => `expected "auto", "attachment" or "retype", got ${show(input)}`,
      })
      .nullish()
      .meta({
        description:
          '"attachment": the five steps of the specification; "retype": Cinder retypes the volume, which keeps its ID; "auto": attachment if Nova accepts it, otherwise retype',
        default: 'auto',
      }),
    allow_encryption_change: z
      .boolean({ error: ({ input }) => `expected true or false, got ${show(input)}` })
      .nullish()
      .meta({
        description:
          'Allow the new type to encrypt the volume, or to remove its encryption; rejected otherwise',
        default: false,
      }),
  })
  .meta({ title: 'volume_migrate', description: 'Parameters of the OpenStack action "volume migrate"' });

/** The parameters as a caller passes them. */
export type MigrateVolumeParameters = z.input<typeof parametersSchema>;

/**
 * Reads parameters. Throws {@link InvalidParametersError}, which lists every problem.
 * @param input An object with the specification's names: `resource_id`, `migration_type`, `destination_node`,
 * `destination_type`; and `resource_name`, `swap_method`, `allow_encryption_change`.
 */
export function parseParameters(input: unknown): MigrationParameters {
  const parsed = parametersSchema.safeParse(input);
  if (!parsed.success)
    throw new InvalidParametersError(parsed.error.issues.flatMap((issue) => faultsOf(issue, input)));
  return parametersOf(parsed.data);
}

/** Validated parameters in the form that the machine reads. */
export function parametersOf(data: z.output<typeof parametersSchema>): MigrationParameters {
  return {
    resourceId: data.resource_id.toLowerCase(),
    migrationType: data.migration_type ?? 'swap',
    destinationNode: data.destination_node ?? null,
    destinationType: data.destination_type ?? null,
    swapMethod: data.swap_method ?? 'auto',
    allowEncryptionChange: data.allow_encryption_change ?? false,
  };
}

function faultsOf(issue: z.core.$ZodIssue, input: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${key}: unknown parameter (${instead(key, KNOWN)})`);
  }
  if (issue.path.length === 0) return [`expected an object with resource_id, got ${show(input)}`];
  return [`${issue.path.join('.')}: ${issue.message}`];
}

const KNOWN = Object.keys(parametersSchema.shape);
