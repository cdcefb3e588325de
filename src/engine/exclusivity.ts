// The rule that every store applies: one run per resource, one driver per run.
import { type RunClaim, type RunDriver, RunHeldError, type RunSummary } from './store.ts';

/**
 * Throws `RunHeldError` if an unfinished run of the same resource, or another driver of the same run, is in
 * the way.
 * `resumeHint` returns the command that resumes a run, if the store knows one.
 */
export function checkFree(
  claim: RunClaim,
  unfinished: readonly RunSummary[],
  resumeHint: (runId: string) => string | null = () => null,
): void {
  for (const run of unfinished) {
    const isSame = run.runId === claim.runId;
    if (!isSame && (claim.resource === null || run.resource !== claim.resource || run.scope !== claim.scope))
      continue;
    const { noun = 'resource' } = claim;
    const what = `${run.resource === null ? '' : `${noun} ${run.resource} is in `}run ${run.runId}`;
    if (run.holder !== null) throw new RunHeldError(run.runId, run.holder, `${what}${drivenBy(run.holder)}`);
    if (isSame) continue;
    const hint = resumeHint(run.runId);
    throw new RunHeldError(
      run.runId,
      null,
      `${what} (started at ${run.startedAt}), which has not ended${hint === null ? '' : `. To resume it, run: ${hint}`}`,
    );
  }
}

const drivenBy = ({ pid, host, since, doubt }: RunDriver): string =>
  doubt === undefined ? `, which process ${pid} on ${host} has been driving since ${since}` : `: ${doubt}`;
