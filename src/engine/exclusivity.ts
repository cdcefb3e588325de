// The rules that every store applies: one run per resource, one driver per run; only ended runs are removed.
import { slotAmount, sumOfSlots } from '../../machines/slotAmount.ts';
import { EngineError } from './engineError.ts';
import { LimitReachedError, type RunClaim, type RunDriver, RunHeldError, type RunSummary } from './store.ts';

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
  for (const { runId, resource, scope, holder, startedAt } of unfinished) {
    if (runId === claim.runId) {
      if (holder !== null) throw new RunHeldError(runId, holder, driven(runId, holder));
      continue;
    }
    if (claim.resource === null || resource !== claim.resource || scope !== claim.scope) continue;
    const { noun = 'resource', activity = 'in use' } = claim;
    const what = `${noun} ${resource} is already ${activity} by run ${runId}`;
    if (holder !== null) throw new RunHeldError(runId, holder, `${what}${by(holder)}`);
    const hint = resumeHint(runId);
    throw new RunHeldError(
      runId,
      null,
      `${what} (started at ${startedAt}), which has not ended${hint === null ? '' : `. To resume it, run: ${hint}`}`,
    );
  }
}

/**
 * Throws `LimitReachedError` if as many unfinished runs as allowed have one of the slots that a new run needs. A run that is
 * resumed has its slots already.
 */
export function checkSlots({ runId, scope, slots = {} }: RunClaim, unfinished: readonly RunSummary[]): void {
  if (unfinished.some((run) => run.runId === runId)) return;
  const taken = sumOfSlots(unfinished.flatMap((run) => (run.scope === scope ? run.slots : [])));
  const full = Object.entries(slots).flatMap(([name, limit]) => {
    const { slot, amount } = slotAmount(name);
    return (taken.get(slot) ?? 0) + amount > limit ? [slot] : [];
  });
  if (full.length > 0) throw new LimitReachedError(full);
}

const driven = (runId: string, { pid, host, since, doubt }: RunDriver): string =>
  doubt === undefined
    ? `run ${runId} is already being driven by process ${pid} on ${host}, since ${since}`
    : `run ${runId}: ${doubt}`;

const by = ({ pid, host, since, doubt }: RunDriver): string =>
  doubt === undefined ? ` (process ${pid} on ${host}, since ${since})` : `: ${doubt}`;

/** Throws `EngineError` `RunNotFound` if there is no such run, and `RunEnded` if it has ended. */
export function checkRequestable(runId: string, run: Pick<RunSummary, 'endedAt'> | null): void {
  if (run === null) throw new EngineError('RunNotFound', `the journal has no run ${runId}`);
  if (run.endedAt !== null)
    throw new EngineError('RunEnded', `run ${runId} has already ended, at ${run.endedAt}`);
}

/** Throws `EngineError` `RunNotFound` if there is no such run, and `RunOpen` if it has not ended. */
export function checkRemovable(runId: string, run: Pick<RunSummary, 'endedAt'> | null): void {
  if (run === null) throw new EngineError('RunNotFound', `the journal has no run ${runId}`);
  if (run.endedAt === null)
    throw new EngineError(
      'RunOpen',
      `run ${runId} has not ended, so it cannot be removed. Resume it, or give it up first`,
    );
}
