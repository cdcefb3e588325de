// The parameters of a strategy, checked: every problem at once, with the name that was probably meant.
import { z } from 'zod';
import { InvalidParametersError } from '../errors.ts';
import { instead } from '../inputInWords.ts';
import { knownKeys } from '../knownKeys.ts';
import type { Strategy } from './types.ts';

/** The parameters that a strategy gets. Throws `InvalidParametersError`, which lists every problem. */
export function parametersFor<Parameters>(
  { parameters }: Pick<Strategy<Parameters>, 'parameters'>,
  given: unknown,
): Parameters {
  const parsed = parameters.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new InvalidParametersError(parsed.error.issues.flatMap((issue) => problemsOf(parameters, issue)));
}

function problemsOf(schema: z.ZodType, issue: z.core.$ZodIssue): string[] {
  const { path, message } = issue;
  if (issue.code !== 'unrecognized_keys')
    return [`${path.length === 0 ? '' : `${placeOf(path)}: `}${message}`];
  const known = '_zod' in schema ? knownKeys(schema, path) : [];
  return issue.keys.map((key) => {
    const place = placeOf([...path, key]);
    return known.length === 0 ? `${place}: unknown key` : `${place}: unknown key (${instead(key, known)})`;
  });
}

const placeOf = (path: readonly PropertyKey[]): string => z.core.toDotPath(path);
