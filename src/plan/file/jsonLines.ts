// A plan file in JSON Lines: one action a line.
import type { Content } from './content.ts';
import { duplicateKeys } from './jsonContent.ts';
import { plainProblems } from './plainValue.ts';
import { type Problem, reject } from './problem.ts';

/** Whether the text is meant as JSON Lines: it has more than one line, and they are JSON objects. */
export function isJsonLines(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length < 2) return false;
  return isObject(parse(lines[0] ?? '')?.value) || lines.every((line) => line.trimStart().startsWith('{'));
}

/** Throws InvalidPlanError, which names every line that is not JSON. */
export function jsonLinesContent(text: string): Content {
  const values: unknown[] = [];
  const lines: number[] = [];
  const problems: Problem[] = [];
  const syntax: Problem[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const parsed = parse(line);
    if (parsed === null) {
      syntax.push({ path: [], message: `line ${at + 1}: not valid JSON` });
      continue;
    }
    problems.push(...problemsOf(parsed.value, line, values.length));
    values.push(parsed.value);
    lines.push(at + 1);
  }
  reject(syntax, null);
  return {
    value: values,
    problems,
    linesOf: (paths) => paths.map(([index]) => lines[Number(index)] ?? null),
  };
}

function problemsOf(value: unknown, line: string, index: number): Problem[] {
  const nested = plainProblems(value);
  const problems = nested.length > 0 ? nested : duplicateKeys(line);
  return problems.map((problem) => ({ ...problem, path: [index, ...problem.path] }));
}

function parse(line: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return null;
  }
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
