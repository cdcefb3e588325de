// The main job, in one call.
import { randomUUID } from 'node:crypto';
import { type CloudConfig, connect, loadCloudConfig, parseCloudConfig } from '../../services/index.ts';
import { defaultStore } from '../journal/shared.ts';
import { type JournalStore, RunHeldError } from '../journal/store.ts';
import type { Outcome } from '../outcome.ts';
import { type MigrateVolumeParameters, parseParameters } from '../parameters.ts';
import type { Run } from './drive.ts';
import { checkRunOptions } from './limits.ts';
import { cancelledOutcome, heldOutcome } from './notBegun.ts';
import { type OnCloudOptions, startRunOn } from './runOnCloud.ts';

export interface MigrateVolumeOptions extends OnCloudOptions {
  /**
   * A name of clouds.yaml, or the cloud's configuration in the form that clouds.yaml gives it.
   * @default as the OpenStack clients do: OS_CLOUD, the OS_* variables, or the only cloud of clouds.yaml
   */
  readonly cloud?: string | object;
  /** @default one SQLite file in the user's state directory */
  readonly journal?: JournalStore;
}

/**
 * Moves a volume as the specification "Volume migrate action" says, and resolves to what has come of it.
 * It throws only before anything is sent: `InvalidParametersError`, `ConfigurationError`, `JournalFileError`, an error of the
 * journal, and the errors of the sign-in. What fails later, the journal included, is a part of the outcome.
 *
 * @param parameters With the specification's names: `resource_id`, `migration_type`, `destination_node`, `destination_type`; and `swap_method`.
 */
export async function migrateVolume(
  parameters: MigrateVolumeParameters,
  { cloud: config, journal, ...options }: MigrateVolumeOptions = {},
): Promise<Outcome> {
  const parsed = parseParameters(parameters);
  checkRunOptions(options);
  const runId = options.runId ?? randomUUID();
  const { signal } = options;
  if (signal?.aborted) return cancelledOutcome(runId, parsed);
  let run: Run;
  try {
    const cloud = await connect(await configOf(config), {
      runId,
      ...(signal === undefined ? {} : { signal }),
    });
    run = await startRunOn(cloud, journal ?? defaultStore(), parsed, options);
  } catch (error) {
    if (signal?.aborted) return cancelledOutcome(runId, parsed);
    if (error instanceof RunHeldError) return heldOutcome(runId, parsed, error);
    throw error;
  }
  // From here on something may have been sent: whatever happens, there is an outcome.
  return await run.outcome;
}

/** The configuration of a cloud, by name or as an object. */
export async function configOf(cloud: MigrateVolumeOptions['cloud']): Promise<CloudConfig> {
  if (typeof cloud === 'object') return parseCloudConfig(cloud);
  return await loadCloudConfig(cloud === undefined ? {} : { cloud });
}
