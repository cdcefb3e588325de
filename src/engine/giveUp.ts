// Closes a run that nobody resumes.

import type { Place } from './beginnings.ts';
import { EngineError } from './engineError.ts';
import { readRun } from './readRun.ts';
import { isLast, type WorkflowEntry } from './records.ts';
import type { RunSummary } from './store.ts';

/** Closes a run that has not ended. Rejects with `RunHeldError` if a process drives it. */
export async function giveUp(
  { store, journal }: Place,
  runId: string,
  why: string,
): Promise<readonly WorkflowEntry[]> {
  await readRun(store, runId);
  const run: RunSummary | undefined = (await store.list({ idPrefix: runId })).find(
    (one) => one.runId === runId,
  );
  if (run === undefined || run.endedAt !== null)
    throw new EngineError('RunEnded', `run ${runId} has already ended`);
  const { resource, scope } = run;
  await store.hold({ runId, resource, scope });
  try {
    // Read only once the run is held: its previous driver may have written until then.
    const entries = await readRun(store, runId);
    const last = entries.at(-1) as WorkflowEntry;
    if (isLast(last.record)) throw new EngineError('RunEnded', `run ${runId} has already ended`);
    const writing = journal.open(runId, last);
    writing.append({ kind: 'givenUp', why });
    await writing.flush();
    return entries;
  } finally {
    // The run has ended: nothing is held any more except a note in the store.
    await store.release(runId).catch(() => undefined);
  }
}
