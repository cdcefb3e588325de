// The whole chart on a page: its first question on top, its frames in two columns, its ends below, and then the frames
// that are drawn aside.
import { type Card, type CardOptions, stateMark } from './cards.ts';
import type { ChartState } from './chart.ts';
import { stateCard } from './frames.ts';
import { legendMarks } from './legend.ts';
import { labelOf, lineMark, startMark } from './lineMarks.ts';
import { framesAside, type Line, linesOf } from './lines.ts';
import { type Box, group, type Mark, type Point, text } from './marks.ts';
import { isFolded } from './outcomes.ts';
import { type Placed, routesOf } from './routes.ts';

/** In pixels: what GitHub shows without scaling down, excluding the margin. */
const PAGE_WIDTH = 864;
const START = 18;
const BELOW_START = 46;
const BETWEEN = 26;
const ABOVE_ENDS = 44;
const ABOVE_ASIDE = 30;

export async function pageOf(chart: ChartState, options: CardOptions): Promise<Card> {
  const placed = await placedStates(chart, options);
  const lines = linesOf(chart);
  const routes = routesOf(lines, placed);
  const drawn = lines.map((line) => pageLine(line, routes.get(line) ?? [], options));
  const states = [...placed].map(([id, { card, box }]) => stateMark(id, card, box));
  const first = placed.get(chart.initial ?? '');
  const start = startMark((first?.box.x ?? 0) + (first?.card.entry ?? 0), first?.box.y ?? 0);
  const height = Math.max(...[...placed.values()].map(({ box }) => box.y + box.height));
  const name = text(chart.name, 0, 10, 'vm-name', { size: 16, weight: 'bold' });
  const legend = group(legendMarks(0, PAGE_WIDTH - 210, 32), { className: 'vm-legend' });
  const marks: Mark[] = [name, legend, ...drawn, ...states, start];
  return { width: PAGE_WIDTH, height, entry: 0, shape: { width: PAGE_WIDTH, height }, marks };
}

/** The label of a line from the first question is at the side to which it leads. */
function pageLine(line: Line, points: readonly Point[], { exits }: CardOptions): Mark {
  const label = labelOf(line, exits);
  const [first = { x: 0, y: 0 }, , , last = first] = points;
  const x = last.x < first.x ? first.x - 4 - (label?.width ?? 0) : first.x + 4;
  return lineMark(line, points, label, { x, y: first.y + 2 });
}

/**
 * The tallest frame has the right column for itself; the others fill the left one, in the machine's order. Those aside
 * are in a row at the bottom.
 */
async function placedStates(chart: ChartState, options: CardOptions): Promise<Map<string, Placed>> {
  const draw = async (state: ChartState, width = 0): Promise<Drawn> => ({
    state,
    card: await stateCard(state, chart, options, width),
  });
  const all = await Promise.all(chart.states.map((state) => draw(state)));
  const besides = framesAside(chart);
  const aside = all.filter(({ state }) => besides.includes(state));
  const frames = all.filter(({ state }) => state.kind === 'compound' && !besides.includes(state));
  const right = frames.reduce((one, other) => (other.card.height > one.card.height ? other : one));
  const others = frames.filter((frame) => frame !== right);
  const width = Math.max(...others.map(({ card }) => card.width));
  const left = await Promise.all(others.map(({ state }) => draw(state, width)));
  const first = all.filter(({ state }) => state.path === chart.initial);
  const ends = all.filter(({ state }) => state.kind === 'final');
  return arranged({ first, left, right, ends, aside, width });
}

interface Parts {
  readonly first: readonly Drawn[];
  readonly left: readonly Drawn[];
  readonly right: Drawn;
  readonly ends: readonly Drawn[];
  readonly aside: readonly Drawn[];
  /** Of the left column. */
  readonly width: number;
}

function arranged({ first, left, right, ends, aside, width }: Parts): Map<string, Placed> {
  const rightX = PAGE_WIDTH - right.card.width;
  const middle = (width + rightX) / 2;
  const top = START + Math.max(...first.map(({ card }) => card.height)) + BELOW_START;
  const bottom = top + Math.max(right.card.height, heightOf(left));
  const endsY = bottom + ABOVE_ENDS;
  const asideY = endsY + Math.max(0, ...ends.map(({ card }) => card.height)) + ABOVE_ASIDE;
  return new Map([
    ...first.map((one) => at(one, middle - one.card.entry, START)),
    ...column(left, top, bottom),
    at(right, rightX, top),
    ...endsAt(ends, width, { x: rightX + right.card.entry, y: endsY }),
    ...row(aside, asideY),
  ]);
}

interface Drawn {
  readonly state: ChartState;
  readonly card: Card;
}

const at = ({ state, card }: Drawn, x: number, y: number): [string, Placed] => [
  state.path,
  { card, box: { x, y, width: card.width, height: card.height } satisfies Box },
];

const heightOf = (frames: readonly Drawn[]): number =>
  frames.reduce((sum, { card }) => sum + card.height, (frames.length - 1) * BETWEEN);

/** The frames fill the column: the remaining room is divided between them. */
function column(frames: readonly Drawn[], top: number, bottom: number): [string, Placed][] {
  const between = BETWEEN + (bottom - top - heightOf(frames)) / Math.max(1, frames.length - 1);
  let y = top;
  return frames.map((frame) => {
    const placed = at(frame, 0, y);
    y += frame.card.height + between;
    return placed;
  });
}

/** Side by side, from one side of the page to the other. */
function row(frames: readonly Drawn[], y: number): [string, Placed][] {
  const room = PAGE_WIDTH - frames.reduce((sum, { card }) => sum + card.width, 0);
  let x = 0;
  return frames.map((frame) => {
    const placed = at(frame, x, y);
    x += frame.card.width + room / Math.max(1, frames.length - 1);
    return placed;
  });
}

/** Success below the right column, around `success`; the other ends below the left column, from side to side. */
function endsAt(ends: readonly Drawn[], width: number, success: Point): [string, Placed][] {
  const others = ends.filter(({ state }) => isFolded(state)).reverse();
  const room = width - others.reduce((sum, { card }) => sum + card.width, 0);
  let x = 0;
  return [
    ...others.map((end) => {
      const placed = at(end, x, success.y);
      x += end.card.width + room / Math.max(1, others.length - 1);
      return placed;
    }),
    ...ends
      .filter(({ state }) => !isFolded(state))
      .map((end) => at(end, success.x - end.card.entry, success.y)),
  ];
}
