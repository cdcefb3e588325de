// A plan file in JSON. JSON.parse reads it; the text is scanned again for duplicate keys and for the lines of problems.
import { LineCounter } from 'yaml';
import type { Content } from './content.ts';
import type { Path } from './path.ts';
import { plainProblems } from './plainValue.ts';
import type { Problem } from './problem.ts';
import { pathOf, scanJson } from './scanJson.ts';

/** Null if the text is not JSON. */
export function jsonContent(text: string): Content | null {
  const parsed = parse(text);
  if (parsed === null) return null;
  const nested = plainProblems(parsed.value);
  const problems = nested.length > 0 ? nested : duplicateKeys(text);
  return { value: parsed.value, problems, linesOf: (paths) => linesOf(text, paths) };
}

function parse(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** JSON.parse keeps the last of two equal keys and says nothing. */
export function duplicateKeys(text: string): Problem[] {
  const problems: Problem[] = [];
  scanJson(text, (frame) => {
    if (typeof frame.key === 'number') return;
    if (frame.keys?.has(frame.key) === true) {
      problems.push({ path: pathOf(frame), message: 'duplicate key' });
    }
    frame.keys?.add(frame.key);
  });
  return problems;
}

function linesOf(text: string, paths: readonly Path[]): (number | null)[] {
  const lineCounter = new LineCounter();
  lineCounter.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
    lineCounter.addNewLine(at + 1);
  const offsets = offsetsOf(
    text,
    new Set(paths.flatMap((path) => path.map((_, at) => idOf(path.slice(0, at + 1))))),
  );
  return paths.map((path) => {
    const offset = innermost(path, offsets);
    return offset === null ? null : lineCounter.linePos(offset).line;
  });
}

/** The positions of the wanted paths; of the last one if a key is there twice, because that is the one which counts. */
function offsetsOf(text: string, wanted: ReadonlySet<string>): Map<string, number> {
  const offsets = new Map<string, number>();
  const deepest = Math.max(0, ...[...wanted].map((id) => (JSON.parse(id) as unknown[]).length));
  scanJson(text, (frame, offset) => {
    if (frame.depth > deepest) return;
    const id = idOf(pathOf(frame));
    if (wanted.has(id)) offsets.set(id, offset);
  });
  return offsets;
}

function innermost(path: Path, offsets: ReadonlyMap<string, number>): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = offsets.get(idOf(path.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return null;
}

const idOf = (path: Path): string => JSON.stringify(path);
