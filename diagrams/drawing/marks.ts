// The elements of a drawing: texts, paths and groups of them, in pixels, y downwards.
import { textWidth, type Weight } from './textWidth.ts';

export interface TextMark {
  readonly type: 'text';
  readonly text: string;
  /** Left end, and the middle of the line's height. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly weight: Weight;
  readonly className: string;
}

export interface PathMark {
  readonly type: 'path';
  readonly d: string;
  readonly className: string;
}

export interface GroupMark {
  readonly type: 'group';
  readonly x: number;
  readonly y: number;
  readonly className: string;
  /** Such as `{ 'data-state': 'cold' }`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The tooltip; empty for none. */
  readonly title: string;
  readonly marks: readonly Mark[];
}

export type Mark = TextMark | PathMark | GroupMark;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface TextStyle {
  readonly size?: number;
  readonly weight?: Weight;
}

export const text = (
  content: string,
  x: number,
  y: number,
  className: string,
  { size = 11, weight = 'regular' }: TextStyle = {},
): TextMark => ({
  type: 'text',
  text: content,
  x,
  y,
  width: textWidth(content, size, weight),
  size,
  weight,
  className,
});

export const path = (d: string, className: string): PathMark => ({ type: 'path', d, className });

export const group = (
  marks: readonly Mark[],
  {
    x = 0,
    y = 0,
    className = '',
    attributes = {},
    title = '',
  }: Partial<Omit<GroupMark, 'type' | 'marks'>> = {},
): GroupMark => ({ type: 'group', x, y, className, attributes, title, marks });

/** From one line of text to the next. */
export const ROW = 14;

export interface Rows {
  readonly marks: readonly TextMark[];
  readonly width: number;
  readonly height: number;
}

/** Lines of text, one below another, from their upper left corner. */
export function rows(
  lines: readonly string[],
  { x, y }: Point,
  className: string,
  style: TextStyle = {},
): Rows {
  const marks = lines.map((line, index) => text(line, x, y + ROW / 2 + index * ROW, className, style));
  return { marks, width: Math.max(0, ...marks.map(({ width }) => width)), height: lines.length * ROW };
}

/** The same around the middle of their upper edge. */
export function centeredRows(
  lines: readonly string[],
  { x, y }: Point,
  className: string,
  style: TextStyle = {},
): Rows {
  const aligned = rows(lines, { x, y }, className, style);
  return { ...aligned, marks: aligned.marks.map((mark) => ({ ...mark, x: x - mark.width / 2 })) };
}

/** Path data of a rectangle with round corners. */
export const roundedBox = ({ x, y, width, height }: Box, radius: number): string =>
  [
    `M${round(x + radius)} ${round(y)}h${round(width - 2 * radius)}`,
    `a${radius} ${radius} 0 0 1 ${radius} ${radius}v${round(height - 2 * radius)}`,
    `a${radius} ${radius} 0 0 1 ${-radius} ${radius}h${round(2 * radius - width)}`,
    `a${radius} ${radius} 0 0 1 ${-radius} ${-radius}v${round(2 * radius - height)}`,
    `a${radius} ${radius} 0 0 1 ${radius} ${-radius}z`,
  ].join('');

/** Tenths of a pixel are enough for the eye. */
export const round = (value: number): number => Math.round(value * 10) / 10;
