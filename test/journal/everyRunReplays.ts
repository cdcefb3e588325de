// Every run that the suites have recorded replays, to the end that it had.
import { existsSync } from 'node:fs';
import process from 'node:process';
import type { TestProject } from 'vitest/node';
import { foldOf } from '../../src/engine/replay.ts';
import { defaultJournalFile, type JournalStore, openSqliteStore, replay } from '../../src/index.ts';
import { PLAN_WORKFLOW, planDefinition } from '../../src/plan/workflow.ts';

/**
 * Replays every run of a store; returns their number. Throws an AggregateError, which names those that do not
 * fit.
 */
export async function replayAll(store: JournalStore): Promise<number> {
  const runs = await store.list();
  const misfits: Error[] = [];
  for (const { runId, status, workflow } of runs) {
    try {
      const entries = await store.read(runId);
      const snapshot =
        workflow === PLAN_WORKFLOW
          ? foldOf(planDefinition as never, entries).snapshot()
          : replay(entries as never).snapshot;
      if (status !== null && snapshot.output?.status !== status) throw new Error(`ended ${status}`);
    } catch (error) {
      misfits.push(new Error(`run ${runId} plays otherwise: ${(error as Error).message}`));
    }
  }
  if (misfits.length > 0) throw new AggregateError(misfits, misfits.map(({ message }) => message).join('\n'));
  return runs.length;
}

/** The same for the journal below a state directory, which may have none. */
export async function replayAllBelow(stateHome: string): Promise<number> {
  const file = defaultJournalFile({ XDG_STATE_HOME: stateHome });
  if (!existsSync(file)) return 0;
  const store = openSqliteStore(file);
  return await replayAll(store).finally(() => store.close());
}

/** For vitest's globalSetup: when all suites are done, the journal that they share is replayed. */
export default function setup({ config }: TestProject): () => Promise<void> {
  return async () => {
    const count = await replayAllBelow(config.env['XDG_STATE_HOME'] ?? '');
    if (count > 0) process.stdout.write(`\n${count} runs of these suites play again to the same end\n`);
  };
}
