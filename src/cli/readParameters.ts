// Reads the action's parameters from flags and from --params.
import type { MigrationParameters } from '../../machines/types.ts';
import { nearest } from '../../services/spelling.ts';
import { isUuid } from '../../services/uuid.ts';
import { InvalidParametersError } from '../errors.ts';
import { show } from '../inputInWords.ts';
import { parseParameters } from '../volumeMigrate/parameters.ts';
import { readTextOrInput } from './fileOrInput.ts';

export interface ParameterFlags {
  readonly resourceId?: string;
  readonly migrationType?: string;
  readonly destinationNode?: string;
  readonly destinationType?: string;
  readonly swapMethod?: string;
  readonly allowEncryptionChange?: boolean;
  readonly params?: string;
}

export interface ReadParameters {
  readonly parameters: MigrationParameters;
  /** The name of the volume, if the user gave that instead of its UUID: `resourceId` is then a placeholder. */
  readonly name: string | null;
}

const PLACEHOLDER = '00000000-0000-0000-0000-000000000000';

/**
 * The parameters of a run; the argument and the flags take precedence over the same parameters in --params.
 * Throws InvalidParametersError.
 */
export async function readParameters(
  volume: string | undefined,
  flags: ParameterFlags,
): Promise<ReadParameters> {
  const { resourceId } = flags;
  if (volume !== undefined && resourceId !== undefined && volume.toLowerCase() !== resourceId.toLowerCase())
    throw new InvalidParametersError([
      `two volumes are given: ${volume}, and ${resourceId} with --resource-id. Give one of them`,
    ]);
  const isName = volume !== undefined && volume !== '' && !isUuid(volume.toLowerCase());
  const parameters = parseParameters(await merged({ ...flags, ...resourceOf(volume, isName) }));
  refuseMisspelt(parameters);
  return { parameters, name: isName ? volume : null };
}

// A run refuses a type that it does not know, as the specification says. A misspelt one needs no run.
function refuseMisspelt({ migrationType }: MigrationParameters): void {
  const meant = MIGRATION_TYPES.includes(migrationType) ? null : nearest(migrationType, MIGRATION_TYPES);
  if (meant !== null)
    throw new InvalidParametersError([
      `migration_type: expected "swap", "cold", "migrate" or "retype", got ${show(migrationType)} (did you mean ${meant}?)`,
    ]);
}

const MIGRATION_TYPES: readonly string[] = ['swap', 'cold', 'migrate', 'retype'];

function resourceOf(volume: string | undefined, isName: boolean): Pick<ParameterFlags, 'resourceId'> {
  if (volume === undefined) return {};
  return { resourceId: isName ? PLACEHOLDER : volume };
}

async function merged(flags: ParameterFlags): Promise<unknown> {
  const given = Object.entries({
    resource_id: flags.resourceId,
    migration_type: flags.migrationType,
    destination_node: flags.destinationNode,
    destination_type: flags.destinationType,
    swap_method: flags.swapMethod,
    allow_encryption_change: flags.allowEncryptionChange,
  }).filter(([, value]) => value !== undefined);
  if (flags.params === undefined) return Object.fromEntries(given);
  const parameters = await readJson(flags.params);
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) return parameters;
  return { ...parameters, ...Object.fromEntries(given) };
}

async function readJson(file: string): Promise<unknown> {
  const name = file === '-' ? 'standard input' : file;
  const content = await readTextOrInput(
    file,
    (read, why) => new InvalidParametersError([`--params: cannot read ${read}: ${why}`]),
  );
  if (content.trim() === '') throw new InvalidParametersError([`--params: ${name} is empty`]);
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new InvalidParametersError([`--params: ${name} is not JSON: ${(error as Error).message}`]);
  }
}
