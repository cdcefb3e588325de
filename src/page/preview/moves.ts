// The moves of a plan that has not been applied: where each stands, in what order they are shown, and which are looked for.
import type { PlanPreview, PreviewedCheck, PreviewedMove } from '../../inspector/planPreview.ts';
import type { Amount } from '../plan/groups.ts';

/** What is known of a move, the worst first. `planned`: nothing was checked. */
export const MOVE_STANDINGS = [
  ...(['blocked', 'missing', 'warned', 'unchecked', 'clear', 'planned', 'done'] as const),
];

export type MoveStanding = (typeof MOVE_STANDINGS)[number];

export type ChecksByMove = ReadonlyMap<number, PreviewedCheck>;

/** A move with its number in the plan, from 0. */
export interface NumberedMove extends PreviewedMove {
  readonly n: number;
}

/** Where a move stands. */
export function standingOfMove(
  { n, state }: Pick<NumberedMove, 'n' | 'state'>,
  checks: ChecksByMove,
  isChecked: boolean,
): MoveStanding {
  const check = checks.get(n);
  if (check !== undefined)
    return check.state === 'clear' && check.warnings.length > 0 ? 'warned' : check.state;
  if (state === 'done' || state === 'missing') return state;
  return isChecked ? 'unchecked' : 'planned';
}

export const MOVE_ORDERS = ['route', 'start', 'size'] as const;

export type MoveOrder = (typeof MOVE_ORDERS)[number];

/** The name of the route of a move. */
export const routeOf = ({ from, to }: Pick<PreviewedMove, 'from' | 'to'>): string => `${from ?? ''}\n${to}`;

/** Moves and GiB of each route, the one with the most GiB first. */
export function routesOf(moves: readonly PreviewedMove[]): ReadonlyMap<string, Amount> {
  const amounts = [...Map.groupBy(moves, routeOf)].map(([route, own]) => [route, sumOf(own)] as const);
  return new Map(amounts.toSorted(([, one], [, other]) => other.gib - one.gib || other.moves - one.moves));
}

/** How many moves there are, and their size as far as it is known. */
export const sumOf = (moves: readonly PreviewedMove[]): Amount => ({
  moves: moves.length,
  gib: moves.reduce((sum, { sizeGib }) => sum + (sizeGib ?? 0), 0),
});

/** The moves in an order. Those that do not start come last. */
export function inOrder(moves: readonly NumberedMove[], order: MoveOrder): readonly NumberedMove[] {
  const byStart = (one: NumberedMove, other: NumberedMove): number =>
    (one.place ?? Number.MAX_SAFE_INTEGER) - (other.place ?? Number.MAX_SAFE_INTEGER) || one.n - other.n;
  if (order === 'start') return moves.toSorted(byStart);
  if (order === 'size')
    return moves.toSorted((one, other) => (other.sizeGib ?? 0) - (one.sizeGib ?? 0) || byStart(one, other));
  const places = new Map([...routesOf(moves).keys()].map((route, place) => [route, place]));
  const placeOf = (move: NumberedMove): number => places.get(routeOf(move)) ?? 0;
  return moves.toSorted((one, other) => placeOf(one) - placeOf(other) || byStart(one, other));
}

/** Whether each of the words occurs somewhere in the move. */
export function isFound(move: PreviewedMove, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { volumeId, name, from, to, migrationType, reason } = move;
  // With line breaks, which no word contains: none is found across two fields.
  const text = [volumeId, name, from, to, migrationType, reason].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

export const wordsIn = (wanted: string): readonly string[] =>
  wanted.toLowerCase().split(/\s+/).filter(Boolean);

/** The moves of a preview with their numbers. */
export const numbered = ({ moves }: Pick<PlanPreview, 'moves'>): readonly NumberedMove[] =>
  moves.map((move, n) => ({ ...move, n }));
