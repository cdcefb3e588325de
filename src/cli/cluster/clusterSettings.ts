// What the options of a command mean for the workers that drive its run.
import process from 'node:process';
import type { ClusterSettings } from '../../restate/cloudWorkflows.ts';
import type { CloudFlags } from '../cloudFlags.ts';
import { type LimitFlags, limitsOf } from '../limitFlags.ts';
import { type TemporaryUserFlags, temporaryUserOf } from '../signingIn.ts';

/** The settings of a run. It carries only the name of its cloud: each worker signs in with the configuration of its own host. */
export function clusterSettings(flags: CloudFlags & LimitFlags & TemporaryUserFlags): ClusterSettings {
  const { cloud = process.env['OS_CLOUD'], region } = flags;
  return {
    ...(cloud === undefined || cloud === '' ? {} : { cloud }),
    ...(region === undefined ? {} : { region }),
    ...limitsOf(flags),
    ...temporaryUserOf(flags),
  };
}
