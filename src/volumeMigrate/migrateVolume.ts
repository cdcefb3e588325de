// Migrates one volume in a single call.
import { randomUUID } from 'node:crypto';
import { type Cloud, type ConnectOptions, connect } from '../../services/index.ts';
import type { JournalStore } from '../engine/store.ts';
import { defaultStore } from '../journal/defaultStore.ts';
import { checkRunOptions } from './limits.ts';
import { cancelledOutcome } from './notStartedOutcome.ts';
import type { Outcome } from './outcome.ts';
import { type MigrateVolumeParameters, parseParameters } from './parameters.ts';
import { type MigrationRun, type OnCloudOptions, startRunOn } from './runOnCloud.ts';

/** Which cloud to use, and where to record runs. */
export interface PlaceOptions {
  /**
   * The name of a cloud in clouds.yaml, a configuration in the form of a clouds.yaml entry, or a cloud that
   * `connect` has signed in to: one sign-in serves any number of runs.
   * @default as for the OpenStack clients: OS_CLOUD, the OS_* variables, or the only cloud of clouds.yaml
   */
  readonly cloud?: string | object | Cloud;
  /**
   * How to connect: time limits, proxy, TLS, retries. Has no effect on a cloud that is already signed in to.
   */
  readonly connection?: Omit<ConnectOptions, 'runId' | 'signal'>;
  /** @default one SQLite file in the user's state directory */
  readonly store?: JournalStore;
}

/** Options of `migrateVolume`. */
export type MigrateVolumeOptions = OnCloudOptions & PlaceOptions;

/**
 * Migrates a volume as the specification "Volume migrate action" describes, and resolves to the outcome.
 * Throws only before anything is sent: `InvalidParametersError`, `ConfigurationError`, `JournalFileError`, an
 * error of the journal, an error of the sign-in, or `RunHeldError` if another run has the volume. A later failure, including one of the journal, is part of
 * the outcome.
 *
 * @param parameters With the specification's names: `resource_id`, `migration_type`, `destination_node`,
 * `destination_type`; and `swap_method`. `migration_type` is `migrate` (to a pool) or `retype` (to a volume type) for a
 * detached or an attached volume, or one of the specification's own: `swap` (the default) or `cold`.
 */
export async function migrateVolume(
  parameters: MigrateVolumeParameters,
  { cloud: which, connection, store, ...options }: MigrateVolumeOptions = {},
): Promise<Outcome> {
  const parsed = parseParameters(parameters);
  checkRunOptions(options);
  const runId = options.runId ?? randomUUID();
  const { signal } = options;
  if (signal?.aborted) return cancelledOutcome(runId, parsed);
  let run: MigrationRun;
  try {
    const cloud = await cloudFor(runId, { cloud: which, connection }, signal);
    run = await startRunOn(cloud, store ?? defaultStore(), parsed, options);
  } catch (error) {
    if (signal?.aborted) return cancelledOutcome(runId, parsed);
    throw error;
  }
  // From here on something may have been sent: whatever happens, there is an outcome.
  return await run.outcome;
}

/** The cloud for a run; signs in if necessary. */
export async function cloudFor(
  runId: string,
  { cloud, connection }: { readonly [K in 'cloud' | 'connection']?: PlaceOptions[K] | undefined },
  signal: AbortSignal | undefined,
): Promise<Cloud> {
  if (isSignedIn(cloud)) return cloud.runId === runId ? cloud : cloud.forRun(runId);
  return await connect(cloud, { ...connection, runId, ...(signal === undefined ? {} : { signal }) });
}

const isSignedIn = (cloud: PlaceOptions['cloud']): cloud is Cloud =>
  typeof cloud === 'object' && 'forRun' in cloud;
