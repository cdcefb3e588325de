// Draws a call, a wait or an end as a card.
import type { ChartState } from './chart.ts';
import { GLYPH_SIZE, glyph } from './glyphs.ts';
import type { Exit } from './lines.ts';
import { type GroupMark, group, type Mark, type Point, path, roundedBox, rows, text } from './marks.ts';
import { outcomeOf } from './outcomes.ts';
import { type Block, dottedPills, wordedPills } from './pills.ts';
import { textWidth, wrap } from './textWidth.ts';

export interface CardOptions {
  /** Width of a card in pixels; it grows if words need more. */
  readonly width: number;
  /** `dots`: a transition without a line is a dot; `words`: it is described in words. */
  readonly exits: 'dots' | 'words';
  /** Where a question's exits are drawn. */
  readonly answers: 'right' | 'below';
}

/** A state, drawn from its own upper left corner. */
export interface Card {
  readonly width: number;
  readonly height: number;
  /** From its left end to where lines enter at its top. */
  readonly entry: number;
  /** The shape itself, where lines start and end; the rest of the card is to the right of it or below. */
  readonly shape: { readonly width: number; readonly height: number };
  readonly marks: readonly Mark[];
}

/** A state's marks at their place in the drawing. */
export const stateMark = (path: string, { marks }: Card, place: Point): GroupMark =>
  group(marks, { x: place.x, y: place.y, className: 'vm-state', attributes: { 'data-state': path } });

export const NAME_STYLE = { size: 11.5, weight: 'bold' } as const;
const PADDING = 8;
const END_HEIGHT = 40;

/** A card that consists of its shape only. */
export const plainCard = (width: number, height: number, entry: number, marks: readonly Mark[]): Card => ({
  width,
  height,
  entry,
  shape: { width, height },
  marks,
});

/** Its name, its description, the service that is called or watched, and its exits. */
export function callCard(state: ChartState, exits: readonly Exit[], options: CardOptions): Card {
  const ways = (width: number, y: number): Block =>
    options.exits === 'dots' ? dottedPills(exits, PADDING, y, width) : wordedPills(exits, PADDING, y);
  const width = Math.max(options.width, ways(options.width - 2 * PADDING, 0).width + 2 * PADDING);
  const inner = width - 2 * PADDING;
  const name = rows(wrap(state.name, inner, 11.5, 'bold'), { x: PADDING, y: 8 }, 'vm-name', NAME_STYLE);
  const place = { x: PADDING, y: 8 + name.height };
  const description = rows(wrap(state.caption, inner, 11), place, 'vm-description');
  const top = place.y + description.height + (exits.length > 0 ? 3 : 0);
  const drawn = ways(inner, top);
  const height = top + drawn.height + 7;
  const outline = roundedBox({ x: 0, y: 0, width, height }, state.kind === 'wait' ? 2 : 8);
  return plainCard(width, height, width / 2, [
    path(outline, `vm-shape vm-${state.kind}`),
    ...tabs(state, PADDING, width - PADDING),
    ...name.marks,
    ...description.marks,
    ...drawn.marks,
  ]);
}

/**
 * On the upper edge: at the left a clock for a wait and its name in the specification, at the right the
 * service.
 */
export function tabs({ kind, mark, service }: ChartState, left: number, right: number): Mark[] {
  const isWait = kind === 'wait';
  return [
    ...(mark === null && !isWait ? [] : tab(mark, isWait, left)),
    ...(service === null ? [] : tab(service, false, right - tabWidth(service, false))),
  ];
}

const CLOCK = GLYPH_SIZE + 3;

function tabWidth(words: string | null, clock: boolean): number {
  if (words === null) return 8 + GLYPH_SIZE;
  return 8 + textWidth(words, 11) + (clock ? CLOCK : 0);
}

/** Around y = 0. */
export function tab(words: string | null, clock: boolean, x: number): Mark[] {
  const box = { x, y: -8, width: tabWidth(words, clock), height: 15 };
  return [
    path(roundedBox(box, 4), 'vm-tab'),
    ...(clock ? [glyph('wait', x + 4, -0.5)] : []),
    ...(words === null ? [] : [text(words, x + 4 + (clock ? CLOCK : 0), -0.5, 'vm-service')]),
  ];
}

/** Success, failure and cancel differ by sign, word and colour. */
export function endCard(state: ChartState): Card {
  const outcome = outcomeOf(state.path);
  const name = text(state.name, 30, 13, 'vm-name', { size: 12, weight: 'bold' });
  const description = text(state.caption, 30, 27, 'vm-description');
  const width = 44 + Math.max(name.width, description.width);
  const box = { x: 0, y: 0, width, height: END_HEIGHT };
  const ring = { x: 3, y: 3, width: width - 6, height: END_HEIGHT - 6 };
  return plainCard(width, END_HEIGHT, width / 2, [
    path(roundedBox(box, END_HEIGHT / 2), `vm-shape vm-final vm-${outcome ?? 'leave'}`),
    path(roundedBox(ring, END_HEIGHT / 2 - 3), `vm-ring vm-${outcome ?? 'leave'}`),
    ...(outcome === null ? [] : [glyph(outcome, 14, END_HEIGHT / 2)]),
    name,
    description,
  ]);
}
