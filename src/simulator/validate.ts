// Validates request bodies as the services do.
import { pythonRepr, pythonStr } from './format.ts';
import { badRequest } from './refusal.ts';
import { isUuid } from './simulation.ts';

export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** A 400 in the words of the services' JSON schema check. */
export const invalidField = (name: string, value: unknown, reason: string) =>
  badRequest(`Invalid input for field/attribute ${name}. Value: ${pythonStr(value)}. ${reason}`);

/** The object under a body's key, after its own keys are checked against the known ones. */
export function requireFields(
  body: unknown,
  name: string,
  allowed: string[],
  required: string[] = [],
): Fields {
  const value = isFields(body) ? body[name] : undefined;
  if (value === undefined) throw badRequest(`'${name}' is a required property`);
  if (!isFields(value)) throw invalidField(name, value, `${pythonRepr(value)} is not of type 'object'`);
  const missing = required.find((key) => value[key] === undefined);
  if (missing) throw invalidField(name, value, `'${missing}' is a required property`);
  const unknown = Object.keys(value).filter((key) => !allowed.includes(key));
  if (unknown.length > 0) {
    const names = unknown.map(pythonRepr).join(', ');
    const verb = unknown.length === 1 ? 'was' : 'were';
    throw invalidField(name, value, `Additional properties are not allowed (${names} ${verb} unexpected)`);
  }
  return value;
}

/** The object under a body's key, with any keys. */
export function requireAnyFields(body: unknown, name: string): Fields {
  const value = isFields(body) ? body[name] : undefined;
  return requireFields(body, name, isFields(value) ? Object.keys(value) : []);
}

const TRUE = ['True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes', 'y', 't'];
const FALSE = ['False', 'FALSE', 'false', '0', 'OFF', 'Off', 'off', 'NO', 'No', 'no', 'n', 'f'];

/** A boolean in any form that the services accept. */
export function requireBoolean(fields: Fields, name: string, otherwise: boolean): boolean {
  const value = fields[name];
  if (value === undefined) return otherwise;
  if (value === true || TRUE.includes(value as string)) return true;
  if (value === false || FALSE.includes(value as string)) return false;
  if (typeof value !== 'string')
    throw invalidField(name, value, `${pythonRepr(value)} is not of type 'boolean', 'string'`);
  const known = pythonRepr([true, ...TRUE, false, ...FALSE]);
  throw invalidField(name, value, `${pythonRepr(value)} is not one of ${known}`);
}

export function requireStringOrNull(fields: Fields, name: string): string | null {
  const value = fields[name] ?? null;
  if (value === null || typeof value === 'string') return value;
  throw invalidField(name, value, `${pythonRepr(value)} is not of type 'string', 'null'`);
}

export function requireUuid(fields: Fields, name: string): string {
  const value = fields[name];
  if (!isUuid(value)) throw invalidField(name, value, `${pythonRepr(value)} is not a 'uuid'`);
  return value;
}

/** The requested attach mode; undefined if none is given. */
export function requireMode({ mode }: Fields): 'rw' | 'ro' | undefined {
  if (mode === undefined || mode === 'rw' || mode === 'ro') return mode;
  throw invalidField('mode', mode, `${pythonRepr(mode)} is not one of ['rw', 'ro']`);
}

const METADATA_KEY = /^[a-zA-Z0-9-_:. /]{1,255}$/;

/** How long a value of metadata may be, and the message for a longer one. */
export interface LongestValue {
  characters: number;
  refusal: string;
}

/** Checks metadata: every value must be a string. */
export function requireMetadata(
  value: unknown,
  name = 'metadata',
  types = "'object'",
  longest: LongestValue = { characters: 255, refusal: 'is too long' },
): Record<string, string> {
  if (!isFields(value)) throw invalidField(name, value, `${pythonRepr(value)} is not of type ${types}`);
  for (const [key, item] of Object.entries(value)) {
    if (!METADATA_KEY.test(key))
      throw invalidField(
        name,
        value,
        `${pythonRepr(key)} does not match any of the regexes: '^[a-zA-Z0-9-_:. /]{1,255}$'`,
      );
    if (typeof item !== 'string')
      throw invalidField(key, item, `${pythonRepr(item)} is not of type 'string'`);
    if (item.length > longest.characters)
      throw invalidField(key, item, `${pythonRepr(item)} ${longest.refusal}`);
  }
  return { ...value } as Record<string, string>;
}

/** A positive number of GiB, as a number or its digits. */
export function requireSize(fields: Fields, name: string): number {
  const value = fields[name];
  const size = typeof value === 'string' && /^[0-9]+$/.test(value) ? Number(value) : value;
  if (typeof size !== 'number' || !Number.isInteger(size))
    throw invalidField(name, value, `${pythonRepr(value)} does not match '^[0-9]+$'`);
  if (size < 1) throw invalidField(name, value, `${size} is less than the minimum of 1`);
  return size;
}
