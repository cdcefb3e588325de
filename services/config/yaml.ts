// Reads YAML as the OpenStack clients' parser does, including merge keys; errors name a place without quoting its content.
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

// How many keys merge keys may copy in total: a file of hundreds of clouds needs some thousands.
const MOST_MERGED_KEYS = 100_000;

/**
 * The content of a YAML or JSON text as plain data. An alias is the same object as its anchor, so the work is
 * linear in the size of the text. Integers and decimal numbers become the text that was written, because no
 * key has a numeric value.
 * Throws ConfigurationError, which lists every place that cannot be read, but never the text there.
 * Merge keys follow PyYAML's SafeConstructor.flatten_mapping, which openstacksdk uses.
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
  /** What each anchor marks; `isOpen` while its own content is being read. */
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
    if (code === 'TAG_RESOLVE_FAILED') fault(pos[0], 'unknown tag (a word that begins with !)');
  }
  refuse(faults);
  const content = plain(document.contents, { fault, anchors: new Map(), mergedKeys: 0 });
  refuse(faults);
  return content;
}

// One slip may cause hundreds of parser errors; the first ones show where it is.
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
  if (marked === undefined) fault(offset, 'text that begins with * must be quoted');
  else if (marked.isOpen) fault(offset, 'an alias refers to a value that contains it');
  return marked?.value ?? null;
}

function scalar({ value, source, tag }: Scalar): unknown {
  if (typeof value !== 'number' || source === undefined || tag !== undefined) return value;
  return AS_WRITTEN.test(source) ? source : value;
}

// First, numbers that every parser writes as the same text; then what YAML 1.1, which the OpenStack clients
// read, treats as text.
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

// A later merge key takes precedence over an earlier one; within a list, the earlier map does.
function mergeInto(target: Map<string, unknown>, from: unknown, offset: number, reading: Reading): void {
  const value = plain(from, reading);
  const maps: readonly unknown[] = Array.isArray(value) ? value.toReversed() : [value];
  for (const map of maps) {
    if (typeof map !== 'object' || map === null || Array.isArray(map)) {
      reading.fault(offset, 'a merge key (<<) requires a map or a list of maps');
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
    reading.fault(offsetOf(key), 'a key must be text, not a list, a map or an alias');
    return;
  }
  if (target.has(name)) reading.fault(offsetOf(key), 'duplicate key');
  target.set(name, content);
}

const offsetOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0;
