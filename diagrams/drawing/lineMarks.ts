// Draws lines between states, with their labels.
import type { CardOptions } from './cards.ts';
import type { Line } from './lines.ts';
import { type GroupMark, group, type Mark, type Point, path, ROW, round, text } from './marks.ts';
import { DOT_STEP, dot, transitionMark } from './pills.ts';
import { textWidth, wrap } from './textWidth.ts';
import { wordsOf } from './words.ts';

const WIDEST = { dots: 110, words: 220 } as const;

/** The label of a line: words in rows, or a dot for each transition. */
export interface Label {
  /** For each transition its rows; empty for dots, and if there is nothing to say. */
  readonly rows: readonly (readonly string[])[];
  readonly width: number;
  readonly height: number;
}

/** Null for no label. Lines that several transitions share have dots, or words for each. */
export function labelOf(
  { source, transitions }: Line,
  detail: CardOptions['exits'],
  widest: number = WIDEST[detail],
): Label | null {
  if (transitions.length === 0) return null;
  if (detail === 'dots' && transitions.length > 1)
    return { rows: [], width: transitions.length * DOT_STEP, height: ROW };
  const rows = transitions.map((one) => wrap(wordsOf(one, source, detail), widest, 11));
  const all = rows.flat();
  if (all.every((row) => row === '')) return null;
  return { rows, width: Math.max(...all.map((row) => textWidth(row, 11))), height: all.length * ROW };
}

/** The line, its head, its label with the upper left corner at `place`, and what marks it as taken. */
export function lineMark(line: Line, points: readonly Point[], label: Label | null, place: Point): GroupMark {
  const d = polyline(points);
  const drawn = [path(d, 'vm-line'), arrow(points)];
  const [one, ...more] = line.transitions;
  const within = line.fromWithin.map((each) => transitionMark(each, [path(d, 'vm-via')]));
  if (one === undefined) return group([...drawn, ...within], { className: 'vm-flow' });
  if (more.length === 0)
    return group([transitionMark(one, [...drawn, ...wordsAt(0, label, place)]), ...within]);
  const shared = line.transitions.map((each, index) => {
    const beside =
      label?.rows.length === 0
        ? [dot(place.x + 3 + index * DOT_STEP, place.y + ROW / 2)]
        : wordsAt(index, label, place);
    return transitionMark(each, [path(d, 'vm-via'), ...beside]);
  });
  return group([...drawn, ...shared, ...within]);
}

function wordsAt(index: number, label: Label | null, { x, y }: Point): Mark[] {
  const above = label?.rows.slice(0, index).flat().length ?? 0;
  return (label?.rows[index] ?? []).map((row, below) =>
    text(row, x, y + ROW / 2 + (above + below) * ROW, 'vm-label'),
  );
}

const CORNER = 4;

/** Path data of a line with round corners. */
export function polyline(points: readonly Point[]): string {
  const [first = { x: 0, y: 0 }, ...rest] = points;
  const parts = rest.map((point, index) => {
    const next = rest[index + 1];
    if (next === undefined) return `L${at(point)}`;
    const before = points[index] ?? first;
    return `L${at(towards(point, before))}Q${at(point)} ${at(towards(point, next))}`;
  });
  return `M${at(first)}${parts.join('')}`;
}

const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;

/** From one point a little way to another. */
function towards(from: Point, to: Point): Point {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const share = Math.min(CORNER, distance / 2) / Math.max(distance, 1);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** The head at a line's end, which points down, left or right. */
export function arrow(points: readonly Point[]): Mark {
  const [before, end] = points.slice(-2);
  if (before === undefined || end === undefined) return group([]);
  const tip = `M${round(end.x)} ${round(end.y)}`;
  if (Math.abs(end.y - before.y) > Math.abs(end.x - before.x)) return path(`${tip}l-3.5-7h7z`, 'vm-head');
  return path(`${tip}${end.x > before.x ? 'l-7-3.5v7z' : 'l7-3.5v7z'}`, 'vm-head');
}

/** The filled circle at the start of a statechart. */
export function startMark(x: number, y: number): Mark {
  const circle = path(`M${round(x - 4)} ${round(y - 14)}a4 4 0 1 1 0 .01z`, 'vm-start');
  const points = [
    { x, y: y - 12 },
    { x, y },
  ];
  return group([path(`M${round(x)} ${round(y - 12)}V${round(y)}`, 'vm-line'), circle, arrow(points)]);
}
