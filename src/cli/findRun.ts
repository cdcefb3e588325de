// Which run a command means.
import type { JournalStore, RunSummary } from '../journal/store.ts';

/** The one run whose id begins so; throws where there is none, or more than one. */
export async function findRun(store: JournalStore, idPrefix: string): Promise<RunSummary> {
  const found = await store.list({ idPrefix: idPrefix.toLowerCase() });
  const [run, ...others] = found;
  if (run === undefined) throw new Error(`the journal has no run ${idPrefix}`);
  if (others.length > 0)
    throw new Error(
      `${found.length} runs begin with ${idPrefix}: ${found.map(({ runId }) => runId).join(', ')}`,
    );
  return run;
}
