// volume-migrate give-up for a plan: its runs are not given up with it.
import { createEngine } from '../../engine/engine.ts';
import type { JournalStore, RunSummary } from '../../engine/store.ts';
import { say, sayJson, sayLines } from '../output.ts';
import { counted } from './planWords.ts';

/** The runs of a plan that have not ended. */
export const openRunsOf = async (store: JournalStore, planId: string): Promise<readonly RunSummary[]> =>
  (await store.list({ unfinished: true })).filter(({ parent }) => parent === planId);

/** What a user should know before a plan is given up. */
export async function sayOpenRuns(store: JournalStore, planId: string): Promise<void> {
  const open = await openRunsOf(store, planId);
  say(`plan ${planId} is open. If you give it up, it cannot be resumed`);
  sayLines(openLines(open, planId));
}

/** Closes a plan, and says which of its runs stay open. */
export async function giveUpPlan(
  store: JournalStore,
  planId: string,
  why: string | undefined,
  json: boolean,
): Promise<void> {
  await createEngine({ store }).giveUp(planId, why);
  const open = await openRunsOf(store, planId);
  if (json) {
    sayJson({ runId: planId, openRuns: open.map(({ runId }) => runId) });
    return;
  }
  say(`plan ${planId} was given up. Nothing in the cloud was changed.`);
  sayLines(openLines(open, planId));
}

function openLines(open: readonly RunSummary[], planId: string): string[] {
  if (open.length === 0) return [];
  return [
    `${counted(open.length, 'run')} of the plan ${open.length === 1 ? 'stays' : 'stay'} open and can be resumed one by one, or all with volume-migrate resume --all. To list them: volume-migrate runs --parent ${planId}`,
  ];
}
