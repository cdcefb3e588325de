// Breaks a line at its words for a terminal. A command stays on one line, so that it can be copied.
import { widthOf } from './width.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: what colours are made of
const COLOUR = /\u001b\[[\d;]*m/g;
// What the text of a line begins after: an indentation, a time or a bullet.
const BEFORE_TEXT = /^ *(?:(?:[\d.]+ s|\d+ min \d\d s|\d+ h \d\d min) {2,}|[-→] )?/;
const WORDS = /(?:volume-migrate|openstack|cinder) [^,;]*?(?=\. |[,;]|$)| +|[^ ]+/g;
const NARROWEST = 20;

const cellsOf = (text: string): number => widthOf(text.replace(COLOUR, ''));

/** The line in pieces of at most `columns` cells; the later ones are indented like the text of the first. */
export function brokenLine(line: string, columns: number): string[] {
  if (cellsOf(line) <= columns) return [line];
  const [before = ''] = BEFORE_TEXT.exec(line.replace(COLOUR, '')) ?? [];
  const indent = ' '.repeat(Math.max(Math.min(before.length, columns - NARROWEST), 0));
  const pieces: string[] = [];
  let piece = '';
  for (const [word] of line.matchAll(WORDS)) {
    const isFull = cellsOf(piece) + cellsOf(word.trimEnd()) > columns;
    if (!isFull || piece.trim() === '') piece += word;
    else {
      pieces.push(piece.trimEnd());
      piece = `${indent}${word.trimStart()}`;
    }
  }
  return [...pieces, piece.trimEnd()];
}
