// Resumes a run that its process has left.
import { defaultStore } from '../journal/defaultStore.ts';
import { cloudFor, type PlaceOptions } from './migrateVolume.ts';
import type { Outcome } from './outcome.ts';
import { type ContinueOptions, continueRunOn } from './runOnCloud.ts';

/** Options of `resumeRun`. */
export type ResumeRunOptions = ContinueOptions & PlaceOptions;

/**
 * Resumes a run where its process left it, and resolves to its outcome. If the response to a call was lost,
 * the cloud is checked before the call is repeated: nothing is created, moved or deleted twice.
 * Throws `RunHeldError` if a living process drives the run, `ReplayError` if the journal does not fit this
 * version.
 */
export async function resumeRun(
  runId: string,
  { cloud: which, connection, store = defaultStore(), ...options }: ResumeRunOptions = {},
): Promise<Outcome> {
  const cloud = await cloudFor(runId, { cloud: which, connection }, options.signal);
  const run = await continueRunOn(cloud, store, options);
  return await run.outcome;
}
