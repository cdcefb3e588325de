// Where each line leaves its state, and on which side of it its label is.
import type { Card, CardOptions } from './cards.ts';
import type { Edge, Layout } from './layout.ts';
import { type Label, labelOf, lineMark } from './lineMarks.ts';
import type { Line } from './lines.ts';
import type { Mark } from './marks.ts';

/** A line with its start and the place of its label. */
export interface Tail {
  readonly line: Line;
  readonly label: Label | null;
  /** From its source's left end. */
  readonly start: number;
  /** The one that goes straight on. */
  readonly isMain: boolean;
  /** `left` or `right` of the start of the line, or beside it further on, where ELK finds room. */
  readonly side: 'left' | 'right' | 'along';
}

const GAP = 4;

/** The first line that leaves a state does so below its entry, the others to the right of it. */
export function tailsOf(
  lines: readonly Line[],
  cards: ReadonlyMap<string, Card>,
  { exits }: CardOptions,
): Tail[] {
  return lines.map((line) => {
    const card = cards.get(line.source.path);
    const siblings = lines.filter(({ source }) => source === line.source);
    const index = siblings.indexOf(line);
    const entry = card?.entry ?? 0;
    const start = entry + (((card?.shape.width ?? 0) - entry) * index) / siblings.length;
    const hangs = (card?.height ?? 0) > (card?.shape.height ?? 0);
    const side = sideOf(index, siblings.length, hangs);
    return {
      line,
      start,
      side,
      isMain: index === 0,
      label: labelOf(line, exits, side === 'left' ? entry - GAP : undefined),
    };
  });
}

function sideOf(index: number, count: number, hangs: boolean): Tail['side'] {
  if (index === 0) return count > 1 || hangs ? 'left' : 'right';
  return index === count - 1 ? 'right' : 'along';
}

/** The room of a card with the labels directly below it. */
export function roomOf(id: string, { width, height, shape }: Card, tails: readonly Tail[]): Room {
  const own = tails.filter(({ line, side }) => line.source.path === id && side !== 'along');
  const rightEnds = own.map(({ side, start, label }) =>
    side === 'right' && label !== null ? start + GAP + label.width : 0,
  );
  const lowerEnds = own.map(({ label }) => shape.height + (label?.height ?? 0));
  return { width: Math.max(width, ...rightEnds), height: Math.max(height, ...lowerEnds) };
}

interface Room {
  readonly width: number;
  readonly height: number;
}

const idOf = ({ source, target }: Line): string => `${source.path} → ${target.path}`;

export const edgeOf = ({ line, start, isMain, side, label }: Tail): Edge => ({
  id: idOf(line),
  source: line.source.path,
  target: line.target.path,
  start,
  isMain,
  label: side === 'along' && label !== null ? { width: label.width + 2 * GAP, height: label.height } : null,
});

/** The line starts at the shape itself, not below what hangs from it. */
export function tailMark(
  { line, label, side }: Tail,
  layout: Layout,
  cards: ReadonlyMap<string, Card>,
): Mark {
  const route = layout.edges.get(idOf(line)) ?? { points: [], label: { x: 0, y: 0 } };
  const [first = { x: 0, y: 0 }, ...rest] = route.points;
  const top = (layout.nodes.get(line.source.path)?.y ?? 0) + (cards.get(line.source.path)?.shape.height ?? 0);
  const points = [{ x: first.x, y: top }, ...rest];
  if (side === 'along') return lineMark(line, points, label, { x: route.label.x + GAP, y: route.label.y });
  const x = side === 'left' ? first.x - GAP - (label?.width ?? 0) : first.x + GAP;
  return lineMark(line, points, label, { x, y: top + 1 });
}
