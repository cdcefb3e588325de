// Goes on with a run that its process has left.
import { connect } from '../../services/index.ts';
import { defaultStore } from '../journal/shared.ts';
import type { Outcome } from '../outcome.ts';
import { configOf, type MigrateVolumeOptions } from './migrateVolume.ts';
import { type ContinueOptions, continueRunOn } from './runOnCloud.ts';

export type ResumeRunOptions = ContinueOptions & Pick<MigrateVolumeOptions, 'cloud' | 'journal'>;

/**
 * Goes on with a run where its process left it, and resolves to what has come of it. A call of whose answer nothing is
 * known looks at the cloud first: nothing is made, moved or deleted twice.
 * Throws `RunHeldError` where a living process drives the run, `ReplayError` where the journal does not fit this version.
 */
export async function resumeRun(
  runId: string,
  { cloud: config, journal = defaultStore(), ...options }: ResumeRunOptions = {},
): Promise<Outcome> {
  const { signal } = options;
  const cloud = await connect(await configOf(config), { runId, ...(signal === undefined ? {} : { signal }) });
  const run = await continueRunOn(cloud, journal, options);
  return await run.outcome;
}
