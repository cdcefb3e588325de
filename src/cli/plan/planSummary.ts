// A plan in figures: what has moved, what is left, and by which routes.
import { elementsOf } from '../../../machines/plan/chunks.ts';
import type { MoveState, PlanContext } from '../../../machines/plan/context.ts';
import { destinationOf } from '../../../machines/plan/slots.ts';

/** Moves and their size. */
export interface Amount {
  readonly moves: number;
  readonly gib: number;
}

/** The moves from one pool to another that have not ended. */
export interface RouteLeft extends Amount {
  /** Null if the cloud does not show it. */
  readonly from: string | null;
  /** A pool, or `type NAME` where Cinder chooses the pool. */
  readonly to: string;
  /** Those of them that have not started. */
  readonly waiting: number;
}

export interface PlanSummary {
  readonly total: Amount;
  /** Moves that have succeeded, and those whose volumes already were in place. */
  readonly done: Amount;
  /** Moves that have ended in any way. */
  readonly ended: number;
  /** The largest first. */
  readonly left: readonly RouteLeft[];
}

/** The figures of a plan. It visits every move: do not call it for every event. */
export function planSummary({ input, facts, moves }: PlanContext): PlanSummary {
  const states = elementsOf(moves);
  const [total, done] = [
    { moves: 0, gib: 0 },
    { moves: 0, gib: 0 },
  ];
  const left = new Map<string, { -readonly [Key in keyof RouteLeft]: RouteLeft[Key] }>();
  for (const [n, move] of input.moves.entries()) {
    const { source = null, sizeGib = 0 } = facts[n] ?? {};
    add(total, sizeGib);
    const state = states[n];
    if (isOver(state)) {
      if (state.status === 'SUCCEEDED') add(done, sizeGib);
      continue;
    }
    const to = destinationOf(move.parameters);
    const key = `${source ?? ''}\n${to}`;
    const route = left.get(key) ?? { from: source, to, moves: 0, gib: 0, waiting: 0 };
    add(route, sizeGib);
    if (state !== 'running') route.waiting += 1;
    left.set(key, route);
  }
  const ended = states.filter(isOver).length;
  return { total, done, ended, left: [...left.values()].toSorted((one, other) => other.gib - one.gib) };
}

const isOver = (state: MoveState | undefined): state is Exclude<MoveState, string> =>
  typeof state === 'object';

function add(amount: { moves: number; gib: number }, sizeGib: number): void {
  amount.moves += 1;
  amount.gib += sizeGib;
}

/** The sum of amounts. */
export const sumOf = (amounts: readonly Amount[]): Amount => ({
  moves: amounts.reduce((sum, { moves }) => sum + moves, 0),
  gib: amounts.reduce((sum, { gib }) => sum + gib, 0),
});
