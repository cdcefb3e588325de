// The specification's execution diagram, redrawn, with the state that implements it under each box.
import { NAME_STYLE } from './cards.ts';
import { glyph } from './glyphs.ts';
import { arrow, polyline } from './lineMarks.ts';
import { type Box, centeredRows, type Mark, type Point, path, roundedBox, text } from './marks.ts';
import { hexagon } from './questions.ts';
import { SPECIFICATION, type SpecificationBox } from './specification.ts';
import type { Drawing } from './svg.ts';
import { textWidth, wrap } from './textWidth.ts';

const WIDTH = 270;
const COLUMN = 400;
const BETWEEN_ROWS = 30;
const MARGIN = 8;

/** Numbered in the order of the list, like the table beside it. */
export function specificationDrawing(): Drawing {
  const boxes = placedBoxes();
  const marks = SPECIFICATION.flatMap((one, index) => {
    const own = boxes.get(one.id);
    return own === undefined ? [] : [...linesFrom(one, own, boxes), ...boxMarks(one, index + 1, own)];
  });
  const width = COLUMN + WIDTH + 100 + MARGIN;
  const height = Math.max(...[...boxes.values()].map((own) => own.y + own.height)) + MARGIN;
  const background = path(`M0 0h${width}v${height}h${-width}z`, 'vm-background');
  return { width, height, label: "The specification's execution diagram", marks: [background, ...marks] };
}

function placedBoxes(): Map<string, Box> {
  const heights = SPECIFICATION.map((one, index) => ({
    one,
    height: textOf(one, index + 1, { x: 0, y: 0 }).height,
  }));
  const tops = [MARGIN];
  for (const row of new Set(SPECIFICATION.map(({ row }) => row))) {
    const tallest = Math.max(...heights.filter(({ one }) => one.row === row).map(({ height }) => height));
    tops[row + 1] = (tops[row] ?? MARGIN) + tallest + BETWEEN_ROWS;
  }
  return new Map(
    heights.map(({ one, height }) => [
      one.id,
      { x: MARGIN + one.column * COLUMN, y: tops[one.row] ?? 0, width: WIDTH, height },
    ]),
  );
}

function textOf(
  { words, state }: SpecificationBox,
  number: number,
  { x, y }: Point,
): { marks: Mark[]; height: number } {
  const middle = x + WIDTH / 2;
  const lines = wrap(`${number}. ${words}`, WIDTH - 34, NAME_STYLE.size, NAME_STYLE.weight);
  const asked = centeredRows(lines, { x: middle, y: y + 6 }, 'vm-name', NAME_STYLE);
  const below = { x: middle, y: y + 7 + asked.height };
  const name = centeredRows(wrap(state, WIDTH - 26, 11), below, 'vm-description');
  return { marks: [...asked.marks, ...name.marks], height: asked.height + name.height + 13 };
}

function boxMarks(one: SpecificationBox, number: number, own: Box): Mark[] {
  const outline =
    one.yes === null
      ? path(roundedBox(own, 8), 'vm-shape vm-call')
      : path(hexagon(own), 'vm-shape vm-question');
  return [outline, ...textOf(one, number, own).marks];
}

function linesFrom({ yes, no }: SpecificationBox, own: Box, boxes: ReadonlyMap<string, Box>): Mark[] {
  const middle = { x: own.x + own.width / 2, y: own.y + own.height / 2 };
  const tip = { x: own.x + own.width, y: middle.y };
  const next = boxes.get(yes ?? '');
  const aside = boxes.get(no ?? '');
  return [
    ...(next === undefined
      ? []
      : answer('yes', [
          { x: middle.x, y: own.y + own.height },
          { x: middle.x, y: next.y },
        ])),
    ...(aside === undefined ? [] : answer('no', [tip, { x: aside.x, y: tip.y }])),
    ...(no === 'error beside' ? error(tip, 0) : []),
    ...(no === 'error below' ? error(tip, own.height + BETWEEN_ROWS) : []),
  ];
}

function answer(words: 'yes' | 'no', points: readonly Point[]): Mark[] {
  const [from = { x: 0, y: 0 }] = points;
  const place = words === 'yes' ? { x: from.x + 4, y: from.y + 10 } : { x: from.x + 7, y: from.y - 8 };
  return [path(polyline(points), 'vm-line'), arrow(points), text(words, place.x, place.y, 'vm-label')];
}

const ERROR_WIDTH = textWidth('ERROR', 11) + 24;

/** Beside a question, or so far below that height. */
function error(tip: Point, below: number): Mark[] {
  const x = tip.x + 34;
  const y = tip.y + below;
  const corner = { x: x + ERROR_WIDTH / 2, y: tip.y };
  const points = below === 0 ? [tip, { x, y }] : [tip, corner, { x: corner.x, y: y - 8 }];
  const outline = path(roundedBox({ x, y: y - 8, width: ERROR_WIDTH, height: 16 }, 8), 'vm-pill vm-failure');
  return [...answer('no', points), outline, glyph('failure', x + 5, y), text('ERROR', x + 18, y, 'vm-exit')];
}
