// A problem of a plan file, and how it is shown: its place, its line, and what is wrong.
import { InvalidPlanError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { type Path, shownPath } from './path.ts';

export interface Problem {
  readonly path: Path;
  readonly message: string;
  /** Another place that the message ends with: `… the same volume as actions[2] (line 20)`. */
  readonly other?: Path;
}

type LinesOf = (paths: readonly Path[]) => readonly (number | null)[];

/** How many problems an error lists. */
export const MOST_PROBLEMS = 50;

/**
 * Throws InvalidPlanError if there are problems. The first 50 are listed, then their number.
 * @param linesOf The lines of paths; null if the messages name their lines.
 */
export function reject(problems: readonly Problem[], linesOf: LinesOf | null): void {
  if (problems.length === 0) return;
  const listed = problems.slice(0, MOST_PROBLEMS);
  const lines = linesOf?.(listed.flatMap(({ path, other }) => [path, other ?? path])) ?? [];
  const shown = listed.map((problem, at) =>
    inWords(problem, lines[2 * at] ?? null, lines[2 * at + 1] ?? null),
  );
  const more = problems.length - listed.length;
  throw new InvalidPlanError(more === 0 ? shown : [...shown, `and ${more} more`]);
}

function inWords({ path, message, other }: Problem, line: number | null, otherLine: number | null): string {
  const rest = other === undefined ? '' : ` ${place(other, otherLine)}`;
  const at = place(path, line);
  return printable(`${at === '' ? '' : `${at}: `}${message}${rest}`);
}

function place(path: Path, line: number | null): string {
  if (path.length === 0) return '';
  return `${shownPath(path)}${line === null ? '' : ` (line ${line})`}`;
}
