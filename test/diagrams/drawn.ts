// Reads an SVG of diagrams/ back: the places of its texts, shapes and lines, independent of the drawing code.
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Drawn {
  readonly box: Box;
  readonly className: string;
  /** Paths of the states whose groups contain it, the innermost last. */
  readonly within: readonly string[];
}

export interface DrawnText extends Drawn {
  readonly text: string;
  readonly size: number;
}

export interface DrawnPath extends Drawn {
  readonly points: readonly Point[];
}

export interface DrawnFile {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly DrawnText[];
  readonly paths: readonly DrawnPath[];
  readonly states: readonly string[];
  readonly transitions: readonly string[];
}

interface Group {
  readonly offset: Point;
  readonly within: readonly string[];
}

export function readDrawing(svg: string): DrawnFile {
  const texts: DrawnText[] = [];
  const paths: DrawnPath[] = [];
  const groups: Group[] = [{ offset: { x: 0, y: 0 }, within: [] }];
  for (const [, closing, tag, written = '', content = ''] of svg.matchAll(
    /<(\/?)(g|path|text)\b([^>]*)>([^<]*)/g,
  )) {
    const { offset, within } = groups.at(-1) ?? { offset: { x: 0, y: 0 }, within: [] };
    const attributes = attributesOf(written);
    if (tag === 'g' && closing === '/') groups.pop();
    else if (tag === 'g') groups.push(groupOf(attributes, offset, within));
    else if (tag === 'text' && closing === '') texts.push(textOf(attributes, content, offset, within));
    else if (tag === 'path') paths.push(pathOf(attributes, offset, within));
  }
  const { width, height } = attributesOf(svg.slice(0, svg.indexOf('>')));
  return {
    width: Number(width),
    height: Number(height),
    texts,
    paths,
    states: namesOf(svg, 'data-state'),
    transitions: namesOf(svg, 'data-transition'),
  };
}

const attributesOf = (written: string): Record<string, string> =>
  Object.fromEntries([...written.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));

const namesOf = (svg: string, attribute: string): string[] =>
  [...svg.matchAll(new RegExp(`${attribute}="([^"]*)"`, 'g'))].map(([, name = '']) => name);

function groupOf(attributes: Record<string, string>, { x, y }: Point, within: readonly string[]): Group {
  const [, left = '0', top = '0'] = /translate\((\S+) (\S+)\)/.exec(attributes['transform'] ?? '') ?? [];
  const state = attributes['data-state'];
  return {
    offset: { x: x + Number(left), y: y + Number(top) },
    within: state === undefined ? within : [...within, state],
  };
}

/** From the top of an `h` to the bottom of a `g`. */
function textOf(
  attributes: Record<string, string>,
  text: string,
  offset: Point,
  within: readonly string[],
): DrawnText {
  const size = Number(attributes['font-size'] ?? 11);
  const left = offset.x + Number(attributes['x']);
  const baseline = offset.y + Number(attributes['y']);
  const right = left + Number(attributes['textLength']);
  const box = { left, right, top: baseline - 0.76 * size, bottom: baseline + 0.22 * size };
  return { text, size, box, className: attributes['class'] ?? '', within };
}

function pathOf(attributes: Record<string, string>, offset: Point, within: readonly string[]): DrawnPath {
  const points = pointsOf(attributes['d'] ?? '').map(({ x, y }) => ({ x: x + offset.x, y: y + offset.y }));
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const box = {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
  return { points, box, className: attributes['class'] ?? '', within };
}

/** Where the pen is after each command; of a curve only its end. */
function pointsOf(d: string): Point[] {
  const points: Point[] = [];
  let pen = { x: 0, y: 0 };
  for (const [, command = '', numbers = ''] of d.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const values = [...numbers.matchAll(/-?(\d+\.?\d*|\.\d+)/g)].map(([value]) => Number(value));
    if (command.toLowerCase() === 'z') continue;
    pen = moved(pen, command, values);
    points.push(pen);
  }
  return points;
}

function moved(pen: Point, command: string, values: readonly number[]): Point {
  const isRelative = command === command.toLowerCase();
  const from = isRelative ? pen : { x: 0, y: 0 };
  const [first = 0] = values;
  if (command.toLowerCase() === 'h') return { x: from.x + first, y: pen.y };
  if (command.toLowerCase() === 'v') return { x: pen.x, y: from.y + first };
  const [x = 0, y = 0] = values.slice(-2);
  return { x: from.x + x, y: from.y + y };
}

export const overlaps = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

export const contains = (outer: Box, inner: Box): boolean =>
  outer.left <= inner.left &&
  inner.right <= outer.right &&
  outer.top <= inner.top &&
  inner.bottom <= outer.bottom;

export const grown = ({ left, top, right, bottom }: Box, by: number): Box => ({
  left: left - by,
  top: top - by,
  right: right + by,
  bottom: bottom + by,
});

/** The boxes of a line's pieces, each as thin as the line. */
export const piecesOf = ({ points }: DrawnPath): Box[] =>
  points.slice(1).map((point, index) => {
    const before = points[index] ?? point;
    return {
      left: Math.min(before.x, point.x),
      right: Math.max(before.x, point.x) + 0.1,
      top: Math.min(before.y, point.y),
      bottom: Math.max(before.y, point.y) + 0.1,
    };
  });
