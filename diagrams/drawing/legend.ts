// The legend: what the shapes and signs of the whole chart mean.
import { tab } from './cards.ts';
import { glyph } from './glyphs.ts';
import { group, type Mark, path, roundedBox, text } from './marks.ts';
import { dot } from './pills.ts';

const ROW = 17;
const WORDS_AT = 38;

/** Each is drawn around its left middle. */
type Sample = readonly [words: string, marks: (x: number, y: number) => readonly Mark[]];

const box = (x: number, y: number, radius: number, className: string): Mark =>
  path(roundedBox({ x, y: y - 6, width: 24, height: 12 }, radius), `vm-shape ${className}`);

const SHAPES: readonly Sample[] = [
  [
    'a question: its guards answer it',
    (x, y) => [path(`M${x + 4} ${y - 6}h16l4 6l-4 6h-16l-4-6z`, 'vm-shape vm-question')],
  ],
  ['a call of the service that is named', (x, y) => [box(x, y, 4, 'vm-call')]],
  ['a wait: what is seen decides', (x, y) => [box(x, y, 1, 'vm-wait')]],
];

const SIGNS: readonly Sample[] = [
  ["its box in the specification's diagram", (x, y) => [group(tab('Spec', false, 0), { x, y: y + 0.5 })]],
  ['each dot is one transition', (x, y) => [dot(x + 6, y), dot(x + 14, y)]],
  ['noted, and the run stays', (x, y) => [glyph('stay', x + 6, y)]],
  ['after an error', (x, y) => [group([path(`M${x} ${y}h24`, 'vm-line')], { className: 'vm-error' })]],
];

const column = (samples: readonly Sample[], x: number, y: number): Mark[] =>
  samples.flatMap(([words, marks], index) => {
    const middle = y + ROW * index;
    return [...marks(x, middle), text(words, x + WORDS_AT, middle, 'vm-description')];
  });

/** Shapes from `left` on, signs from `right` on; `y` is the first row's middle. */
export const legendMarks = (left: number, right: number, y: number): Mark[] => [
  ...column(SHAPES, left, y),
  ...column(SIGNS, right, y),
];
