// Records the plans of test/journal/released/ for the current version of the machine, each with the runs of its moves: npm run journals:record
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { planMachine } from '../../machines/plan/machine.ts';
import type { WorkflowEntry } from '../../src/engine/records.ts';
import { createMemoryStore, type JournalStore } from '../../src/index.ts';
import { startPlan } from '../../src/plan/applyPlan.ts';
import { openPlan, QUICK } from '../plan/planPlace.ts';
import { LIMIT_REACHED, type PlanCourse, planCourses } from './planCourses.ts';

const folder = join(import.meta.dirname, 'released', `plan-${planMachine.version}`);
mkdirSync(folder, { recursive: true });

/** A store that keeps all records in the order in which they were written. */
function recording(): { readonly store: JournalStore; readonly written: WorkflowEntry[] } {
  const shared = createMemoryStore();
  const written: WorkflowEntry[] = [];
  const commit: JournalStore['commit'] = async (batch) => {
    await shared.commit(batch);
    written.push(...batch.entries);
  };
  return { store: { ...shared, commit }, written };
}

/** The records of a plan and of the runs of its moves. */
function ofPlan(written: readonly WorkflowEntry[], planId: string): WorkflowEntry[] {
  const isOwn = ({ runId, record }: WorkflowEntry): boolean =>
    runId === planId || (record.kind === 'started' && record.parent === planId);
  const own = new Set(written.filter(isOwn).map(({ runId }) => runId));
  return written.filter(({ runId }) => own.has(runId));
}

function write(name: string, entries: readonly WorkflowEntry[], status: string): void {
  writeFileSync(join(folder, `${name}.jsonl`), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  process.stdout.write(`${name}: ${status}, ${entries.length} records\n`);
}

async function record({ name, volumes, plan, options, prepare, disturb }: PlanCourse): Promise<void> {
  const { store, written } = recording();
  await using place = await openPlan(volumes, { store });
  const actions = (await prepare?.(place)) ?? place.moves;
  const how = { ...QUICK, ...options, store, cloud: place.entry };
  const run = await startPlan({ actions, ...plan }, how);
  await disturb?.(run, place);
  const { status } = await run.outcome;
  write(name, ofPlan(written, run.planId), status);
}

async function recordLimitReached(): Promise<void> {
  const { name, volumes, plan } = LIMIT_REACHED;
  const { store, written } = recording();
  await using place = await openPlan(volumes, { store });
  const runs = await Promise.all(
    [place.moves.slice(0, 2), place.moves.slice(2)].map((actions) =>
      startPlan({ actions, ...plan }, { ...QUICK, store, cloud: place.entry }),
    ),
  );
  await Promise.all(runs.map((run) => run.outcome));
  const isReturned = ({ record }: WorkflowEntry): boolean =>
    record.kind === 'event' && record.event.type === 'failed' && record.event.fault.code === 'LimitReached';
  const run = runs.find(({ planId }) => ofPlan(written, planId).some(isReturned));
  if (run === undefined) throw new Error('neither plan had to wait for the other');
  write(name, ofPlan(written, run.planId), (await run.outcome).status);
}

for (const course of planCourses) await record(course);
await recordLimitReached();
