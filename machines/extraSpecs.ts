// Whether a volume of a type may live on a pool: Cinder's own rule, as its scheduler applies it.
// Source: cinder/scheduler/filters/capabilities_filter.py and extra_specs_ops.py.
import type { Pool, VolumeType } from './types.ts';

/** One extra spec that a pool does not meet. */
export interface SpecMismatch {
  readonly key: string;
  /** What the type requires; null for a spec without a value. */
  readonly required: string | null;
  /** What the pool reports; undefined if it reports nothing under that name. */
  readonly found: unknown;
}

/** The extra specs of a volume type that the pool does not meet; empty if the type can live there. */
export function mismatches(volumeType: VolumeType | null, pool: Pool): SpecMismatch[] {
  if (volumeType === null) return [];
  return Object.entries(volumeType.extraSpecs).flatMap(([key, required]) => {
    const path = capabilityPath(key);
    if (path === null) return [];
    const found = lookUp(pool.capabilities, path);
    return meets(found, required) ? [] : [{ key, required, found }];
  });
}

// Unscoped specs, and those of the scope "capabilities", concern the scheduler; other scopes belong to the
// driver.
function capabilityPath(key: string): string[] | null {
  const [scope, ...path] = key.split(':');
  if (scope === 'capabilities') return path;
  return path.length === 0 ? [key] : null;
}

function lookUp(capabilities: unknown, path: readonly string[]): unknown {
  return path.reduce(partOf, capabilities);
}

const partOf = (value: unknown, part: string): unknown => (has(value, part) ? value[part] : undefined);

const has = (value: unknown, part: string): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, part);

/**
 * An operator's verdict on a value; undefined if Cinder's code raises an error, which leaves the volume
 * without a pool.
 */
type Verdict = boolean | undefined;

// A list meets a requirement if one of its elements does; an absent capability meets nothing.
function meets(found: unknown, required: string | null): boolean {
  if (found === undefined) return false;
  const values = Array.isArray(found) ? found : [found];
  return values.map((value) => matches(value, required)).find((verdict) => verdict !== false) ?? false;
}

// A requirement without an operator is compared as an exact string: the number 5 is not "5".
// A spec without a value requires a capability without a value.
function matches(value: unknown, required: string | null): Verdict {
  const [first = '', ...operands] = (required ?? '').split(/\s+/).filter((word) => word !== '');
  if (first === '<or>') return isOneOf(value, operands);
  const operator = Object.hasOwn(OPERATORS, first) ? OPERATORS[first] : undefined;
  if (operator === undefined) return value === required;
  const [operand] = operands;
  return value !== null && operand !== undefined && operator(value, operand);
}

// "<or> a <or> b": every second word is a value.
const isOneOf = (value: unknown, words: readonly string[]): boolean =>
  words.some((word, index) => index % 2 === 0 && word === value);

type Operator = (value: unknown, operand: string) => Verdict;

const numeric =
  (holds: (value: number, operand: number) => boolean): Operator =>
  (value, operand) => {
    if (typeof value === 'object') return undefined;
    const [left, right] = [toFloat(value), toFloat(operand)];
    return left !== null && right !== null && holds(left, right);
  };

const textual =
  (holds: (value: string, operand: string) => boolean): Operator =>
  (value, operand) =>
    typeof value === 'string' ? holds(value, operand) : undefined;

const OPERATORS: Readonly<Record<string, Operator>> = {
  '=': numeric((value, operand) => value >= operand),
  '==': numeric((value, operand) => value === operand),
  '!=': numeric((value, operand) => value !== operand),
  '>=': numeric((value, operand) => value >= operand),
  '<=': numeric((value, operand) => value <= operand),
  's==': (value, operand) => value === operand,
  's!=': (value, operand) => value !== operand,
  's<': textual((value, operand) => value < operand),
  's<=': textual((value, operand) => value <= operand),
  's>': textual((value, operand) => value > operand),
  's>=': textual((value, operand) => value >= operand),
  '<in>': (value, operand) => contains(value, operand),
  '<is>': (value, operand) => toBoolean(value) === toBoolean(operand),
};

// Python's `in`: for a string, a list or the keys of a map.
function contains(value: unknown, operand: string): Verdict {
  if (typeof value === 'string' || Array.isArray(value)) return value.includes(operand);
  return typeof value === 'object' ? has(value, operand) : undefined;
}

// Python's float(): null if the text is not a number.
function toFloat(value: unknown): number | null {
  if (typeof value !== 'string') return Number(value);
  const text = value.trim().toLowerCase();
  if (/^[+-]?nan$/.test(text)) return Number.NaN;
  if (/^[+-]?inf(inity)?$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return FLOAT.test(text) ? Number(text.replaceAll('_', '')) : null;
}

// An underscore may stand between two digits.
const FLOAT = /^[+-]?(\d(_?\d)*\.?(\d(_?\d)*)?|\.\d(_?\d)*)(e[+-]?\d(_?\d)*)?$/;

// oslo_utils.strutils.bool_from_string
const toBoolean = (value: unknown): boolean =>
  typeof value !== 'object' &&
  ['1', 't', 'true', 'on', 'y', 'yes'].includes(String(value).trim().toLowerCase());
