// Bodies with damage in one place.
import fc from 'fast-check';

/** A place in a body: the keys that lead to it. */
export type Place = readonly string[];

/** Every place in a body, the whole body first. */
export function placesIn(body: unknown, place: Place = []): Place[] {
  if (typeof body !== 'object' || body === null) return [place];
  return [place, ...Object.entries(body).flatMap(([key, value]) => placesIn(value, [...place, key]))];
}

/** The body with another value at a place. */
export function changed(body: unknown, [key, ...rest]: Place, change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(body);
  const copy = structuredClone(body) as Record<string, unknown>;
  copy[key] = changed(copy[key], rest, change);
  return copy;
}

export const typeOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);

/**
 * Whether it is of another type than the present value, so that it must not be accepted.
 * Null may be of any type. Cinder shows some booleans as strings, and values of metadata are read as strings.
 */
export function isOtherType(value: unknown, put: unknown, place: Place): boolean {
  if (value === null || typeOf(value) === typeOf(put)) return false;
  if (place.includes('capabilities')) return false;
  if (/metadata$/.test(place.at(-2) ?? '')) return typeof put === 'object';
  return !(typeof put === 'boolean' && typeof value === 'string' && /^(true|false)$/i.test(value));
}

/** What may be put in a place. No numbers in strings: those are accepted, because some services send them. */
export const wrong = fc.oneof(
  fc.constantFrom<unknown>('wrong', 7, true, [], {}),
  fc.constantFrom<unknown>([[]], [7], [null], { wrong: 'wrong' }, { '[]': 1 }),
);

/**
 * Names the place itself, one around it or one in it: a string instead of a map is missed by the map's keys.
 */
export const around = (place: Place): RegExp => {
  const escaped = place.map((key) => key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const parents = escaped.map((_, index) => escaped.slice(0, index + 1).join('\\.')).join('|');
  return new RegExp(`(: |; )(the whole body|${parents})(\\.[^:]+(:[^ ]+)?)?: expected`);
};

/** JSON of any form, and anything else. */
export const json = fc.oneof(
  fc.json(),
  fc.json({ maxDepth: 1 }),
  fc.constantFrom(
    '',
    '{',
    'null',
    '[]',
    '{}',
    '<html>no</html>',
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  ),
);
