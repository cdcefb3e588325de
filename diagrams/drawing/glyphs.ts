// Small signs that need no font: their shapes distinguish what colours distinguish too.
import { type PathMark, type Point, path, round } from './marks.ts';

export const GLYPH_SIZE = 9;

/** Path data in a square of 9. */
const GLYPHS = {
  success: 'M1 5l2.5 2.5l4.5-5.7',
  failure: 'M1.5 1.5l6 6M7.5 1.5l-6 6',
  cancel: 'M4.5 0.5a4 4 0 1 0 .01 0zM1.8 7.2l5.4-5.4',
  stay: 'M7.4 2.4a3.6 3.6 0 1 0 .7 2.6M7.8 0.2v2.6h-2.6',
  leave: 'M0.5 4.5h7.5M5 1.5l3 3-3 3',
  within: 'M3 2a2.5 2.5 0 1 0 .01 0zM14 2a2.5 2.5 0 1 0 .01 0zM5.5 4.5h6',
  wait: 'M4.5 0.5a4 4 0 1 0 .01 0zM4.5 2.2v2.5l1.7 1',
} as const;

export type Glyph = keyof typeof GLYPHS;

/** `x` is its left end, `y` its middle. */
export function glyph(name: Glyph, x: number, y: number): PathMark {
  return path(moved(GLYPHS[name], { x, y: y - GLYPH_SIZE / 2 }), `vm-glyph vm-${name}`);
}

/** Each `M` of the sign is absolute and everything else relative, so only those need to be moved. */
const moved = (d: string, { x, y }: Point): string =>
  d.replace(
    /M([\d.]+) ([\d.]+)/g,
    (_, left: string, top: string) => `M${round(Number(left) + x)} ${round(Number(top) + y)}`,
  );
