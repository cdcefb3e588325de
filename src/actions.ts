// The action by the name under which the specification registers it, for hosts that load actions by name.
import { z } from 'zod';
import type { Outcome } from './outcome.ts';
import { type MigrateVolumeParameters, parametersSchema, parseParameters } from './parameters.ts';
import { type MigrateVolumeOptions, migrateVolume } from './run/migrateVolume.ts';

export interface Action<Parameters, Options> {
  readonly name: string;
  /** JSON Schema (2020-12) of the parameters. */
  readonly schema: object;
  /** Throws `InvalidParametersError`, which names every fault. */
  readonly validate: (parameters: unknown) => void;
  readonly run: (parameters: Parameters, options?: Options) => Promise<Outcome>;
}

/** `actions.volume_migrate`, as the specification's entry point `volume_migrate` names it. */
export const actions: { readonly volume_migrate: Action<MigrateVolumeParameters, MigrateVolumeOptions> } = {
  volume_migrate: {
    name: 'volume_migrate',
    schema: z.toJSONSchema(parametersSchema, { io: 'input' }),
    validate: (parameters) => void parseParameters(parameters),
    run: migrateVolume,
  },
};
