// Moves that wait for others of the plan to succeed.
import { at } from './chunks.ts';
import type { PlanContext } from './context.ts';
import type { SkipReason } from './skipReason.ts';
import type { MoveEnd, PlanAction } from './types.ts';

/** Which moves of a plan wait for which. */
export interface Dependencies {
  /** By move: the moves that must have succeeded before it starts. Moves without dependencies are absent. */
  readonly after: ReadonlyMap<number, readonly number[]>;
  /** The moves that others wait for. */
  readonly awaited: ReadonlySet<number>;
}

/** The dependencies of a plan's moves. Volumes that the plan does not move are ignored. */
export function dependenciesOf(moves: readonly PlanAction[]): Dependencies {
  const waiting = [...moves.keys()].filter((n) => (moves[n]?.after ?? []).length > 0);
  if (waiting.length === 0) return { after: new Map(), awaited: new Set() };
  const numberOf = new Map(moves.map(({ parameters }, n) => [parameters.resourceId, n]));
  const after = new Map(
    waiting.map((n) => {
      const numbers = (moves[n]?.after ?? []).flatMap((id) => numberOf.get(id) ?? []);
      return [n, [...new Set(numbers)].toSorted((one, other) => one - other)] as const;
    }),
  );
  return { after, awaited: new Set([...after.values()].flat()) };
}

/** Whether all of these moves have succeeded. */
export const isReady = ({ moves }: PlanContext, after: readonly number[]): boolean =>
  after.every((n) => statusOf(at(moves, n)) === 'SUCCEEDED');

/** The first of these moves that has ended without success; null if there is none. */
export const failedBefore = ({ moves }: PlanContext, after: readonly number[]): number | null =>
  after.find((n) => {
    const status = statusOf(at(moves, n));
    return status !== null && status !== 'SUCCEEDED';
  }) ?? null;

/** Why a move is skipped: the moves that it waits for and that were not made. */
export function dependencyReason(context: PlanContext, n: number): SkipReason {
  const { queues, input } = context;
  const { after = [] } = queues.queues[queues.queueOf[n] ?? 0] ?? {};
  const reasons = after
    .filter((earlier) => failedBefore(context, [earlier]) !== null)
    .map((earlier) => {
      const { message, reasons: [first] = [] } = at(context.moves, earlier) as MoveEnd;
      const why = message ?? first;
      return `volume ${input.moves[earlier]?.parameters.resourceId} must move first, but was not moved${why === undefined ? '' : `: ${why}`}`;
    });
  return { code: 'EarlierMoveNotMade', message: reasons[0] ?? null, reasons };
}

const statusOf = (state: string | MoveEnd): MoveEnd['status'] | null =>
  typeof state === 'string' ? null : state.status;
