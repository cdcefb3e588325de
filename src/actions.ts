// The action under the name that the specification registers, for hosts that load actions by name.
import { z } from 'zod';
import { type MigrateVolumeOptions, migrateVolume } from './volumeMigrate/migrateVolume.ts';
import type { Outcome } from './volumeMigrate/outcome.ts';
import {
  type MigrateVolumeParameters,
  parametersSchema,
  parseParameters,
} from './volumeMigrate/parameters.ts';

/** An action that a host can list, validate and run. */
export interface Action<Parameters, Options> {
  readonly name: string;
  /** JSON Schema (2020-12) of the parameters. */
  readonly schema: object;
  /** Throws `InvalidParametersError`, which lists every problem. */
  readonly validate: (parameters: unknown) => void;
  /** Runs the action; see `migrateVolume`. */
  readonly run: (parameters: Parameters, options?: Options) => Promise<Outcome>;
}

/** `actions.volume_migrate`: the action under the specification's entry point name, `volume_migrate`. */
export const actions: { readonly volume_migrate: Action<MigrateVolumeParameters, MigrateVolumeOptions> } = {
  volume_migrate: {
    name: 'volume_migrate',
    schema: z.toJSONSchema(parametersSchema, { io: 'input' }),
    validate: (parameters) => void parseParameters(parameters),
    run: migrateVolume,
  },
};
