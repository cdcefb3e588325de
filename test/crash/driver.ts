// The process that is killed: drives one run on the cloud of its parent, and kills itself at a given record.
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type JournalEntry,
  type JournalStore,
  migrateVolume,
  openSqliteStore,
  resumeRun,
} from '../../src/index.ts';
import { optionsOf, type Task } from './task.ts';

const task = JSON.parse(process.argv[2] ?? '') as Task;

// Waits of the run are waits of the cloud: the parent moves its time and reports it.
let nowMs = task.nowMs;
const clock = {
  now: () => nowMs,
  monotonic: () => nowMs,
  longestMomentMs: Number.POSITIVE_INFINITY,
  sleep: async (ms: number): Promise<void> => {
    const answer = new Promise<number>((resolve) => process.once('message', (now: number) => resolve(now)));
    process.send?.(ms);
    nowMs = await answer;
  },
};

// A slow disk: a call that does not wait for it is sent before the process dies.
const SLOW_DISK_MS = 30;

const die = async (): Promise<never> => {
  await sleep(SLOW_DISK_MS);
  process.kill(process.pid, 'SIGKILL');
  return await new Promise<never>(() => {});
};

// How many records of a batch are still written before the process dies; null if it lives on.
let events = 0;
function lastWords(entries: readonly JournalEntry[]): number | null {
  for (const [index, { n, record }] of entries.entries()) {
    if (record.kind === 'event') events += 1;
    if (task.killAtRecord?.n === n) return task.killAtRecord.when === 'before' ? index : index + 1;
    if (record.kind === 'event' && events === task.killAtEvent) return index + 1;
  }
  return null;
}

/** The store, which commits what comes before the point of death, and dies there. */
const mortal = (store: JournalStore): JournalStore => ({
  ...store,
  commit: async (batch) => {
    const count = lastWords(batch.entries);
    if (count === null) return await store.commit(batch);
    await store.commit({ entries: batch.entries.slice(0, count), states: new Map() });
    await die();
  },
});

const options = { ...optionsOf(task, clock), store: mortal(openSqliteStore(task.journal)) };
const { runId } = task;
await (task.resumes ? resumeRun(runId, options) : migrateVolume(task.parameters, { ...options, runId }));
process.exit();
