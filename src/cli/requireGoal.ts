// A check needs to know which move to check: without options a run is a swap, whatever the volume is.
import { InvalidParametersError } from '../errors.ts';
import { shellQuoted } from '../shellQuoted.ts';
import type { ParameterFlags } from './readParameters.ts';

/** Throws `InvalidParametersError` if the options name neither a kind of move nor a target type; a file of parameters may. */
export function requireGoal(volume: string | undefined, flags: ParameterFlags): void {
  const { params, migrationType, destinationType, destinationNode, resourceId } = flags;
  if ([params, migrationType, destinationType].some((given) => given !== undefined)) return;
  const named = shellQuoted(volume ?? resourceId ?? 'VOLUME');
  const node = shellQuoted(destinationNode ?? 'HOST@BACKEND#POOL');
  throw new InvalidParametersError([
    `choose which move to check. To move the volume to a pool: --migration-type migrate --destination-node ${node}. To list the pools that can take it: volume-migrate pools --for ${named}`,
    `to change its type: --migration-type retype --destination-type TYPE. To list the types that fit it: volume-migrate types --for ${named}`,
  ]);
}
