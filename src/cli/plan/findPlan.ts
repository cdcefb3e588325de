// Finds the plan that a command names, and says who drives it.
import { EngineError } from '../../engine/engineError.ts';
import type { WorkflowEntry } from '../../engine/records.ts';
import type { JournalStore, RunDriver, RunSummary } from '../../engine/store.ts';
import { PLAN_WORKFLOW } from '../../plan/workflow.ts';
import { findRun } from '../findRun.ts';
import { readJournal } from '../onJournal.ts';

/** Whether a run of the journal is a plan. An application may have a workflow of the same name. */
export const isPlan = ({ workflow, input }: Pick<RunSummary, 'workflow' | 'input'>): boolean =>
  workflow === PLAN_WORKFLOW && (input === null || isPlanInput(input));

/** Whether the records of a run are those of a plan. */
export function hasPlanRecords([first]: readonly WorkflowEntry[]): boolean {
  if (first?.record.kind !== 'started') return false;
  const { workflow, input } = first.record;
  return workflow === PLAN_WORKFLOW && isPlanInput(input);
}

const isPlanInput = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && 'planId' in input && 'moves' in input;

/** The one plan with that ID prefix; throws if there is none, or if it is another run. */
export async function findPlan(store: JournalStore, idPrefix: string): Promise<RunSummary> {
  const found = await findRun(store, idPrefix);
  if (isPlan(found)) return found;
  const { runId, parent } = found;
  const remedy =
    parent === null
      ? 'To list the plans and runs, run: volume-migrate runs'
      : `It belongs to plan ${parent}: give that ID instead`;
  throw new EngineError('WorkflowUnknown', `run ${runId} is not a plan. ${remedy}`);
}

/** Whether the journal has one run with that ID prefix and it is a plan. What is wrong with the journal is reported elsewhere. */
export async function isPlanId(idPrefix: string, journal: string | undefined): Promise<boolean> {
  let answer = false;
  const work = async (store: JournalStore): Promise<number> => {
    answer = isPlan(await findRun(store, idPrefix));
    return 0;
  };
  await readJournal(journal, work, () => 0);
  return answer;
}

/** The process that drives a plan, in words. */
export const driverInWords = ({ pid, host }: RunDriver): string => `process ${pid} on ${host}`;
