// What the data of a plan file may be: finite numbers, and no deeper nesting than any reader can follow.
import type { Path } from './path.ts';
import type { Problem } from './problem.ts';

/** How many lists and objects may be inside each other. A plan needs seven. */
export const DEEPEST = 32;

/** Numbers that are too large, and the first place where the nesting is too deep. */
export function plainProblems(value: unknown): Problem[] {
  const problems: Problem[] = [];
  walk(value, [], problems);
  return problems;
}

function walk(value: unknown, path: (string | number)[], problems: Problem[]): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    problems.push({ path: [...path], message: 'expected a finite number' });
  }
  if (typeof value !== 'object' || value === null) return;
  if (path.length === DEEPEST) {
    problems.push({ path: [...path], message: `nested in more than ${DEEPEST} lists and objects` });
    return;
  }
  const entries: Iterable<readonly [string | number, unknown]> = Array.isArray(value)
    ? value.entries()
    : Object.entries(value);
  for (const [key, item] of entries) {
    path.push(key);
    walk(item, path, problems);
    path.pop();
  }
}

/** The part of a value at a path; undefined if there is none. */
export function partAt(value: unknown, path: Path): unknown {
  let part = value;
  for (const key of path) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined;
    part = (part as Record<string | number, unknown>)[key];
  }
  return part;
}
