// Tables that fit the terminal. Where the output is no terminal, nothing is cut or left out.
import process from 'node:process';
import { printable } from '../printable.ts';
import { widthOf, widthOfCharacter } from './width.ts';

export interface Column {
  readonly head: string;
  /** Fewest characters to which its cells may be cut; absent: they are never cut. */
  readonly min?: number;
  /** If the table does not fit, the column with the lowest number is left out first; absent: it always stays. */
  readonly drop?: number;
  /** Numbers are aligned to the right. */
  readonly isNumber?: boolean;
}

/** The width of the terminal on standard output; null if it is none. */
export const terminalWidth = (): number | null =>
  process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : null;

const GAP = '  ';
/** A head and rows as lines. `width`: the most characters in a line; null: any number. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | null,
): string[] {
  const safe = rows.map((row) => row.map(printable));
  const natural = columns.map(({ head }, index) =>
    safe.reduce((most, row) => Math.max(most, widthOf(row[index] ?? '')), widthOf(head)),
  );
  const widths = width === null ? natural : fitted(columns, natural, width);
  const shown = [columns.map(({ head }) => head), ...safe];
  return shown.map((row) =>
    row
      .flatMap((cell, index) => {
        const room = widths[index] ?? null;
        return room === null ? [] : [padded(cut(cell, room), room, columns[index]?.isNumber ?? false)];
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** The width of each column; null for one that is left out. */
function fitted(columns: readonly Column[], natural: readonly number[], width: number): (number | null)[] {
  let kept = columns.map((_, index) => index);
  for (;;) {
    const least = (index: number): number => Math.min(columns[index]?.min ?? Infinity, natural[index] ?? 0);
    const gaps = GAP.length * (kept.length - 1);
    let spare = width - gaps - kept.reduce((sum, index) => sum + least(index), 0);
    const dropped = spare < 0 ? firstToDrop(columns, kept) : null;
    if (dropped !== null) {
      kept = kept.filter((index) => index !== dropped);
      continue;
    }
    return columns.map((_, index) => {
      if (!kept.includes(index)) return null;
      const more = Math.max(0, Math.min(spare, (natural[index] ?? 0) - least(index)));
      spare -= more;
      return least(index) + more;
    });
  }
}

function firstToDrop(columns: readonly Column[], kept: readonly number[]): number | null {
  const [first] = kept
    .filter((index) => columns[index]?.drop !== undefined)
    .toSorted((one, other) => (columns[one]?.drop ?? 0) - (columns[other]?.drop ?? 0));
  return first ?? null;
}

function cut(text: string, room: number): string {
  if (widthOf(text) <= room) return text;
  let shown = '';
  let used = 1;
  for (const character of text) {
    used += widthOfCharacter(character);
    if (used > room) break;
    shown += character;
  }
  return `${shown}…`;
}

function padded(text: string, room: number, isNumber: boolean): string {
  const space = ' '.repeat(Math.max(0, room - widthOf(text)));
  return isNumber ? space + text : text + space;
}
