// What is wrong with the data of a plan file: the schema's issues as problems, each with its path.
import type { z } from 'zod';
import { instead } from '../../inputInWords.ts';
import { knownKeys } from '../../knownKeys.ts';
import type { Path } from './path.ts';
import type { Problem } from './problem.ts';
import { planSchema } from './schema.ts';

type Issue = z.core.$ZodIssue;

/** The issues as problems; unknown keys are one problem each. */
export const schemaProblems = (issues: readonly Issue[]): Problem[] =>
  issues.flatMap((issue) => problemsOf(issue, []));

function problemsOf(issue: Issue, prefix: Path): Problem[] {
  const path = [...prefix, ...issue.path] as Path;
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, path);
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path, message }));
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((branch) => !branch.some(isOfAnotherType));
    if (meant !== undefined) return meant.flatMap((one) => problemsOf(one, path));
  }
  return [{ path, message: issue.message }];
}

const isOfAnotherType = ({ code, path }: Issue): boolean => code === 'invalid_type' && path.length === 0;

function unknownKeys(keys: readonly string[], path: Path): Problem[] {
  const known = knownKeys(planSchema, path);
  return keys.map((key) => ({
    path: [...path, key],
    message: `unknown key (${instead(key.slice(0, 80), known)})`,
  }));
}
