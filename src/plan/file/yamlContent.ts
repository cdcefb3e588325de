// A plan file in YAML: parsed with the line of every node. Anchors and aliases are allowed, as long as they stay small.
import { type Document, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { Content } from './content.ts';
import { plainProblems } from './plainValue.ts';
import { reject } from './problem.ts';
import { createYamlReader } from './yamlNodes.ts';

/** Throws InvalidPlanError, which lists every syntax error. */
export function yamlContent(text: string): Content {
  const lineCounter = new LineCounter();
  const document = documentOf(text, lineCounter);
  rejectSyntax(document, lineCounter);
  const reader = createYamlReader(document, lineCounter);
  const value = reader.value();
  reject(reader.syntax, null);
  return { value, problems: [...reader.duplicates, ...plainProblems(value)], linesOf: reader.linesOf };
}

// `schema` and `resolveKnownTags` keep a %YAML directive or a tag from making dates, sets or binary data.
function documentOf(text: string, lineCounter: LineCounter): Document.Parsed {
  try {
    // With the log level `silent`, everything after the first document would be ignored.
    const options = { lineCounter, prettyErrors: false, logLevel: 'error', uniqueKeys: false } as const;
    return parseDocument(text, { ...options, schema: 'core', resolveKnownTags: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return tooDeep();
  }
}

function tooDeep(): never {
  reject([{ path: [], message: 'not valid YAML: nested too deeply' }], null);
  throw new Error('unreachable');
}

function rejectSyntax({ errors, warnings }: Document.Parsed, lineCounter: LineCounter): void {
  if (errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) tooDeep();
  const unknownTags = warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED');
  reject(
    [...errors, ...unknownTags].map((error) => ({ path: [], message: inWords(error, lineCounter) })),
    null,
  );
}

function inWords({ code, message, pos }: YAMLError, lineCounter: LineCounter): string {
  const { line, col } = lineCounter.linePos(pos[0]);
  const why = code === 'MULTIPLE_DOCS' ? 'only one document is allowed' : message;
  return `line ${line}, column ${col}: not valid YAML: ${why}`;
}
