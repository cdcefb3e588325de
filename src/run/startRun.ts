// One run of the machine, from its start.
import { type Actor, createActor } from 'xstate';
import type { Actors } from '../../machines/actors.ts';
import type { Parameters } from '../../machines/types.ts';
import { type VolumeMigrateMachine, volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { machineStamp } from '../journal/machineStamp.ts';
import type { StartedBy } from '../journal/records.ts';
import { type DriveOptions, drive, type Run } from './drive.ts';
import { type InputOptions, inputOf } from './inputOf.ts';
import type { RunActorOptions } from './sharedMachine.ts';

export interface RunOptions extends DriveOptions, InputOptions {
  /** The Keystone that the run is on, for its journal. */
  readonly authUrl?: string;
  /** Who starts it, for its journal. */
  readonly by?: StartedBy;
}

/** Starts the machine with these actors. Throws `InvalidParametersError` for a run id or limits that cannot be used. */
export const startRun = (parameters: Parameters, actors: Actors, options: RunOptions = {}): Run =>
  beginRun(parameters, (given) => createActor(volumeMigrateMachine.provide({ actors }), given), options);

/** Starts the machine with the actor that is made for it. */
export function beginRun(
  parameters: Parameters,
  create: (options: RunActorOptions) => Actor<VolumeMigrateMachine>,
  options: RunOptions,
): Run {
  const { journal, authUrl = null, by } = options;
  const input = inputOf(parameters, options);
  const beginning = { kind: 'started', machine: machineStamp(), input, cloud: authUrl } as const;
  journal?.append(input.runId, by === undefined ? beginning : { ...beginning, by });
  return drive(create({ input }), { input }, options);
}
