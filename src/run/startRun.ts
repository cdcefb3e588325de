// One run of the machine, from its start.
import { randomUUID } from 'node:crypto';
import { createActor } from 'xstate';
import type { Actors } from '../../machines/actors.ts';
import type { Input } from '../../machines/context.ts';
import type { Limits, Parameters } from '../../machines/types.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { machineStamp } from '../journal/machineStamp.ts';
import { type DriveOptions, drive, type Run } from './drive.ts';
import { harmless } from './harmless.ts';
import { checkRunOptions } from './limits.ts';

export interface RunOptions extends DriveOptions {
  /** A lower-case UUID. @default a random one */
  readonly runId?: string;
  readonly limits?: Limits;
  /** Keep others off an available volume while it migrates. @default true */
  readonly lockVolume?: boolean;
  /** The Keystone that the run is on, for its journal. */
  readonly authUrl?: string;
}

/** Starts the machine with these actors. Throws `InvalidParametersError` for a run id or limits that cannot be used. */
export function startRun(parameters: Parameters, actors: Actors, options: RunOptions = {}): Run {
  checkRunOptions(options);
  const { journal, inspect, authUrl } = options;
  const input = inputOf(parameters, options);
  journal?.append(input.runId, { kind: 'started', machine: machineStamp(), input, cloud: authUrl ?? null });
  const actor = createActor(volumeMigrateMachine.provide({ actors }), {
    input,
    ...(inspect === undefined ? {} : { inspect: harmless(inspect) }),
  });
  return drive(actor, input, options);
}

function inputOf(parameters: Parameters, { runId, limits, lockVolume }: RunOptions): Input {
  return {
    runId: runId ?? randomUUID(),
    parameters,
    startedAt: new Date().toISOString(),
    ...(limits === undefined ? {} : { limits }),
    ...(lockVolume === undefined ? {} : { lockVolume }),
  };
}
