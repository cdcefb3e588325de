// Any state as a card: a compound state is a frame with its child states, or folded if another drawing shows those.
import { type Card, type CardOptions, callCard, endCard, plainCard, tabs } from './cards.ts';
import { type ChartState, leaving, withDescendants } from './chart.ts';
import { glyph } from './glyphs.ts';
import { insideOf } from './inside.ts';
import { byTarget, exitsOf, type Line, leadsTo, linesOf } from './lines.ts';
import { group, path, ROW, roundedBox, rows, text } from './marks.ts';
import { type Block, countedPills, dottedPills, pillWidth, wordedPills } from './pills.ts';
import { questionCard } from './questions.ts';
import { textWidth, wrap } from './textWidth.ts';

const PADDING = 9;
/** Above the first state, for the filled circle and its arrow. */
const START = 18;
const NAME_STYLE = { size: 13, weight: 'bold' } as const;

/** `frameWidth`: the minimum width of a frame. */
export async function stateCard(
  state: ChartState,
  parent: ChartState | null,
  options: CardOptions,
  frameWidth = 0,
): Promise<Card> {
  const exits = exitsOf(state, parent);
  if (state.kind === 'question') return questionCard(state, exits, options);
  if (state.kind === 'final') return endCard(state);
  if (state.kind !== 'compound') return callCard(state, exits, options);
  if (parent !== null && options.exits === 'words') return foldedCard(state, options);
  return await frameCard(state, parent, options, frameWidth);
}

async function frameCard(
  state: ChartState,
  parent: ChartState | null,
  options: CardOptions,
  frameWidth: number,
): Promise<Card> {
  const lines = linesOf(state);
  const inside = await insideOf(state, lines, await cardsOf(state, lines, options), options);
  const least = textWidth(state.name, NAME_STYLE.size, NAME_STYLE.weight);
  const width = Math.max(inside.width, least, frameWidth - 2 * PADDING) + 2 * PADDING;
  const heading = headingOf(state, parent, width - 2 * PADDING, options);
  const top = heading.height + START;
  const height = top + inside.height + PADDING;
  return plainCard(width, height, PADDING + inside.entry, [
    path(roundedBox({ x: 0, y: 0, width, height }, 10), 'vm-shape vm-compound'),
    ...tabs(state, PADDING, width),
    ...heading.marks,
    group(inside.marks, { x: PADDING, y: top }),
  ]);
}

async function cardsOf(
  compound: ChartState,
  lines: readonly Line[],
  options: CardOptions,
): Promise<Map<string, Card>> {
  const cards = new Map<string, Card>();
  for (const state of compound.states) {
    const answers = standsAlone(state, compound, lines) ? 'right' : 'below';
    cards.set(state.path, await stateCard(state, compound, { ...options, answers }));
  }
  return cards;
}

/** Beside another state, or in one of two adjacent frames, there is no room for answers at the right. */
function standsAlone(state: ChartState, compound: ChartState, lines: readonly Line[]): boolean {
  const sources = lines.filter(({ target }) => target === state).map(({ source }) => source);
  const siblings = lines.filter(({ source, target }) => sources.includes(source) && target !== state);
  const isBeside = (other: ChartState): boolean =>
    !leadsTo(lines, state, other) && !leadsTo(lines, other, state);
  return !compound.path.includes('.') && !siblings.some(({ target }) => isBeside(target));
}

/** Name, description, and its own exits: in one row if there is room. */
function headingOf(
  state: ChartState,
  parent: ChartState | null,
  width: number,
  { exits: detail }: CardOptions,
): Block {
  const exits = exitsOf(state, parent);
  const name = text(state.name, PADDING, 15, 'vm-name', NAME_STYLE);
  const beside = name.x + name.width + 8;
  const end = beside + textWidth(state.caption, 11);
  const isRow = end <= width + PADDING;
  const description = isRow
    ? [text(state.caption, beside, 15.5, 'vm-description')]
    : rows(wrap(state.caption, width, 11), { x: PADDING, y: 24 }, 'vm-description').marks;
  const top = isRow ? 25 : 26 + description.length * ROW;
  const pillsWidth = exits.reduce(
    (sum, exit) => sum + 3 + pillWidth(exit.target, exit.transitions.length),
    0,
  );
  const right = PADDING + width - pillsWidth;
  const fits = detail === 'dots' && isRow && end + 8 <= right;
  const place = fits ? { x: right, y: 7 } : { x: PADDING, y: top };
  const pills =
    detail === 'dots' ? dottedPills(exits, place.x, place.y, width) : wordedPills(exits, place.x, place.y);
  const height = fits || exits.length === 0 ? top : top + pills.height + 3;
  return { marks: [name, ...description, ...pills.marks], width, height };
}

/** Where the child states lead, and how often. The sign of two joined circles shows that there are some. */
function foldedCard(state: ChartState, { width }: CardOptions): Card {
  const inner = width - 2 * PADDING;
  const name = text(state.name, PADDING, 16, 'vm-name', NAME_STYLE);
  const description = rows(wrap(state.caption, inner, 11), { x: PADDING, y: 25 }, 'vm-description');
  const count = text(`${withDescendants(state).length - 1} states within`, 0, 15.5, 'vm-description');
  const right = width - PADDING - count.width;
  const top = 28 + description.height;
  const exits = countedPills(byTarget(leaving(state)), PADDING, top);
  const height = top + exits.height + PADDING;
  return plainCard(width, height, width / 2, [
    path(roundedBox({ x: 0, y: 0, width, height }, 10), 'vm-shape vm-compound'),
    ...tabs(state, PADDING, width),
    glyph('within', right - 24, 15),
    { ...count, x: right },
    name,
    ...description.marks,
    ...exits.marks,
  ]);
}
