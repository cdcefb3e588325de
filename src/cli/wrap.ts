// Breaks long texts for a screen of limited width.
import { printable } from '../printable.ts';
import { widthOf } from './width.ts';

/**
 * Breaks a text at its spaces into lines that fill at most `width` cells; a longer word gets a line of its own.
 * Control characters are made visible first.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
