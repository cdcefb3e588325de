// Finds the run that a command names.
import { EngineError } from '../engine/engineError.ts';
import type { JournalStore, RunSummary } from '../engine/store.ts';

/** The one run with that ID prefix; throws if there is none, or more than one. */
export async function findRun(store: JournalStore, idPrefix: string): Promise<RunSummary> {
  const found = await store.list({ idPrefix: idPrefix.toLowerCase() });
  const [run, ...others] = found;
  if (run === undefined) throw new EngineError('RunNotFound', `the journal has no run ${idPrefix}`);
  if (others.length > 0)
    throw new Error(
      `${found.length} run IDs start with ${idPrefix}: ${found.map(({ runId }) => runId).join(', ')}. Give a longer prefix`,
    );
  return run;
}
