// What the demo prints at its end: each move with its status, and what the cloud itself says of it.
import type { PlanResult } from '../../../machines/plan/types.ts';
import type { RunReport } from '../../../src/restate/index.ts';
import type { Cluster } from '../cluster/cluster.ts';

interface DemoOutcome {
  readonly lines: readonly string[];
  /** Every volume was moved, and none was moved twice. */
  readonly isAsExpected: boolean;
}

/** The outcome in lines of text. */
export async function outcomeLines(
  { store, running }: Cluster,
  planId: string,
  report: RunReport,
  moves: number,
): Promise<DemoOutcome> {
  if (report.kind !== 'ended') return { lines: [`plan ${planId}: ${report.kind}`], isAsExpected: false };
  const result = report.result as PlanResult;
  const asked = (volumeId: string): number =>
    running.cloud.moves.filter(({ event, volumeId: of }) => event === 'start' && of === volumeId).length;
  const lines: string[] = [];
  let resumed = 0;
  for (const { resourceId, status, runId } of result.moves) {
    const resumes = runId === null ? 0 : await resumesOf(store, runId);
    resumed += resumes === 0 ? 0 : 1;
    const times = asked(resourceId) === 1 ? 'moved once' : `moved ${asked(resourceId)} times`;
    lines.push(
      `  ${resourceId}  ${status}  ${times}${resumes === 0 ? '' : `, resumed ${resumes === 1 ? 'once' : `${resumes} times`}`}`,
    );
  }
  const once = result.moves.filter(({ resourceId }) => asked(resourceId) === 1).length;
  const succeeded = result.moves.filter(({ status }) => status === 'SUCCEEDED').length;
  lines.push(
    `plan ${planId}: ${result.status}; ${succeeded} of ${moves} moves succeeded, ${once} volumes were moved exactly once, ${resumed} runs were resumed by another worker or after the server`,
  );
  return { lines, isAsExpected: result.status === 'SUCCEEDED' && succeeded === moves && once === moves };
}

const resumesOf = async (store: Cluster['store'], runId: string): Promise<number> =>
  (await store.read(runId)).filter(({ record }) => record.kind === 'resumed').length;
