// What a plan file contains, whichever syntax it is written in: the data, and the line of each part of it.
import { InvalidPlanError } from '../../errors.ts';
import { jsonContent } from './jsonContent.ts';
import { isJsonLines, jsonLinesContent } from './jsonLines.ts';
import type { Path } from './path.ts';
import { type Problem, reject } from './problem.ts';
import { yamlContent } from './yamlContent.ts';

/** A parsed file. */
export interface Content {
  /** Objects, arrays, strings, finite numbers, booleans and null; shared where YAML aliases share it. */
  readonly value: unknown;
  /**
   * The line of each path, from 1; null if it is not known. A path that does not exist has the line of the
   * innermost part of it that does.
   */
  readonly linesOf: (paths: readonly Path[]) => readonly (number | null)[];
  /** Problems that do not prevent the rest from being checked, such as duplicate keys. */
  readonly problems: readonly Problem[];
}

// The `yaml` package needs 100 times the size of the text in memory, and about a second for 4 MB.
const LARGEST_YAML = 32 * 1024 * 1024;
const LARGEST_FLOW_YAML = 1024 * 1024;

/** Reads JSON, JSON Lines or YAML. Throws InvalidPlanError, which lists every syntax error. */
export function contentOf(text: string): Content {
  const json = jsonContent(text);
  if (json !== null) return json;
  if (isJsonLines(text)) return jsonLinesContent(text);
  // A large file that begins like JSON is JSON that was cut off or damaged, not YAML's flow style.
  if (text.length > LARGEST_FLOW_YAML && /^\s*[[{]/.test(text)) reject([jsonProblem(text)], null);
  if (text.length > LARGEST_YAML) {
    throw new InvalidPlanError(['a YAML file may have at most 32 MiB: write the plan as JSON']);
  }
  return yamlContent(text);
}

function jsonProblem(text: string): Problem {
  const end = text.trimEnd().length;
  const position = Math.min(end, jsonErrorPosition(text) ?? end);
  const line = text.slice(0, position).split('\n').length;
  return { path: [], message: `line ${line}: not valid JSON; is the file complete?` };
}

// V8 reports `… at position 12 (line 1 column 13)`, and no position if the text ends too early.
function jsonErrorPosition(text: string): number | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const found = /at position (\d+)/.exec((error as Error).message);
    return found === null ? null : Number(found[1]);
  }
}
