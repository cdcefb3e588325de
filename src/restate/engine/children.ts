// Runs the children of a run as workflows of their own: any worker may drive them.
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../engine/engineError.ts';
import type { ChildRun, StartChildRun } from '../../engine/engineRun.ts';
import { RestateStoreError, type StoreErrorCode } from './ingress.ts';
import type { RunOrder, RunReport } from './protocol.ts';
import { errorOfRefusal, givenUpError } from './refusal.ts';
import type { RestateStore } from './store.ts';

const RETRY_MS = 1_000;
const SILENT: ReadonlySet<StoreErrorCode> = new Set(['StoreUnreachable', 'NoResponse']);

type ChildStore = Pick<RestateStore, 'submit' | 'report' | 'cancel' | 'summary'>;

/** Starts children with the settings of their parent's order, and those of their own workflow. */
export const startChildOn =
  (store: ChildStore, { settings }: Pick<RunOrder, 'settings'>): StartChildRun =>
  async (workflow, given, { runId, parent, isStopped }): Promise<ChildRun> => {
    const order: RunOrder = {
      ...{ workflow: workflow.name, given, parent },
      settings: { ...settings, ...workflow.settings },
    };
    const left = new AbortController();
    await untilDone(async () => await store.submit(runId, order), isStopped);
    return {
      outcome: reportOf(store, runId, left.signal).then((report) => outcomeOf(runId, report)),
      // What prevents it also prevents the outcome, which says so.
      cancel: () =>
        void untilDone(
          async () => await store.cancel(runId),
          () => left.signal.aborted,
        ).catch(() => undefined),
      stop: () => left.abort(new EngineError('RunStopped', `the worker has left run ${runId}`)),
    };
  };

// Nothing has failed only because nothing responds at the moment: no request here does harm if Restate has it already.
async function untilDone(work: () => Promise<void>, isStopped: () => boolean): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof RestateStoreError) || !SILENT.has(error.code) || isStopped()) throw error;
      await sleep(RETRY_MS);
    }
  }
}

// Somebody may have killed the child in Restate. While it is open it is waited for: it is resumed or given up.
async function reportOf(store: ChildStore, runId: string, signal: AbortSignal): Promise<RunReport> {
  for (;;) {
    try {
      return await store.report(runId, signal);
    } catch (error) {
      signal.throwIfAborted();
      const isOver = error instanceof RestateStoreError && error.code === 'StoreFailed';
      if (!isOver || (await store.summary(runId).catch(() => error)) === null) throw error;
      await sleep(RETRY_MS, undefined, { signal });
    }
  }
}

async function outcomeOf(runId: string, report: RunReport): Promise<Awaited<ChildRun['outcome']>> {
  if (report.kind === 'refused') throw errorOfRefusal(report.refusal);
  if (report.kind === 'givenUp') throw givenUpError(runId, report.why);
  return { kind: 'done', output: report.result, error: null, journalError: null };
}
