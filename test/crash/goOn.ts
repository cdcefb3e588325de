// Resumes a run as the next process would.
import {
  type JournalEntry,
  type JournalStore,
  migrateVolume,
  type Outcome,
  openSqliteStore,
  resumeRun,
} from '../../src/index.ts';
import { optionsOf, RUN_ID, taskOf } from './task.ts';
import type { World } from './world.ts';

/** Resumes the course's run from the journal; starts it if there is nothing. */
export async function goOn(world: World): Promise<{ outcome: Outcome; entries: readonly JournalEntry[] }> {
  const store = openSqliteStore(world.journal);
  try {
    return { outcome: await endOf(world, store), entries: await store.read(RUN_ID) };
  } finally {
    await store.close();
  }
}

/** What the journal has of the course's run. */
export async function recordsOf({ journal }: World): Promise<readonly JournalEntry[]> {
  const store = openSqliteStore(journal);
  return await store.read(RUN_ID).finally(() => store.close());
}

async function endOf(world: World, store: JournalStore): Promise<Outcome> {
  const { clock } = world;
  const waits = {
    now: clock.now,
    monotonic: clock.now,
    longestMomentMs: Number.POSITIVE_INFINITY,
    sleep: async (ms: number): Promise<void> => clock.advance(ms),
  };
  const task = taskOf(world);
  const options = { ...optionsOf(task, waits), store };
  const last = (await store.read(RUN_ID)).at(-1);
  if (last === undefined) return await migrateVolume(task.parameters, { ...options, runId: RUN_ID });
  const { record, at } = last;
  if (record.kind === 'ended') return { ...record.result, startedAt: at, endedAt: at };
  return await resumeRun(RUN_ID, options);
}
