// Exits as pills: where a state leads without a line in the drawing, with a dot or a line of words for each transition.
import type { DeclaredTransition } from '../../machines/transitions.ts';
import { GLYPH_SIZE, type Glyph, glyph } from './glyphs.ts';
import type { Exit } from './lines.ts';
import { type GroupMark, group, type Mark, path, ROW, round, roundedBox, text } from './marks.ts';
import { outcomeOf } from './outcomes.ts';
import { textWidth } from './textWidth.ts';
import { fullWords } from './words.ts';

export const PILL_HEIGHT = 16;
export const DOT_STEP = 8;
const PADDING = 5;
const GAP = 3;
const NAME_AT = PADDING + GLYPH_SIZE + 4;

/** Marks, and the room that they need to the right of and below their origin. */
export interface Block {
  readonly marks: readonly Mark[];
  readonly width: number;
  readonly height: number;
}

/** The mark for one transition; its tooltip describes the transition in full. */
export const transitionMark = (one: DeclaredTransition, marks: readonly Mark[]): GroupMark =>
  group(marks, {
    className: one.event.startsWith('xstate.error.') ? 'vm-transition vm-error' : 'vm-transition',
    attributes: { 'data-transition': one.id },
    title: `${fullWords(one)} → ${nameOf(one.target)}`,
  });

/** A circle of five pixels around the point. */
export const dot = (x: number, y: number): Mark =>
  path(`M${round(x - 2.5)} ${round(y)}a2.5 2.5 0 1 1 0 .01z`, 'vm-dot');

/** `stays` if the run stays in the state. */
const nameOf = (target: string | null): string => target?.split('.').at(-1) ?? 'stays';

const glyphOf = (target: string | null): Glyph => (target === null ? 'stay' : (outcomeOf(target) ?? 'leave'));

export const pillWidth = (target: string | null, dots = 0): number =>
  NAME_AT + textWidth(nameOf(target), 11) + PADDING + (dots === 0 ? 0 : dots * DOT_STEP + 1);

/**
 * The target's sign and name. `x` is the left end, `y` the middle; `dots` is the number of dots to leave room
 * for.
 */
export function pill(target: string | null, x: number, y: number, dots = 0): Mark[] {
  const kind = glyphOf(target);
  const box = { x, y: y - PILL_HEIGHT / 2, width: pillWidth(target, dots), height: PILL_HEIGHT };
  return [
    path(roundedBox(box, PILL_HEIGHT / 2), `vm-pill vm-${kind}`),
    glyph(kind, x + PADDING, y),
    text(nameOf(target), x + NAME_AT, y, 'vm-exit'),
  ];
}

function dottedPill({ target, transitions }: Exit, x: number, y: number): Mark[] {
  const first = x + NAME_AT + textWidth(nameOf(target), 11) + DOT_STEP / 2 + 1;
  const dots = transitions.map((one, index) => transitionMark(one, [dot(first + index * DOT_STEP, y)]));
  return [...pill(target, x, y, transitions.length), ...dots];
}

/** Pills side by side, each in the first row with room for it. */
export function dottedPills(exits: readonly Exit[], x: number, y: number, width: number): Block {
  const ends: number[] = [];
  const marks = exits.flatMap((exit) => {
    const own = pillWidth(exit.target, exit.transitions.length);
    const found = ends.findIndex((end) => end + GAP + own <= x + width);
    const row = found === -1 ? ends.length : found;
    const left = found === -1 ? x : (ends[row] ?? x) + GAP;
    ends[row] = left + own;
    return dottedPill(exit, left, y + row * (PILL_HEIGHT + GAP) + PILL_HEIGHT / 2);
  });
  return { marks, width, height: Math.max(0, ends.length * (PILL_HEIGHT + GAP) - GAP) };
}

/** A pill for each target, and at its right its transitions in words, one per line. */
export function wordedPills(exits: readonly Exit[], x: number, y: number): Block {
  const column = x + Math.max(0, ...exits.map(({ target }) => pillWidth(target))) + 6;
  let top = y;
  let right = x;
  const marks = exits.flatMap(({ target, transitions }) => {
    const rows = transitions.map((one, index) => {
      const middle = top + PILL_HEIGHT / 2 + index * ROW;
      const words = text(fullWords(one), column + 7, middle, 'vm-label');
      right = Math.max(right, words.x + words.width);
      return transitionMark(one, [dot(column, middle), words]);
    });
    const head = pill(target, x, top + PILL_HEIGHT / 2);
    top += PILL_HEIGHT + (transitions.length - 1) * ROW + GAP;
    return [...head, ...rows];
  });
  return { marks, width: right - x, height: Math.max(0, top - GAP - y) };
}

/** Pills with the number of transitions that lead there, one below another. */
export function countedPills(exits: readonly Exit[], x: number, y: number): Block {
  const marks = exits.flatMap(({ target, transitions }, index) => {
    const middle = y + index * (PILL_HEIGHT + GAP) + PILL_HEIGHT / 2;
    const count = text(`${transitions.length}`, x + pillWidth(target) + 6, middle, 'vm-label');
    return [...pill(target, x, middle), count];
  });
  return { marks, width: 0, height: Math.max(0, exits.length * (PILL_HEIGHT + GAP) - GAP) };
}
