// A plan that another process drives, and its running moves, as their records in the journal show them.
import type { PlanContext } from '../../../machines/plan/context.ts';
import { moveCall, moveOf } from '../../../machines/plan/events.ts';
import { callKey, childId } from '../../engine/childId.ts';
import type { WorkflowEntry } from '../../engine/records.ts';
import { createFold, type Fold } from '../../engine/replay.ts';
import { statePath } from '../../engine/statePath.ts';
import type { JournalStore } from '../../engine/store.ts';
import { type PlanRunEvent, startOf, tellPlan } from '../../plan/events.ts';
import { planDefinition } from '../../plan/workflow.ts';
import { definition } from '../../volumeMigrate/definition.ts';
import { logOfRun } from '../telemetry/log.ts';
import type { FollowedPlan, Phase } from './followedPlan.ts';

export interface ReadPlan {
  readonly plan: FollowedPlan;
  /** Reads what is new, and reports what happened. The first reading reports nothing. */
  readonly read: (onEvent?: (event: PlanRunEvent) => void) => Promise<void>;
  readonly isOver: () => boolean;
}

/** A plan by its records; only new records are read. */
export function readPlanOf(planId: string, store: Pick<JournalStore, 'readAfter'>): ReadPlan {
  const fold = createFold(planDefinition);
  const moves = new Map<number, Fold>();
  let teller: ReturnType<typeof tellPlan> | null = null;
  // Moves whose runs have started, by the numbers of their calls.
  const started = new Set<number>();
  let isOver = false;
  const context = (): PlanContext => fold.snapshot().context as PlanContext;
  const log = logOfRun(planId);
  const read: ReadPlan['read'] = async (onEvent = () => {}) => {
    for (const entry of await store.readAfter(planId, fold.last()?.n ?? -1)) {
      for (const n of unseenStart(entry, fold, started)) if (teller !== null) onEvent(startOf(context(), n));
      const { state } = fold.add(entry);
      log?.record(entry);
      log?.entered(state);
      const { kind } = entry.record;
      isOver = kind === 'ended' || kind === 'givenUp';
      for (const event of teller?.(fold.snapshot()) ?? []) onEvent(event);
    }
    for (const n of await newStarts(store, planId, fold, started))
      if (teller !== null) onEvent(startOf(context(), n));
    teller ??= tellPlan(fold.snapshot());
  };
  const refresh = async (): Promise<void> => {
    const { running } = context();
    for (const n of moves.keys()) if (!running.includes(n)) moves.delete(n);
    for (const n of running) await readMove(store, planId, fold, moves, n);
  };
  const plan: FollowedPlan = {
    ...{ planId, context, refresh, state: () => statePath(fold.snapshot().value) },
    phaseOf: (n) => phaseIn(moves.get(n)),
  };
  return { plan, read, isOver: () => isOver };
}

// The move that has ended by this record, if nobody has seen its start.
function unseenStart({ record }: WorkflowEntry, plan: Fold, started: Set<number>): number[] {
  if (record.kind !== 'event' || record.event.type !== 'done') return [];
  const { call } = record.event as { readonly call: string };
  const [n, ordinal] = [moveOf({ type: call }), plan.underway.byId.get(call)?.ordinal];
  if (call !== moveCall(n) || ordinal === undefined || started.has(ordinal)) return [];
  started.add(ordinal);
  return [n];
}

// The moves under way whose runs have a first record that was not there before.
async function newStarts(
  store: Pick<JournalStore, 'readAfter'>,
  planId: string,
  plan: Fold,
  started: Set<number>,
): Promise<number[]> {
  const starts: number[] = [];
  for (const n of (plan.snapshot().context as PlanContext).running) {
    const call = plan.underway.byId.get(moveCall(n));
    if (call === undefined || started.has(call.ordinal)) continue;
    const entries = await store.readAfter(childId(callKey(planId, call.ordinal)), -1);
    if (entries.length === 0) continue;
    started.add(call.ordinal);
    starts.push(n);
  }
  return starts;
}

// The ID of a child run comes from the number of the call that started it.
async function readMove(
  store: Pick<JournalStore, 'readAfter'>,
  planId: string,
  plan: Fold,
  moves: Map<number, Fold>,
  n: number,
): Promise<void> {
  const call = plan.underway.byId.get(moveCall(n));
  if (call === undefined) return;
  const fold = moves.get(n) ?? createFold(definition);
  moves.set(n, fold);
  const runId = childId(callKey(planId, call.ordinal));
  for (const entry of await store.readAfter(runId, fold.last()?.n ?? -1)) fold.add(entry);
}

function phaseIn(fold: Fold | undefined): Phase | null {
  if (fold === undefined || fold.last() === null) return null;
  const { startedAt } = fold.snapshot().context as { readonly startedAt?: string };
  return {
    state: statePath(fold.snapshot().value),
    startedAtMs: startedAt === undefined ? Date.now() : Date.parse(startedAt),
  };
}
