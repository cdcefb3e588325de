// The width of a text without a browser: the advance widths of Arial, which Helvetica and Liberation Sans share.
export type Weight = 'regular' | 'bold';

/** Thousandths of the font size, from the space (32) to the tilde (126). */
const WIDTHS: Readonly<Record<Weight, readonly number[]>> = {
  regular: [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ],
  bold: [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
    556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
    556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
    333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
  ],
};

/** For a character outside the table. */
const WIDEST = 1000;

/**
 * In pixels. The drawing sets this width on every text (`textLength`), so it holds for whatever font the
 * reader has.
 */
export function textWidth(text: string, size: number, weight: Weight = 'regular'): number {
  const widths = WIDTHS[weight];
  const thousandths = [...text].reduce(
    (sum, letter) => sum + (widths[letter.charCodeAt(0) - 32] ?? WIDEST),
    0,
  );
  return Math.ceil((thousandths * size) / 100) / 10;
}

/**
 * The text in lines no wider than `width`, broken at spaces, and inside a camel-cased name that is too wide
 * by itself.
 */
export function wrap(text: string, width: number, size: number, weight: Weight = 'regular'): string[] {
  const fits = (line: string): boolean => textWidth(line, size, weight) <= width;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const parts = fits(word) ? [word] : word.split(/(?=[A-Z])/);
    for (const [index, part] of parts.entries()) {
      const last = lines.at(-1);
      const joined = `${last}${index === 0 ? ' ' : ''}${part}`;
      if (last !== undefined && fits(joined)) lines[lines.length - 1] = joined;
      else lines.push(part);
    }
  }
  return lines;
}
