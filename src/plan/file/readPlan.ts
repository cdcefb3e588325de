// Reads a plan file: JSON, YAML, JSON Lines or an export of Watcher, told apart by their content.
import type { z } from 'zod';
import { contentOf } from './content.ts';
import { decode } from './decode.ts';
import { dependencyProblems } from './dependencyProblems.ts';
import { type Formed, formed } from './form.ts';
import { planFrom } from './fromFile.ts';
import { type Problem, reject } from './problem.ts';
import { repeatedVolumes } from './repeatedVolumes.ts';
import { planSchema } from './schema.ts';
import { schemaProblems } from './schemaProblems.ts';
import type { Plan } from './types.ts';

/**
 * Reads a plan. `notes` say which actions of an export are left out.
 * Throws {@link InvalidPlanError}, which lists every problem with its place; after 50 problems, the number of the others.
 * @param file The content of the file, at most 128 MiB, UTF-8 if it is given as bytes. Its form is one of these:
 * a plan (`{ version: 1, actions: [...] }`) or a list of actions, in JSON or YAML; JSON Lines, one action a line; the
 * output of `openstack optimize action list --action-plan UUID --detail --limit 0 -f json`, or of Watcher's API.
 */
export function readPlan(file: string | Uint8Array): Plan {
  const content = contentOf(decode(file));
  const form = formed(content.value);
  const parsed = planSchema.safeParse(form.data);
  const issues = parsed.success || form.data === undefined ? [] : parsed.error.issues;
  reject([...content.problems, ...form.problems, ...problemsOf(form, issues)], content.linesOf);
  return planFrom(parsed.data as z.output<typeof planSchema>, form.notes);
}

function problemsOf(form: Formed, issues: readonly z.core.$ZodIssue[]): Problem[] {
  return [...schemaProblems(issues), ...repeatedVolumes(form.data), ...dependencyProblems(form.data)].map(
    ({ path, message, other }) => ({
      path: form.pathInFile(path),
      message,
      ...(other === undefined ? {} : { other: form.pathInFile(other) }),
    }),
  );
}
