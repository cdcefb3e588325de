// The machine and its input for one run, for those who run the machine themselves.
import type { Input } from '../../machines/context.ts';
import { type VolumeMigrateMachine, volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import type { Cloud } from '../../services/index.ts';
import { type MigrateVolumeParameters, parseParameters } from '../parameters.ts';
import { type ActorOptions, createActors } from './createActors.ts';
import { type InputOptions, inputOf } from './inputOf.ts';

export type CreateRunOptions = ActorOptions & InputOptions;

/**
 * One run on a cloud that `connect` has signed in to: `createActor(machine, { input })` is all that is left to do.
 * One sign-in serves any number of runs; each has its own id, which its requests, its temporary user and its volume carry.
 * Throws `InvalidParametersError`, which names every fault.
 */
export function createRun(
  cloud: Cloud,
  parameters: MigrateVolumeParameters,
  options: CreateRunOptions = {},
): { readonly machine: VolumeMigrateMachine; readonly input: Input } {
  const input = inputOf(parseParameters(parameters), options);
  const actors = createActors(cloud.forRun(input.runId), options);
  return { machine: volumeMigrateMachine.provide({ actors }), input };
}
