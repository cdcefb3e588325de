// What happens in a plan, for programs that follow it.
import { EventEmitter, on } from 'node:events';
import type { AnyMachineSnapshot } from 'xstate';
import { at, changedAt } from '../../machines/plan/chunks.ts';
import type { PlanContext } from '../../machines/plan/context.ts';
import { routeOf } from '../../machines/plan/moves.ts';
import { resultOf } from '../../machines/plan/result.ts';
import type { MoveEnd, PlanCounts, PlanLimits, PlanResult, VolumeHolder } from '../../machines/plan/types.ts';
import type { EngineRun } from '../engine/engineRun.ts';
import { statePath } from '../engine/statePath.ts';
import type { MoveStarts } from './moveStarts.ts';

/** One thing that happened in a plan. */
export type PlanRunEvent =
  | { readonly type: 'state'; readonly planId: string; readonly state: string }
  | {
      readonly type: 'started';
      readonly planId: string;
      readonly resourceId: string;
      readonly from: string | null;
      readonly to: string;
      readonly sizeGib: number;
    }
  /** The limits have changed; all that apply now. */
  | { readonly type: 'limits'; readonly planId: string; readonly limits: PlanLimits }
  /** Another open run has the volume: the move waits until that run has ended. Reported once for each such run, again when no process drives that run, and again when it counts as interrupted. */
  | ({ readonly type: 'held'; readonly planId: string; readonly resourceId: string } & VolumeHolder)
  | ({ readonly type: 'ended'; readonly planId: string; readonly resourceId: string } & MoveEnd)
  | {
      readonly type: 'outcome';
      readonly planId: string;
      readonly status: PlanResult['status'];
      readonly counts: PlanCounts;
    };

/** The events of a plan that is under way, until it ends or is left. */
export async function* planEvents(
  run: EngineRun,
  { subscribe }: Pick<MoveStarts, 'subscribe'>,
): AsyncIterable<PlanRunEvent> {
  const emitter = new EventEmitter();
  const over = new AbortController();
  const teller = tellPlan(run.snapshot());
  const unsubscribe = run.subscribe((snapshot) => {
    for (const each of teller(snapshot)) emitter.emit('event', each);
  });
  const unsubscribeStarts = subscribe((n) =>
    emitter.emit('event', startOf(run.snapshot().context as PlanContext, n)),
  );
  void run.outcome.then(() => setImmediate(() => over.abort()));
  try {
    for await (const [event] of on(emitter, 'event', { signal: over.signal })) yield event as PlanRunEvent;
  } catch (error) {
    if (!over.signal.aborted) throw error;
  } finally {
    unsubscribe();
    unsubscribeStarts();
  }
}

/** Returns a function that gives the events of a transition of a plan. The start of a move is not among them: only its run knows it. */
export function tellPlan(first: AnyMachineSnapshot): (snapshot: AnyMachineSnapshot) => PlanRunEvent[] {
  let before = first;
  const held = tellHeld();
  return (snapshot) => {
    const [was, is] = [before.context as PlanContext, snapshot.context as PlanContext];
    const state = statePath(snapshot.value);
    const isNew = state !== statePath(before.value);
    before = snapshot;
    return [
      ...(isNew ? [{ type: 'state', planId: is.input.planId, state } as const] : []),
      ...(was.limits === is.limits
        ? []
        : [{ type: 'limits', planId: is.input.planId, limits: is.limits } as const]),
      ...held(is),
      ...ends(was, is),
      ...(snapshot.status === 'done' ? [outcome(is)] : []),
    ];
  };
}

/** A move has started. */
export function startOf(context: PlanContext, n: number): PlanRunEvent {
  const { planId, moves } = context.input;
  const { source, destination } = routeOf(context, n);
  const resourceId = moves[n]?.parameters.resourceId ?? '';
  const sizeGib = context.facts[n]?.sizeGib ?? 0;
  return { type: 'started', planId, resourceId, from: source, to: destination, sizeGib };
}

// Each is reported once: a run that is about to end may be seen again.
function tellHeld(): (context: PlanContext) => PlanRunEvent[] {
  const told = new Set<string>();
  let before: PlanContext['holders'] = {};
  return ({ input: { planId, moves }, holders, moves: states }) => {
    if (holders === before) return [];
    before = holders;
    return Object.entries(holders).flatMap(([n, holder]) => {
      // A move that was skipped because of the run waits no more.
      if (at(states, Number(n)) !== 'waiting') return [];
      const key = `${n} ${holder.runId} ${holder.waitsUntil !== undefined} ${holder.remedy !== null}`;
      if (told.has(key)) return [];
      told.add(key);
      const resourceId = moves[Number(n)]?.parameters.resourceId ?? '';
      return [{ type: 'held', planId, resourceId, ...holder } as const];
    });
  };
}

// A move may also end without a run: its call failed, or there is no room for its volume.
function ends(was: PlanContext, is: PlanContext): PlanRunEvent[] {
  const { planId, moves } = is.input;
  return changedAt(was.moves, is.moves).flatMap((n) => {
    const state = at(is.moves, n);
    if (typeof state === 'string') return [];
    return [{ type: 'ended', planId, resourceId: moves[n]?.parameters.resourceId ?? '', ...state } as const];
  });
}

function outcome(context: PlanContext): PlanRunEvent {
  const { planId, status, counts } = resultOf(context);
  return { type: 'outcome', planId, status, counts };
}
