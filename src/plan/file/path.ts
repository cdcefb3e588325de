// Where something stands in a plan file: the keys and indexes that lead to it, and how they are shown.
import { printable } from '../../printable.ts';

/** Keys of objects and indexes of lists, from the outermost to the innermost. */
export type Path = readonly (string | number)[];

/** `actions[3].destination_node`; empty for the whole file. */
export const shownPath = (path: Path): string => path.map(segment).join('').replace(/^\./, '');

function segment(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  if (/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key)) return `.${shortened(key)}`;
  return `[${printable(JSON.stringify(shortened(key)))}]`;
}

const shortened = (key: string): string => (key.length > 80 ? `${key.slice(0, 77)}...` : key);
