// What a record of a plan changes for its moves, in few words: the page adds them up, at any moment.
import { at, changedAt, elementsOf } from '../../machines/plan/chunks.ts';
import type { MoveState, PausedSlot, PlanContext } from '../../machines/plan/context.ts';
import type { SlotName } from '../../machines/plan/slots.ts';
import type { MoveEnd, PlanLimits } from '../../machines/plan/types.ts';

/** Where a move stands. */
export type ShownMoveState = 'waiting' | 'running' | MoveEnd['status'];

/** A move that stands elsewhere than before. */
export interface MoveChange {
  /** The move's number in the plan, from 0. */
  readonly n: number;
  readonly state: ShownMoveState;
  /** Null if no run was started for it. */
  readonly runId: string | null;
  /** The stable code of a failure; null otherwise. */
  readonly code: string | null;
  /** Why it ended as it did; empty while it has not ended. */
  readonly reasons: readonly string[];
}

/** What a record changed. What is absent stays as it was. */
export interface PlanChange {
  readonly moves?: readonly MoveChange[];
  readonly limits?: PlanLimits;
  /** By slot, such as `destination node1@lvm#lvm`. */
  readonly pausedSlots?: Readonly<Record<SlotName, PausedSlot>>;
}

/** `before`: null for the first record; `runIdOf`: the ID of the run that makes a move which is under way. */
export function planChangeOf(
  before: PlanContext | null,
  now: PlanContext,
  runIdOf: (n: number) => string | null,
): PlanChange {
  const moves = changedMoves(before, now).map((n) => changeOf(n, at(now.moves, n), runIdOf));
  return {
    ...(moves.length === 0 ? {} : { moves }),
    ...(before?.limits === now.limits ? {} : { limits: now.limits }),
    ...(before?.pausedSlots === now.pausedSlots ? {} : { pausedSlots: now.pausedSlots }),
  };
}

// Until the cloud has been read, no move has a state; then those that wait need not be named.
function changedMoves(before: PlanContext | null, { moves }: PlanContext): number[] {
  if (before !== null && before.moves.length === moves.length) return changedAt(before.moves, moves);
  return elementsOf(moves).flatMap((state, n) => (state === 'waiting' ? [] : [n]));
}

function changeOf(n: number, state: MoveState, runIdOf: (n: number) => string | null): MoveChange {
  const open = { code: null, reasons: [] };
  if (state === 'waiting') return { n, state, runId: null, ...open };
  if (state === 'running') return { n, state, runId: runIdOf(n), ...open };
  const { status, runId, code, message, reasons } = state;
  const why = message === null || reasons.includes(message) ? reasons : [message, ...reasons];
  return { n, state: status, runId, code, reasons: why };
}
