// The data of a YAML document, and the line of each part. An alias is the same object as its anchor, so the work is linear.
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type YAMLMap,
} from 'yaml';
import type { Path } from './path.ts';
import type { Problem } from './problem.ts';

// How many values aliases may repeat in total. The `maxAliasCount` of the `yaml` package would refuse the hundredth
// action that uses the window of another one.
const MOST_REPEATED_VALUES = 2_000_000;

/** What an anchor marks. */
interface Anchored {
  readonly node: Node;
  value: unknown;
  /** How many values it consists of, those of its aliases included; null while it is being read. */
  size: number | null;
}

interface Reading {
  readonly duplicates: Problem[];
  readonly syntax: Problem[];
  readonly anchors: Map<string, Anchored>;
  readonly targets: Map<Alias, Node>;
  readonly lineOf: (node: unknown) => number;
  /** The values read so far, those of aliases included. */
  size: number;
  repeated: number;
}

export interface YamlReader {
  /** Reads the data. Call it before the others. */
  readonly value: () => unknown;
  readonly duplicates: readonly Problem[];
  /** Aliases that cannot be resolved, and keys that are not text. */
  readonly syntax: readonly Problem[];
  readonly linesOf: (paths: readonly Path[]) => readonly (number | null)[];
}

export function createYamlReader(document: Document.Parsed, lineCounter: LineCounter): YamlReader {
  const reading: Reading = {
    duplicates: [],
    syntax: [],
    anchors: new Map(),
    targets: new Map(),
    lineOf: (node) => lineCounter.linePos((node as Node | null)?.range?.[0] ?? 0).line,
    size: 0,
    repeated: 0,
  };
  return {
    value: () => plain(document.contents, [], reading),
    duplicates: reading.duplicates,
    syntax: reading.syntax,
    linesOf: (paths) => paths.map((path) => lineAt(document.contents, path, reading)),
  };
}

function plain(node: unknown, path: Path, reading: Reading): unknown {
  reading.size += 1;
  if (isAlias(node)) return aliased(node, reading);
  if (isScalar(node) || isSeq(node) || isMap(node)) {
    const before = reading.size;
    const anchored: Anchored = { node, value: null, size: null };
    if (node.anchor !== undefined) reading.anchors.set(node.anchor, anchored);
    anchored.value = readNode(node, path, reading);
    anchored.size = reading.size - before;
    return anchored.value;
  }
  return null;
}

function readNode(node: Node, path: Path, reading: Reading): unknown {
  if (isSeq(node)) return node.items.map((item, index) => plain(item, [...path, index], reading));
  if (isMap(node)) return mapping(node, path, reading);
  return isScalar(node) ? node.value : null;
}

function aliased(alias: Alias, reading: Reading): unknown {
  const anchored = reading.anchors.get(alias.source);
  if (anchored === undefined) {
    return fault(alias, 'text that begins with * must be in quotes', reading);
  }
  if (anchored.size === null) return fault(alias, 'an alias refers to a value that contains it', reading);
  reading.targets.set(alias, anchored.node);
  reading.size += anchored.size;
  reading.repeated += anchored.size;
  if (reading.repeated <= MOST_REPEATED_VALUES) return anchored.value;
  if (reading.syntax.length === 0) fault(alias, 'aliases repeat too many values', reading);
  return null;
}

function fault(node: unknown, why: string, { lineOf, syntax }: Reading): null {
  syntax.push({ path: [], message: `line ${lineOf(node)}: not valid YAML: ${why}` });
  return null;
}

function mapping(map: YAMLMap, path: Path, reading: Reading): Record<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const { key, value } of map.items) {
    const name = keyOf(key);
    if (name === null) {
      fault(key, 'a key must be text', reading);
      continue;
    }
    if (entries.has(name)) reading.duplicates.push({ path: [...path, name], message: 'duplicate key' });
    entries.set(name, plain(value, [...path, name], reading));
  }
  return Object.fromEntries(entries);
}

const keyOf = (key: unknown): string | null =>
  isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))) : null;

/** The line of the key or the item at the path, or of the innermost part of the path that exists; null if none does. */
function lineAt(root: unknown, path: Path, reading: Reading): number | null {
  let [node, line]: [unknown, number | null] = [root, null];
  for (const key of path) {
    const found = childOf(isAlias(node) ? reading.targets.get(node) : node, key);
    if (found === null) return line;
    [node, line] = [found.node, reading.lineOf(found.at)];
  }
  return line;
}

/** The part with this key or index, and the node at whose line it begins; for a duplicate key, the last one. */
function childOf(
  node: unknown,
  key: string | number,
): { readonly node: unknown; readonly at: unknown } | null {
  if (isSeq(node)) {
    const item = typeof key === 'number' ? node.items[key] : undefined;
    return item === undefined ? null : { node: item, at: item };
  }
  if (!isMap(node)) return null;
  const pair = node.items.findLast((one) => keyOf(one.key) === key);
  return pair === undefined ? null : { node: pair.value, at: pair.key };
}
