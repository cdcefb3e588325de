// A strategy as a file exports it; defaults replace what it omits.
import { z } from 'zod';
import { InvalidParametersError } from '../errors.ts';
import type { Strategy } from './types.ts';

/** A strategy: the default export of your file, which needs no imports. */
export interface OwnStrategy<Parameters = never> {
  /** @default the name of the file */
  readonly name?: string;
  readonly description?: string;
  /** The form of its parameters: a JSON Schema, or a zod schema. @default it has no parameters */
  readonly parameters?: z.ZodType<Parameters> | Readonly<Record<string, unknown>>;
  readonly propose: Strategy<Parameters>['propose'];
}

/**
 * The strategy, completed with defaults. Throws `InvalidParametersError`, which names every problem of the strategy.
 * `name`: its name if it has none.
 */
export function asStrategy(given: unknown, name = 'own strategy'): Strategy {
  const problems: string[] = [];
  const own = (typeof given === 'object' && given !== null ? given : {}) as Partial<OwnStrategy<unknown>>;
  if (typeof own.propose !== 'function')
    problems.push('propose: expected a function (view, parameters, draft) => proposal');
  const parameters = schemaOf(own.parameters);
  if (parameters === null) problems.push('parameters: expected a JSON Schema of an object, or a zod schema');
  for (const key of ['name', 'description'] as const)
    if (own[key] !== undefined && typeof own[key] !== 'string') problems.push(`${key}: expected text`);
  if (problems.length === 0 && parameters !== null)
    return { ...(own as Strategy), parameters, name: own.name ?? name, description: own.description ?? '' };
  throw new InvalidParametersError(problems.map((problem) => `strategy ${name}: ${problem}`));
}

function schemaOf(given: unknown): Strategy['parameters'] | null {
  if (given === undefined) return z.strictObject({});
  if (typeof given !== 'object' || given === null) return null;
  if (typeof (given as z.ZodType).safeParse === 'function') return given as z.ZodType;
  if ((given as { readonly type?: unknown }).type !== 'object') return null;
  try {
    return z.fromJSONSchema(given as never);
  } catch {
    return null;
  }
}
