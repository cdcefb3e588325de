// The scheduler's capabilities filter.

/**
 * Whether a pool satisfies a type's extra specs.
 * cinder/scheduler/filters/capabilities_filter.py and extra_specs_ops.py, with Python's comparisons.
 */
export function satisfiesExtraSpecs(
  capabilities: Record<string, unknown>,
  specs: Record<string, string>,
): boolean {
  return Object.entries(specs).every(([key, requirement]) => {
    const scope = key.split(':');
    if (scope.length > 1 && scope[0] !== 'capabilities') return true;
    if (scope[0] === 'capabilities') scope.shift();
    const found = lookUp(capabilities, scope);
    if (!found) return false;
    const values = Array.isArray(found.value) ? found.value : [found.value];
    return values.some((value) => matchRequirement(value, requirement));
  });
}

// Looks up nested capabilities; undefined if one is missing.
function lookUp(capabilities: unknown, scope: string[]): { value: unknown } | undefined {
  let value: unknown = capabilities;
  for (const key of scope) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    if (!Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return { value };
}

type Comparison = (value: unknown, word: string) => boolean;

const byNumber =
  (compare: (left: number, right: number) => boolean): Comparison =>
  (value, word) => {
    const [left, right] = [pythonFloat(value), pythonFloat(word)];
    return left !== undefined && right !== undefined && compare(left, right);
  };

// Python compares strings with strings only; anything else is a TypeError, which the scheduler does not
// survive.
const byText =
  (compare: (left: string, right: string) => boolean): Comparison =>
  (value, word) => {
    if (typeof value !== 'string') throw new TypeError(`cannot compare ${typeof value} with text`);
    return compare(value, word);
  };

const OPERATORS: Record<string, Comparison> = {
  '=': byNumber((left, right) => left >= right),
  '==': byNumber((left, right) => left === right),
  '!=': byNumber((left, right) => left !== right),
  '>=': byNumber((left, right) => left >= right),
  '<=': byNumber((left, right) => left <= right),
  's==': (value, word) => value === word,
  's!=': (value, word) => value !== word,
  's<': byText((left, right) => left < right),
  's<=': byText((left, right) => left <= right),
  's>': byText((left, right) => left > right),
  's>=': byText((left, right) => left >= right),
  '<is>': (value, word) => pythonBool(value) === pythonBool(word),
  '<in>': pythonIn,
};

/** One capability value against one requirement, `extra_specs_ops.match`. */
export function matchRequirement(value: unknown, requirement: string): boolean {
  const [operator, ...words] = requirement.split(/\s+/).filter((word) => word !== '');
  if (operator === '<or>') return value !== null && matchesAny(value, words);
  const compare =
    operator !== undefined && Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (!compare) return value === requirement;
  if (value === null) return false;
  const [word] = words;
  return word !== undefined && compare(value, word);
}

// `<or> a <or> b`: every second word is a keyword that is ignored.
function matchesAny(value: unknown, words: string[]): boolean {
  if (words.length === 0) throw new RangeError('pop from empty list');
  return words.some((word, index) => index % 2 === 0 && word === value);
}

const FLOAT = /^[+-]?((\d(_?\d)*)?\.?(\d(_?\d)*)?)(e[+-]?\d(_?\d)*)?$/i;
const INFINITY = /^([+-]?)inf(inity)?$/i;

/** Python's `float()`: undefined if it raises a ValueError, as for `unknown` and `infinite`. */
export function pythonFloat(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') throw new TypeError('float() argument must be a string or a real number');
  const text = value.trim();
  const infinite = INFINITY.exec(text);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  return /\d/.test(text) && FLOAT.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

// Python's `in`: for a string, a list or the keys of a map.
function pythonIn(value: unknown, word: string): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return value.includes(word);
  if (typeof value !== 'object' || value === null) throw new TypeError(`${typeof value} is not iterable`);
  return Object.hasOwn(value, word);
}

// oslo_utils.strutils.bool_from_string
function pythonBool(value: unknown): boolean {
  if (typeof value === 'object') return false;
  const text = String(value).trim().toLowerCase();
  return ['1', 't', 'true', 'on', 'y', 'yes'].includes(text);
}
