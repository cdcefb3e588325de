// The process that is killed: drives one run on the cloud of its parent, and kills itself where a record says so.
import process from 'node:process';
import { type JournalStore, migrateVolume, openSqliteStore, resumeRun } from '../../src/index.ts';
import { optionsOf, type Task } from './task.ts';

const task = JSON.parse(process.argv[2] ?? '') as Task;

// Waits of the run are waits of the cloud: the parent moves its time, and tells the time.
let nowMs = task.nowMs;
const clock = {
  now: () => nowMs,
  sleep: async (ms: number): Promise<void> => {
    const answer = new Promise<number>((resolve) => process.once('message', (now: number) => resolve(now)));
    process.send?.(ms);
    nowMs = await answer;
  },
};

const die = async (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return await new Promise<never>(() => {});
};

/** The store, which commits what comes before the point of death, and dies there. */
function mortal(store: JournalStore, { n, when }: NonNullable<Task['killAtRecord']>): JournalStore {
  const commit: JournalStore['commit'] = async ({ entries, states }) => {
    const last = entries.findIndex((entry) => entry.n === n);
    if (last < 0) return await store.commit({ entries, states });
    await store.commit({ entries: entries.slice(0, when === 'before' ? last : last + 1), states: new Map() });
    await die();
  };
  return { ...store, commit };
}

const store = openSqliteStore(task.journal);
const journal = task.killAtRecord === null ? store : mortal(store, task.killAtRecord);
const options = { ...optionsOf(task, clock), journal };
const { runId } = task;
await (task.resumes ? resumeRun(runId, options) : migrateVolume(task.parameters, { ...options, runId }));
process.exit();
