// The keys that a zod schema knows, for errors that name the one that was probably meant.
import type { z } from 'zod';

/** The keys that the schema has at a path. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'optional' || def.type === 'nullable' || def.type === 'default')
    return knownKeys(def.innerType, path);
  if (def.type === 'union') return def.options.flatMap((option) => knownKeys(option, path));
  const [key, ...rest] = path;
  if (def.type === 'object') {
    if (key === undefined) return Object.keys(def.shape);
    const member = def.shape[String(key)];
    return member === undefined ? [] : knownKeys(member, rest);
  }
  if (def.type === 'array') return knownKeys(def.element, rest);
  return def.type === 'record' ? knownKeys(def.valueType, rest) : [];
}
