// The process that drives a plan, and that kills or stops itself after a given record. It reports the outcome to its parent.
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JournalStore, openSqliteStore } from '../../src/index.ts';
import { continuePlan, startPlan } from '../../src/plan/applyPlan.ts';
import { createNaming, isSamePoint } from './planPoints.ts';
import { LIMITS, PLAN_ID, type PlanTask, QUICK } from './planTask.ts';

const task = JSON.parse(process.argv[2] ?? '') as PlanTask;

// A slow disk: a call that does not wait for it is sent before the process dies.
const SLOW_DISK_MS = 30;

const naming = createNaming({ nameOf: (id) => task.names[id] ?? id });

/** The store, which commits what comes up to the point, and ends or stops the process there. */
const mortal = (store: JournalStore): JournalStore => ({
  ...store,
  commit: async ({ entries, states }) => {
    const points = entries.map(naming);
    const index = points.findIndex((point) => task.point !== null && isSamePoint(task.point, point));
    const last = index < 0 ? entries.length : index + 1;
    await store.commit({ entries: entries.slice(0, last), states });
    if (index < 0) return;
    await sleep(SLOW_DISK_MS);
    process.kill(process.pid, task.signal);
    // Once it continues, it writes the rest.
    await store.commit({ entries: entries.slice(last), states });
  },
});

const store = mortal(openSqliteStore(task.journal));
const options = { cloud: task.entry, store, ...QUICK };
try {
  const isNew = (await store.read(PLAN_ID)).length === 0;
  const run = isNew
    ? await startPlan({ actions: task.moves, limits: LIMITS }, { ...options, planId: PLAN_ID })
    : await continuePlan(PLAN_ID, options);
  process.send?.({ outcome: await run.outcome });
} catch (error) {
  process.send?.({ refused: (error as Error).message });
}
await store.close();
process.exit();
