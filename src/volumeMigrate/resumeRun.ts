// Resumes a run that its process has left.

import { readRun } from '../engine/readRun.ts';
import { defaultStore } from '../journal/defaultStore.ts';
import { cloudFor, type PlaceOptions } from './migrateVolume.ts';
import type { Outcome } from './outcome.ts';
import { recordedEnd } from './recordedEnd.ts';
import type { JournalEntry } from './records.ts';
import { type ContinueOptions, continueRunOn } from './runOnCloud.ts';

/** Options of `resumeRun`. */
export type ResumeRunOptions = ContinueOptions & PlaceOptions;

/**
 * Resumes a run where its process left it, and resolves to its outcome. If the response to a call was lost,
 * the cloud is checked before the call is repeated: nothing is created, moved or deleted twice.
 * The recorded outcome of a run that has ended is returned without contacting the cloud.
 * Throws `InvalidParametersError` for invalid limits, `RunHeldError` if a living process drives the run, `ReplayError` if the journal does not fit this
 * version, and `EngineError` if the journal has no such run, or it was given up.
 */
export async function resumeRun(
  runId: string,
  { cloud: which, connection, store = defaultStore(), ...options }: ResumeRunOptions = {},
): Promise<Outcome> {
  const end = recordedEnd((await readRun(store, runId)) as readonly JournalEntry[]);
  if (end?.kind === 'ended') return end.outcome;
  const cloud = await cloudFor(runId, { cloud: which, connection }, options.signal);
  const run = await continueRunOn(cloud, store, options);
  return await run.outcome;
}
