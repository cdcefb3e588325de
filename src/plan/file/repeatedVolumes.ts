// A volume may be in a plan once: two moves of it would depend on their order.
import type { Path } from './path.ts';
import { partAt } from './plainValue.ts';
import type { Problem } from './problem.ts';

/** Every action that names the volume of an earlier one. `data`: a plan as the file has it, valid or not. */
export function repeatedVolumes(data: unknown): Problem[] {
  const actions = partAt(data, ['actions']);
  if (!Array.isArray(actions)) return [];
  const first = new Map<string, Path>();
  const problems: Problem[] = [];
  for (const [index, action] of actions.entries()) {
    const id = partAt(action, ['resource_id']);
    if (typeof id !== 'string') continue;
    const path = ['actions', index, 'resource_id'];
    const other = first.get(id.toLowerCase());
    if (other === undefined) first.set(id.toLowerCase(), path);
    else problems.push({ path, message: 'the same volume as', other });
  }
  return problems;
}
