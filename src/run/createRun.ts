// The machine and its input for one run, for those who run the machine themselves.
import { randomUUID } from 'node:crypto';
import type { Input } from '../../machines/context.ts';
import type { Limits } from '../../machines/types.ts';
import { type VolumeMigrateMachine, volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import type { Cloud } from '../../services/index.ts';
import { type MigrateVolumeParameters, parseParameters } from '../parameters.ts';
import { type ActorOptions, createActors } from './createActors.ts';
import { checkRunOptions } from './limits.ts';

export interface CreateRunOptions extends ActorOptions {
  /** A lower-case UUID. @default a random one */
  readonly runId?: string;
  readonly limits?: Limits;
}

/**
 * One run on a cloud that `connect` has signed in to: `createActor(machine, { input })` is all that is left to do.
 * One sign-in serves any number of runs; each has its own id, which its requests, its temporary user and its volume carry.
 * Throws `InvalidParametersError`, which names every fault.
 */
export function createRun(
  cloud: Cloud,
  parameters: MigrateVolumeParameters,
  { runId = randomUUID(), limits, ...options }: CreateRunOptions = {},
): { readonly machine: VolumeMigrateMachine; readonly input: Input } {
  checkRunOptions({ runId, ...(limits === undefined ? {} : { limits }) });
  const input: Input = {
    runId,
    parameters: parseParameters(parameters),
    startedAt: new Date().toISOString(),
    ...(limits === undefined ? {} : { limits }),
  };
  const actors = createActors(cloud.forRun(runId), options);
  return { machine: volumeMigrateMachine.provide({ actors }), input };
}
