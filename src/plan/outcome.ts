// The outcome of a plan, in the form that `applyPlan` returns and `volume-migrate apply --json` prints.
import type { PlanContext } from '../../machines/plan/context.ts';
import { resultOf } from '../../machines/plan/result.ts';
import type { MoveStatus, PlanCounts, PlanResultMove } from '../../machines/plan/types.ts';
import type { RunOutcome } from '../engine/engineRun.ts';
import { readRun } from '../engine/readRun.ts';
import type { JournalStore } from '../engine/store.ts';
import type { Outcome } from '../volumeMigrate/outcome.ts';
import { recordedEnd } from '../volumeMigrate/recordedEnd.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';

// A store on another host takes milliseconds for each run.
const READ_AT_ONCE = 16;

/** A move in the outcome of a plan, with the specification's name for the volume. */
export interface PlanOutcomeAction {
  readonly resource_id: string;
  readonly status: MoveStatus;
  /** Null if no run was started for it. */
  readonly runId: string | null;
  /** The outcome of its run; null if it has none. */
  readonly outcome: Outcome | null;
  readonly reasons: readonly string[];
}

/** How a plan ended. `UNFINISHED`: its process has left it; nothing was cancelled, and it can be resumed. */
export interface PlanOutcome {
  readonly planId: string;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'UNFINISHED';
  readonly actions: readonly PlanOutcomeAction[];
  readonly counts: PlanCounts;
  /** Why the plan did not start, or why moves are left. */
  readonly reasons: readonly string[];
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/** The outcome, with those of its runs as the journal has them. */
export async function planOutcome(
  { kind, snapshot, error, journalError, startedAt, endedAt }: RunOutcome,
  store: JournalStore,
): Promise<PlanOutcome> {
  const context = snapshot.context as PlanContext;
  const { planId, status, counts, moves, reasons } = resultOf(context);
  const isOver = kind === 'done' && journalError === null;
  const faults = [error, journalError].flatMap((fault) => (fault === null ? [] : [fault.message]));
  return {
    ...{ planId, status: isOver ? status : 'UNFINISHED', counts, reasons: [...reasons, ...faults] },
    actions: await actionsOf(moves, store),
    ...{ startedAt, endedAt },
  };
}

/** The moves of a plan with the outcomes of their runs. */
export async function actionsOf(
  moves: readonly PlanResultMove[],
  store: Pick<JournalStore, 'read'>,
): Promise<PlanOutcomeAction[]> {
  const actions: PlanOutcomeAction[] = [];
  for (let from = 0; from < moves.length; from += READ_AT_ONCE) {
    const part = moves.slice(from, from + READ_AT_ONCE);
    actions.push(...(await Promise.all(part.map(async (move) => await actionOf(move, store)))));
  }
  return actions;
}

async function actionOf(
  { resourceId, status, runId, message, reasons }: PlanResultMove,
  store: Pick<JournalStore, 'read'>,
): Promise<PlanOutcomeAction> {
  const outcome = runId === null ? null : await outcomeOf(store, runId);
  const why = message === null || reasons.includes(message) ? reasons : [message, ...reasons];
  return { resource_id: resourceId, status, runId, outcome, reasons: why };
}

async function outcomeOf(store: Pick<JournalStore, 'read'>, runId: string): Promise<Outcome | null> {
  const end = recordedEnd((await readRun(store as JournalStore, runId)) as readonly JournalEntry[]);
  return end?.kind === 'ended' ? end.outcome : null;
}
