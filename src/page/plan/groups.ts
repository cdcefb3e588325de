// The moves of a plan by where they stand, and their amounts.
import type { ShownMoveState } from '../../inspector/planChanges.ts';
import type { MoveShown } from './planAt.ts';

/** Moves and the size of their volumes. */
export interface Amount {
  readonly moves: number;
  readonly gib: number;
}

/** Where moves stand, in the order in which they are shown. */
export const GROUPS = ['running', 'FAILED', 'CANCELLED', 'SKIPPED', 'waiting', 'SUCCEEDED'] as const;

export type Group = Extract<ShownMoveState, (typeof GROUPS)[number]>;

/** The moves of each group, in the order in which they are shown: what happened last comes first. */
export type Grouped = Readonly<Record<Group, readonly MoveShown[]>>;

export function groupsOf(moves: readonly MoveShown[]): Grouped {
  const groups: Record<Group, MoveShown[]> = {
    ...{ running: [], FAILED: [], CANCELLED: [], SKIPPED: [], waiting: [], SUCCEEDED: [] },
  };
  for (const move of moves) groups[move.state].push(move);
  // The one that has run the longest comes first; of those that have ended the last.
  groups.running.sort((one, other) => (one.startedMs ?? 0) - (other.startedMs ?? 0));
  for (const state of ['FAILED', 'CANCELLED', 'SKIPPED', 'SUCCEEDED'] as const)
    groups[state].sort((one, other) => (other.endedMs ?? 0) - (one.endedMs ?? 0));
  return groups;
}

export const amountOf = (moves: readonly MoveShown[]): Amount => ({
  moves: moves.length,
  gib: moves.reduce((sum, { sizeGib }) => sum + sizeGib, 0),
});

/** A pool with its moves: those into it, or those out of it. */
export interface PoolShown {
  /** Null if the cloud does not show it. */
  readonly pool: string | null;
  readonly all: Amount;
  readonly groups: Grouped;
}

/** The pools that the moves name, the one with the most work first: an order that stays as the plan goes on. */
export function poolsOf(
  moves: readonly MoveShown[],
  poolOf: (move: MoveShown) => string | null,
): readonly PoolShown[] {
  const byPool = Map.groupBy(moves, poolOf);
  return [...byPool]
    .map(([pool, own]) => ({ pool, all: amountOf(own), groups: groupsOf(own) }))
    .toSorted(
      (one, other) =>
        other.all.gib - one.all.gib ||
        other.all.moves - one.all.moves ||
        (one.pool ?? '').localeCompare(other.pool ?? ''),
    );
}
