// Volumes of a plan that other open runs hold, said before the plan starts: their moves wait for those runs.
import type { JournalStore, RunSummary } from '../../engine/store.ts';
import type { Plan } from '../../plan/file/types.ts';
import { counted } from './planWords.ts';

/** A line for each plan, or run, that holds volumes of this plan, with what to do about it. */
export async function openRunLines(
  store: Pick<JournalStore, 'list' | 'resumeHint'>,
  { actions }: Pick<Plan, 'actions'>,
  scope: string,
): Promise<string[]> {
  const ids = new Set(actions.map(({ parameters }) => parameters.resourceId));
  const open = await store.list({ unfinished: true });
  const holding = open.filter(({ resource, scope: cloud }) => cloud === scope && ids.has(resource ?? ''));
  const byOwner = Map.groupBy(holding, ({ parent, runId }) => parent ?? runId);
  return [...byOwner].map(([owner, runs]) =>
    lineOf(
      owner,
      runs,
      open.find(({ runId }) => runId === owner) ?? null,
      store.resumeHint?.(owner) ?? `volume-migrate resume ${owner}`,
    ),
  );
}

function lineOf(owner: string, runs: readonly RunSummary[], run: RunSummary | null, resume: string): string {
  const what = runs[0]?.parent == null ? 'run' : 'plan';
  const held = `${counted(runs.length, 'volume')} of this plan`;
  const isDriven = (run?.holder ?? null) !== null || runs.some(({ holder }) => holder !== null);
  return isDriven
    ? `${what} ${owner} is moving ${held}: those moves wait until it has ended`
    : `${what} ${owner} was interrupted and still holds ${held}, and it counts in the limits. Those moves wait at least a minute for it to be resumed, and are skipped once nothing else is left to do. To resume ${what} ${owner} first, stop this plan and run: ${resume}`;
}
