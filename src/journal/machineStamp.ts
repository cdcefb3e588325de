// Which machine this is.
import { createHash } from 'node:crypto';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import type { MachineStamp } from './records.ts';

let stamp: MachineStamp | null = null;

/** The machine's version, and a fingerprint of its definition: states, transitions, names of guards, actions and actors. */
export function machineStamp(): MachineStamp {
  stamp ??= {
    version: volumeMigrateMachine.version ?? '0',
    fingerprint: createHash('sha256').update(JSON.stringify(volumeMigrateMachine.config)).digest('base64url'),
  };
  return stamp;
}
