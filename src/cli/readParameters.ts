// Reads the action's parameters from flags and from --params.
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { InvalidParametersError } from '../errors.ts';

export interface ParameterFlags {
  readonly resourceId?: string;
  readonly migrationType?: string;
  readonly destinationNode?: string;
  readonly destinationType?: string;
  readonly swapMethod?: string;
  readonly allowEncryptionChange?: boolean;
  readonly params?: string;
}

/** Flags take precedence over the same parameters in --params. */
export async function readParameters(flags: ParameterFlags): Promise<unknown> {
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
  const content = await (file === '-' ? text(process.stdin) : readFile(file, 'utf8')).catch(
    (error: Error) => {
      throw new InvalidParametersError([`--params: cannot read ${name}: ${error.message}`]);
    },
  );
  if (content.trim() === '') throw new InvalidParametersError([`--params: ${name} is empty`]);
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new InvalidParametersError([`--params: ${name} is not JSON: ${(error as Error).message}`]);
  }
}
