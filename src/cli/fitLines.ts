// What fits and why the rest does not, as lines below a table.
import type { Pen } from './output.ts';
import { terminalWidth } from './table.ts';
import { wrap } from './wrap.ts';

/** Whether something fits, and every reason against it. */
export interface Fit {
  readonly name: string;
  readonly reasons: readonly string[];
}

/** `yes`, or `no`. */
export const fitWord = (reasons: readonly string[]): string => (reasons.length === 0 ? 'yes' : 'no');

/** The reasons, by the name of what does not fit. */
export function reasonLines(fits: readonly Fit[], { paint }: Pen): string[] {
  const against = fits.filter(({ reasons }) => reasons.length > 0);
  if (against.length === 0) return [];
  return [
    '',
    paint('bold', 'Why not:'),
    ...against.flatMap(({ name, reasons }) => [name, ...reasons.flatMap((reason) => item(reason))]),
  ];
}

/** A reason as an item of a list, broken into lines at a terminal. */
export function item(text: string): string[] {
  const width = terminalWidth();
  const lines = width === null ? [text] : wrap(text, Math.max(width - 4, 20));
  return lines.map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`);
}
