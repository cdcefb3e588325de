// The current state of a plan in its journal: what pause, cancel, limits and resume print with --json.
import type { PlanRequest } from '../../../machines/plan/events.ts';
import { resultOf } from '../../../machines/plan/result.ts';
import type { PlanLimits } from '../../../machines/plan/types.ts';
import { readRun } from '../../engine/readRun.ts';
import type { JournalStore, RunSummary } from '../../engine/store.ts';
import { recordedPlan } from '../../plan/recordedPlan.ts';
import { pendingRequests } from './pendingRequests.ts';
import { runningMoves } from './runningMoves.ts';

/** The plan in figures. `request`: the request that was just stored; null if there is none. */
export async function planNow(
  store: JournalStore,
  { runId, holder, endedAt }: RunSummary,
  request: PlanRequest | null,
): Promise<object> {
  const entries = await readRun(store, runId);
  const { context, state } = recordedPlan(entries);
  const pending = await pendingRequests(store, runId, entries);
  const { counts, status } = resultOf(context);
  return {
    ...{ planId: runId, status: endedAt === null ? 'UNFINISHED' : status, state },
    ...{ request, pending, driver: holder, counts, running: runningMoves(context) },
    limits: withPending(context.limits, pending),
  };
}

/** Whether somebody has asked to cancel the plan. Nothing undoes that. */
export async function isBeingCancelled(store: JournalStore, planId: string): Promise<boolean> {
  const entries = await readRun(store, planId);
  const pending = await pendingRequests(store, planId, entries);
  return (
    recordedPlan(entries).context.cancel !== 'no' ||
    pending.some(({ type }) => type === 'cancelWaiting' || type === 'cancelRunning')
  );
}

/** The limits that apply once all requests have been read. */
export async function limitsNow(store: JournalStore, planId: string): Promise<PlanLimits> {
  const entries = await readRun(store, planId);
  const pending = await pendingRequests(store, planId, entries);
  return withPending(recordedPlan(entries).context.limits, pending);
}

const withPending = (limits: PlanLimits, pending: readonly PlanRequest[]): PlanLimits =>
  Object.assign(
    { ...limits },
    ...pending.map((asked) => (asked.type === 'changeLimits' ? asked.limits : {})),
  );
