// One run of the machine, from its start.
import { createActor } from 'xstate';
import type { Actors } from '../../machines/actors.ts';
import type { Parameters } from '../../machines/types.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { machineStamp } from '../journal/machineStamp.ts';
import { type DriveOptions, drive, type Run } from './drive.ts';
import { harmless } from './harmless.ts';
import { type InputOptions, inputOf } from './inputOf.ts';

export interface RunOptions extends DriveOptions, InputOptions {
  /** The Keystone that the run is on, for its journal. */
  readonly authUrl?: string;
}

/** Starts the machine with these actors. Throws `InvalidParametersError` for a run id or limits that cannot be used. */
export function startRun(parameters: Parameters, actors: Actors, options: RunOptions = {}): Run {
  const { journal, inspect, authUrl } = options;
  const input = inputOf(parameters, options);
  journal?.append(input.runId, { kind: 'started', machine: machineStamp(), input, cloud: authUrl ?? null });
  const actor = createActor(volumeMigrateMachine.provide({ actors }), {
    input,
    ...(inspect === undefined ? {} : { inspect: harmless(inspect) }),
  });
  return drive(actor, input, options);
}
