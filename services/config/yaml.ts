// Reads YAML as the OpenStack clients' parser does, merge keys included, and names places without quoting what stands there.
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { ConfigurationError } from '../faults.ts';

/** The largest file that is read, in bytes. */
export const LARGEST_FILE = 1024 * 1024;

// How many keys merge keys may bring into other maps, all together: a file of hundreds of clouds needs some thousands.
const MOST_MERGED_KEYS = 100_000;

/**
 * The content of a YAML or JSON text as plain data. An alias gives the very object that its anchor marks, so that the work grows
 * with the text alone. Whole and decimal numbers become the text that was written, because no key takes a number.
 * Throws ConfigurationError with every place that cannot be read, never with the text that stands there.
 * Merge keys follow PyYAML's SafeConstructor.flatten_mapping, which openstacksdk reads with.
 */
export function readYaml(text: string, file: string): unknown {
  try {
    return contentOf(text, file);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ConfigurationError([`${file}: not valid YAML (nested too deeply, or merged too often)`]);
  }
}

interface Reading {
  readonly fault: (offset: number, why: string) => void;
  /** What each anchor marks; `open` while its own content is being read. */
  readonly anchors: Map<string, { value: unknown; isOpen: boolean }>;
  mergedKeys: number;
}

function contentOf(text: string, file: string): unknown {
  const lineCounter = new LineCounter();
  const faults: string[] = [];
  const fault = (offset: number, why: string): void => {
    const { line, col } = lineCounter.linePos(offset);
    faults.push(`${file}: not valid YAML at line ${line}, column ${col} (${why})`);
  };
  const document: Document.Parsed = parseDocument(text, {
    lineCounter,
    logLevel: 'silent',
    uniqueKeys: false,
  });
  if (document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) throw new RangeError('too deep');
  for (const { pos, code } of document.errors) fault(pos[0], code);
  for (const { pos, code } of document.warnings) {
    if (code === 'TAG_RESOLVE_FAILED') fault(pos[0], 'a tag, a word that begins with !, is not known here');
  }
  refuse(faults);
  const content = plain(document.contents, { fault, anchors: new Map(), mergedKeys: 0 });
  refuse(faults);
  return content;
}

// One slip may be hundreds of faults to a parser; the first ones say where it is.
function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new ConfigurationError([...new Set(faults)].slice(0, 10));
}

function plain(node: unknown, reading: Reading): unknown {
  if (isAlias(node)) return aliased(node.source, offsetOf(node), reading);
  if (!isScalar(node) && !isSeq(node) && !isMap(node)) return null;
  const { anchors } = reading;
  const marked = { value: undefined as unknown, isOpen: true };
  if (node.anchor !== undefined) anchors.set(node.anchor, marked);
  marked.value = isScalar(node)
    ? scalar(node)
    : isSeq(node)
      ? node.items.map((item) => plain(item, reading))
      : mapping(node, reading);
  marked.isOpen = false;
  return marked.value;
}

function aliased(name: string, offset: number, { anchors, fault }: Reading): unknown {
  const marked = anchors.get(name);
  if (marked === undefined) fault(offset, 'a text that begins with * needs quotes');
  else if (marked.isOpen) fault(offset, 'an alias of the very thing it stands in');
  return marked?.value ?? null;
}

function scalar({ value, source, tag }: Scalar): unknown {
  if (typeof value !== 'number' || source === undefined || tag !== undefined) return value;
  return AS_WRITTEN.test(source) ? source : value;
}

// First numbers of which every parser makes the same text again, then what YAML 1.1, which the OpenStack clients read, takes for text.
const AS_WRITTEN = /^-?(0|[1-9]\d*)(\.(0|\d*[1-9]))?$|^\d+[eE]\d+$|^0o\d+$|^0\d*[89]\d*$/;

function mapping(node: YAMLMap, reading: Reading): Record<string, unknown> {
  const merged = new Map<string, unknown>();
  const own = new Map<string, unknown>();
  for (const { key, value } of node.items) {
    if (isMergeKey(key)) mergeInto(merged, value, offsetOf(key), reading);
    else putInto(own, key, value, reading);
  }
  return Object.fromEntries([...merged, ...own]);
}

const isMergeKey = (key: unknown): key is Scalar =>
  isScalar(key) && key.value === '<<' && (key.type === undefined || key.type === 'PLAIN');

// A later merge key goes before an earlier one; within a list the earlier map goes first.
function mergeInto(target: Map<string, unknown>, from: unknown, offset: number, reading: Reading): void {
  const value = plain(from, reading);
  const maps: readonly unknown[] = Array.isArray(value) ? value.toReversed() : [value];
  for (const map of maps) {
    if (typeof map !== 'object' || map === null || Array.isArray(map)) {
      reading.fault(offset, 'a merge key, <<, takes a map or a list of maps');
      return;
    }
    const entries = Object.entries(map);
    reading.mergedKeys += entries.length;
    if (reading.mergedKeys > MOST_MERGED_KEYS) {
      throw new RangeError('too many merged keys');
    }
    for (const [key, one] of entries) target.set(key, one);
  }
}

function putInto(target: Map<string, unknown>, key: unknown, value: unknown, reading: Reading): void {
  const name = isScalar(key) ? (key.source ?? String(key.value)) : null;
  const content = plain(value, reading);
  if (name === null) {
    reading.fault(offsetOf(key), 'a key is text, not a list, a map or an alias');
    return;
  }
  if (target.has(name)) reading.fault(offsetOf(key), 'the key stands there twice');
  target.set(name, content);
}

const offsetOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0;
