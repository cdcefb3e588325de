// Reads the values of a configuration and collects every problem on the way.
import { Secret } from '../secret.ts';

/** Where a configuration comes from, and how errors name its keys. */
export interface Source {
  readonly values: Readonly<Record<string, unknown>>;
  /** `clouds.yaml: clouds.lab.auth.password`, or `OS_PASSWORD`. */
  readonly label: (key: string) => string;
  /** How an error names another key, beside the one that its label names: `password`, or `OS_PASSWORD`. */
  readonly key: (key: string) => string;
}

/** Reads values by key and collects every problem on the way. */
export interface Reader {
  readonly faults: string[];
  readonly has: (key: string) => boolean;
  /** The value under the key, of any type. */
  readonly value: (key: string) => unknown;
  /** How the source names a key. */
  readonly label: (key: string) => string;
  /** How an error names another key. */
  readonly key: (key: string) => string;
  /** The first of the keys that has a value. */
  readonly text: (...keys: readonly string[]) => string | null;
  readonly secret: (...keys: readonly string[]) => Secret | null;
  readonly flag: (key: string) => boolean | null;
  readonly fault: (key: string, what: string) => void;
}

export function createReader(source: Source): Reader {
  const faults: string[] = [];
  const { label, key: other } = source;
  const value = (key: string) => source.values[key];
  const has = (key: string) => isGiven(value(key));
  const fault = (key: string, what: string) => {
    faults.push(`${label(key)}: ${what}`);
  };
  const text = (...keys: readonly string[]): string | null => {
    const key = keys.find(has);
    if (key === undefined) return null;
    const found = value(key);
    if (typeof found === 'string') return found.trim();
    fault(key, `expected text, got ${typeName(found)} (put it in quotes)`);
    return null;
  };
  return {
    faults,
    has,
    value,
    label,
    key: other,
    text,
    fault,
    secret: secretReader(value, has, fault),
    flag: flagReader(text, value, has, fault),
  };
}

function secretReader(
  value: (key: string) => unknown,
  has: (key: string) => boolean,
  fault: (key: string, what: string) => void,
): Reader['secret'] {
  return (...keys) => {
    const key = keys.find(has);
    if (key === undefined) return null;
    const found = value(key);
    if (found instanceof Secret) return found;
    if (typeof found === 'string') return new Secret(found);
    fault(key, `expected text, got ${typeName(found)} (put it in quotes)`);
    return null;
  };
}

const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};

function flagReader(
  text: Reader['text'],
  value: (key: string) => unknown,
  has: (key: string) => boolean,
  fault: (key: string, what: string) => void,
): Reader['flag'] {
  return (key) => {
    if (!has(key)) return null;
    const found = value(key);
    if (typeof found === 'boolean') return found;
    const word = (text(key) ?? '').toLowerCase();
    const flag = Object.hasOwn(FLAGS, word) ? FLAGS[word] : undefined;
    if (flag === undefined) fault(key, 'expected true or false');
    return flag ?? null;
  };
}

/** False for YAML's null and for an empty string: such a key counts as absent. */
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
