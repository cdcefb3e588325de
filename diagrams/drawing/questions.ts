// A question in the style of the specification's diagram: yes leads on, and no leads aside to an error.
import type { DeclaredTransition } from '../../machines/transitions.ts';
import { type Card, type CardOptions, NAME_STYLE, tabs } from './cards.ts';
import type { ChartState } from './chart.ts';
import type { Exit } from './lines.ts';
import { type Box, centeredRows, type Mark, path, ROW, round, rows, text } from './marks.ts';
import { PILL_HEIGHT, pill, pillWidth, transitionMark } from './pills.ts';
import { textWidth, wrap } from './textWidth.ts';
import { wordsOf } from './words.ts';

const TIP = 10;
const TOP = 9;
const STEM = 15;
/** Width of the words beside a line; in full they need no second row. */
const ANSWER_WIDTH = { dots: 98, words: 220 } as const;
const ANSWER_STEP = 34;
const LEAST_LINE = 12;

export function questionCard(state: ChartState, exits: readonly Exit[], options: CardOptions): Card {
  const { width } = options;
  const inner = width - 2 * TIP - 6;
  const middle = width / 2;
  const asked = centeredRows(
    wrap(state.caption, inner, 11.5, 'bold'),
    { x: middle, y: TOP },
    'vm-name',
    NAME_STYLE,
  );
  const name = centeredRows(
    wrap(state.name, inner, 11),
    { x: middle, y: TOP + 1 + asked.height },
    'vm-description',
  );
  const height = asked.height + name.height + 2 * TOP - 1;
  const answers = exits
    .flatMap(({ transitions }) => transitions)
    .map((one) => ({ one, words: wordsOf(one, state, options.exits) }));
  const shape = { width, height };
  const beside =
    options.answers === 'right'
      ? answersRight(answers, shape, ANSWER_WIDTH[options.exits])
      : answersBelow(answers, shape);
  const outline = path(hexagon({ x: 0, y: 0, ...shape }), 'vm-shape vm-question');
  const marks = [...beside.marks, outline, ...tabs(state, TIP + 4, width), ...asked.marks, ...name.marks];
  return { ...beside, entry: middle, shape, marks };
}

/** Flat above and below, pointed at both sides: a diamond with room for a sentence. */
export function hexagon({ x, y, width, height }: Box): string {
  const half = round(height / 2);
  const flat = round(width - 2 * TIP);
  return `M${round(x + TIP)} ${round(y)}h${flat}l${TIP} ${half}l-${TIP} ${half}h-${flat}l-${TIP}-${half}z`;
}

interface Answer {
  readonly one: DeclaredTransition;
  readonly words: string;
}

type Shape = Card['shape'];
type Answers = Pick<Card, 'width' | 'height' | 'marks'>;

/** One below another, each at the end of a line from the right tip, with its words around that line. */
function answersRight(answers: readonly Answer[], { width, height }: Shape, widest: number): Answers {
  const middle = height / 2;
  const drawn = answers.map(({ one, words }, index) => {
    const y = middle + (index - (answers.length - 1) / 2) * ANSWER_STEP;
    const lines = wrap(words, widest, 11);
    const above = { x: width + 5, y: y - 1 - Math.ceil(lines.length / 2) * ROW };
    const label = rows(lines, above, 'vm-label');
    const end = above.x + Math.max(LEAST_LINE, label.width) + 5;
    const line = path(`M${width} ${round(middle)}V${round(y)}H${round(end)}`, 'vm-line');
    const mark = transitionMark(one, [line, ...label.marks, ...pill(one.target, end, y)]);
    return { mark, right: end + pillWidth(one.target) };
  });
  const right = Math.max(width, ...drawn.map((answer) => answer.right));
  return { width: right, height, marks: drawn.map(({ mark }) => mark) };
}

/** Side by side below the question's right half, each at the end of a line from its lower edge. */
function answersBelow(answers: readonly Answer[], { width, height }: Shape): Answers {
  let right = width;
  const marks = answers.map(({ one, words }): Mark => {
    const x = right - TIP - 8;
    const line = path(`M${round(x)} ${height}v${STEM}`, 'vm-line');
    const label = text(words, x - textWidth(words, 11) - 4, height + STEM / 2, 'vm-label');
    const drawn = pill(one.target, right - pillWidth(one.target), height + STEM + PILL_HEIGHT / 2);
    right -= Math.max(pillWidth(one.target), TIP + 12 + label.width) + 6;
    return transitionMark(one, [line, label, ...drawn]);
  });
  return { width, height: answers.length === 0 ? height : height + STEM + PILL_HEIGHT, marks };
}
