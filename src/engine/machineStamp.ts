// The stamp that shows which machine wrote a run.
import { createHash } from 'node:crypto';
import type { AnyStateMachine } from 'xstate';
import type { MachineStamp } from './records.ts';

// What a person reads of a state is no part of how it works.
const withoutWords = (key: string, value: unknown): unknown => (key === 'description' ? undefined : value);

const stamps = new WeakMap<object, MachineStamp>();

/**
 * A machine's version and a fingerprint of its definition: states, transitions, and the names of guards,
 * actions and actors.
 */
export function machineStamp({ version, config }: AnyStateMachine): MachineStamp {
  const known = stamps.get(config);
  if (known !== undefined) return known;
  const fingerprint = createHash('sha256').update(JSON.stringify(config, withoutWords)).digest('base64url');
  const stamp = { version: version ?? '0', fingerprint };
  stamps.set(config, stamp);
  return stamp;
}
