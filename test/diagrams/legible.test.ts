// No label hides another, none is too small to read, none is too pale.
import { describe, expect, test } from 'vitest';
import { PALETTES } from '../../diagrams/drawing/style.ts';
import { generate } from '../../diagrams/generate.ts';
import { contains, type DrawnFile, grown, overlaps, piecesOf, readDrawing } from './drawn.ts';

/** GitHub shows a README in about that many pixels; a wider drawing is scaled down. */
const README_WIDTH = 880;

const drawings = Object.entries(await generate())
  .filter(([name]) => name.endsWith('.svg'))
  .map(([name, svg]): [string, DrawnFile] => [name, readDrawing(svg)]);

const pairs = <T>(all: readonly T[]): [T, T][] =>
  all.flatMap((one, index) => all.slice(index + 1).map((other): [T, T] => [one, other]));

const shapesOf = ({ paths }: DrawnFile) =>
  paths.filter(({ className, within }) => className.includes('vm-shape') && within.length > 0);
const signsOf = ({ paths }: DrawnFile) => paths.filter(({ className }) => /vm-(pill|tab)/.test(className));
const linesOf = ({ paths }: DrawnFile) => paths.filter(({ className }) => /vm-line/.test(className));

describe.each(drawings)('%s', (_, drawing) => {
  const { texts, width, height } = drawing;

  test('no text overlaps another', () => {
    expect(texts.length).toBeGreaterThan(10);
    const found = pairs(texts).filter(([one, other]) => overlaps(one.box, other.box));
    expect(found.map(([one, other]) => `${one.text} / ${other.text}`)).toEqual([]);
  });

  test('no text overlaps a state that it does not belong to, or the edge of its own', () => {
    const found = texts.flatMap(({ text, box, within, className }) =>
      shapesOf(drawing)
        .filter((shape) => overlaps(box, shape.box))
        .filter((shape) => !within.includes(shape.within.at(-1) ?? '') || !contains(shape.box, box))
        .filter(() => !className.includes('vm-service'))
        .map((shape) => `${text} / ${shape.within.at(-1)}`),
    );
    expect(found).toEqual([]);
  });

  test('no sign overlaps another, or a text that is not its own', () => {
    const signs = signsOf(drawing);
    const found = pairs(signs).filter(([one, other]) => overlaps(one.box, other.box));
    expect(found).toEqual([]);
    const hidden = signs.flatMap(({ box }) =>
      texts.filter((text) => overlaps(box, text.box) && !contains(box, text.box)),
    );
    expect(hidden.map(({ text }) => text)).toEqual([]);
  });

  test('no line runs through a text or a sign', () => {
    const found = linesOf(drawing).flatMap((line) =>
      piecesOf(line).flatMap((piece) => [
        ...texts.filter(({ box }) => overlaps(piece, box)).map(({ text }) => text),
        ...signsOf(drawing).filter(({ box }) => overlaps(piece, grown(box, -1))),
      ]),
    );
    expect(found).toEqual([]);
  });

  test('no line runs through a state', () => {
    const found = linesOf(drawing)
      .flatMap((line) =>
        piecesOf(line).flatMap((piece) =>
          shapesOf(drawing).filter(
            ({ box, within }) =>
              !line.within.includes(within.at(-1) ?? '') && overlaps(piece, grown(box, -1)),
          ),
        ),
      )
      .map(({ within }) => within.at(-1));
    expect(found).toEqual([]);
  });

  test(`everything is inside, and at most ${README_WIDTH} pixels wide, so that text is shown at its own size`, () => {
    const whole = { left: 0, top: 0, right: width, bottom: height };
    expect([...texts, ...drawing.paths].filter(({ box }) => !contains(whole, box))).toEqual([]);
    expect(width).toBeLessThanOrEqual(README_WIDTH);
  });

  test('no text is smaller than 11 pixels', () => {
    expect(Math.min(...texts.map(({ size }) => size))).toBeGreaterThanOrEqual(11);
  });
});

describe.each(Object.entries(PALETTES))('in the %s scheme', (_, palette) => {
  const grounds = Object.entries(palette).filter(([name]) => /-(background|fill)$/.test(name));

  test.each(grounds)('text stands out from %s (WCAG AA: 4.5)', (_ground, colour) => {
    expect(contrast(palette['--vm-text'], colour)).toBeGreaterThan(4.5);
    expect(contrast(palette['--vm-muted'], colour)).toBeGreaterThan(4.5);
  });

  test('what distinguishes states stands out from the background (WCAG AA: 3)', () => {
    const strokes = [
      '--vm-question-stroke',
      '--vm-state-stroke',
      '--vm-wait-stroke',
      '--vm-success',
      '--vm-failure',
      '--vm-cancel',
      '--vm-line',
    ] as const;
    for (const stroke of strokes)
      expect(contrast(palette[stroke], palette['--vm-compound-fill']), stroke).toBeGreaterThan(3);
  });
});

/** Of two colours as `#rrggbb`: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
