// The main job, in one call.
import { randomUUID } from 'node:crypto';
import { type CloudConfig, connect, loadCloudConfig, parseCloudConfig } from '../../services/index.ts';
import type { Outcome } from '../outcome.ts';
import { type MigrateVolumeParameters, parseParameters } from '../parameters.ts';
import { type ActorOptions, createActors } from './createActors.ts';
import { type RunOptions, startRun } from './startRun.ts';

export interface MigrateVolumeOptions extends RunOptions, ActorOptions {
  /**
   * A name of clouds.yaml, or the cloud's configuration in the form that clouds.yaml gives it.
   * @default as the OpenStack clients do: OS_CLOUD, the OS_* variables, or the only cloud of clouds.yaml
   */
  readonly cloud?: string | object;
}

/**
 * Moves a volume as the specification "Volume migrate action" says, and resolves to what has come of it.
 * It throws only for misuse: `InvalidParametersError`, `ConfigurationError`, and the errors of the sign-in.
 *
 * @param parameters With the specification's names: `resource_id`, `migration_type`, `destination_node`, `destination_type`; and `swap_method`.
 */
export async function migrateVolume(
  parameters: MigrateVolumeParameters,
  options: MigrateVolumeOptions = {},
): Promise<Outcome> {
  const parsed = parseParameters(parameters);
  const runId = options.runId ?? randomUUID();
  const cloud = await connect(await configOf(options.cloud), { runId });
  return await startRun(parsed, createActors(cloud, options), { ...options, runId }).outcome;
}

async function configOf(cloud: MigrateVolumeOptions['cloud']): Promise<CloudConfig> {
  if (typeof cloud === 'object') return await parseCloudConfig(cloud);
  return await loadCloudConfig(cloud === undefined ? {} : { cloud });
}
