// May a volume of this type live on this pool? Cinder's own rule, as its scheduler applies it.
// Source: cinder/scheduler/filters/capabilities_filter.py and extra_specs_ops.py.
import type { Pool, VolumeType } from './types.ts';

/** One extra spec that a pool does not meet. */
export interface SpecMismatch {
  readonly key: string;
  /** What the type asks for. */
  readonly required: string;
  /** What the pool reports; undefined where it reports nothing of that name. */
  readonly found: unknown;
}

/** The extra specs of a volume type that the pool does not meet; empty when the type can live there. */
export function mismatches(volumeType: VolumeType | null, pool: Pool): SpecMismatch[] {
  if (volumeType === null) return [];
  return Object.entries(volumeType.extraSpecs).flatMap(([key, required]) => {
    const path = capabilityPath(key);
    if (path === null) return [];
    const found = lookUp(pool.capabilities, path);
    return meets(found, required) ? [] : [{ key, required, found }];
  });
}

// Unscoped specs and those of the scope "capabilities" concern the scheduler; other scopes are the driver's.
function capabilityPath(key: string): string[] | null {
  if (!key.includes(':')) return [key];
  const [scope, ...path] = key.split(':');
  return scope === 'capabilities' ? path : null;
}

function lookUp(capabilities: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, part) => (isRecord(value) ? value[part] : undefined), capabilities);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// A list meets what any of its elements meets; a capability that is absent or null meets nothing.
function meets(found: unknown, required: string): boolean {
  const values = Array.isArray(found) ? found : [found];
  return values.some((value) => value !== undefined && value !== null && matches(value, required));
}

type Operator = (value: unknown, operands: readonly string[]) => boolean;

const numeric =
  (holds: (value: number, operand: number) => boolean): Operator =>
  (value, [operand]) => {
    const [left, right] = [toFloat(value), toFloat(operand)];
    return left !== null && right !== null && holds(left, right);
  };

const textual =
  (holds: (value: string, operand: string) => boolean): Operator =>
  (value, [operand]) =>
    typeof value === 'string' && operand !== undefined && holds(value, operand);

const OPERATORS: Readonly<Record<string, Operator>> = {
  '=': numeric((value, operand) => value >= operand),
  '==': numeric((value, operand) => value === operand),
  '!=': numeric((value, operand) => value !== operand),
  '>=': numeric((value, operand) => value >= operand),
  '<=': numeric((value, operand) => value <= operand),
  's==': textual((value, operand) => value === operand),
  's!=': (value, [operand]) => operand !== undefined && value !== operand,
  's<': textual((value, operand) => value < operand),
  's<=': textual((value, operand) => value <= operand),
  's>': textual((value, operand) => value > operand),
  's>=': textual((value, operand) => value >= operand),
  '<in>': textual((value, operand) => value.includes(operand)),
  '<all-in>': (value, operands) =>
    typeof value === 'string' && operands.length > 0 && operands.every((operand) => value.includes(operand)),
  '<is>': (value, [operand]) => operand !== undefined && toBoolean(value) === toBoolean(operand),
  // "<or> a <or> b": every second word is a value.
  '<or>': (value, operands) => operands.some((operand, index) => index % 2 === 0 && operand === value),
};

// What does not begin with an operator is compared as an exact string: the number 5 is not "5".
function matches(value: unknown, required: string): boolean {
  const [first, ...operands] = required.split(/\s+/).filter((word) => word !== '');
  const operator = first === undefined || !Object.hasOwn(OPERATORS, first) ? undefined : OPERATORS[first];
  return operator === undefined ? value === required : operator(value, operands);
}

// Python's float(): of a number, a boolean, or a string that is a number.
function toFloat(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return null;
  const text = value.trim().toLowerCase();
  if (/^[+-]?(inf|infinity)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+)?$/.test(text)
    ? Number(text.replaceAll('_', ''))
    : null;
}

// oslo_utils.strutils.bool_from_string
const toBoolean = (value: unknown): boolean =>
  ['1', 't', 'true', 'on', 'y', 'yes'].includes(String(value).trim().toLowerCase());
