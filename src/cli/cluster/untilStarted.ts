// Waits until a worker has started a run, or has refused it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Refusal } from '../../restate/engine/protocol.ts';
import type { RestateStore } from '../../restate/engine/store.ts';

const READ_EVERY_MS = 100;

/** Resolves to null when the run has started, or to why it did not. */
export async function untilStarted(store: RestateStore, runId: string): Promise<Refusal | null> {
  const over = new AbortController();
  const reported = store.report(runId, over.signal);
  const hasStarted = async (): Promise<null> => {
    while (!over.signal.aborted && (await store.summary(runId)) === null) await sleep(READ_EVERY_MS);
    return null;
  };
  try {
    const report = await Promise.race([reported, hasStarted()]);
    return report?.kind === 'refused' ? report.refusal : null;
  } finally {
    reported.catch(() => undefined);
    over.abort();
  }
}
