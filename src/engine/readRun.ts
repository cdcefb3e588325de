// Reads the records of one run.
import { EngineError } from './engineError.ts';
import type { WorkflowEntry } from './records.ts';
import type { JournalStore } from './store.ts';

/** The records of a run. Rejects if the journal has no such run. */
export async function readRun(store: JournalStore, runId: string): Promise<readonly WorkflowEntry[]> {
  const entries = await store.read(runId);
  if (entries.length === 0) throw new EngineError('RunNotFound', `the journal has no run ${runId}`);
  return entries;
}

/** Throws if the record is the last of a run. */
export function checkOpen({ runId, record }: WorkflowEntry): void {
  if (record.kind === 'ended')
    throw new EngineError('RunEnded', `run ${runId} has ended: ${record.result?.status ?? 'done'}`);
  if (record.kind === 'givenUp')
    throw new EngineError('RunEnded', `run ${runId} was given up: ${record.why}`);
}
