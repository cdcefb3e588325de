// Checks `after`: a move may wait only for other moves of its plan, and moves may not wait for each other in a circle.
import type { PlanAction } from '../../../machines/plan/types.ts';
import { parametersSchema } from '../../volumeMigrate/parameters.ts';
import type { Path } from './path.ts';
import { partAt } from './plainValue.ts';
import type { Problem } from './problem.ts';

// The schema reports what is not a UUID.
const isUuid = (part: unknown): boolean => parametersSchema.shape.resource_id.safeParse(part).success;

/** What is wrong with the dependencies of a plan. `data`: a plan as the file has it, valid or not. */
export function dependencyProblems(data: unknown): Problem[] {
  const actions = partAt(data, ['actions']);
  if (!Array.isArray(actions)) return [];
  const idOf = (part: unknown): string | null => (typeof part === 'string' ? part.toLowerCase() : null);
  const own = actions.map((action) => {
    const after = partAt(action, ['after']);
    return {
      id: idOf(partAt(action, ['resource_id'])),
      after: Array.isArray(after) ? after.map((part) => (isUuid(part) ? idOf(part) : null)) : [],
    };
  });
  return problemsOf(own, (index, place) => ['actions', index, 'after', place]);
}

/** The same of the plan that a program passes: moves that can never start because of `after`. */
export function dependencyProblemsOf(actions: readonly PlanAction[]): Problem[] {
  const own = actions.map(({ parameters, after = [] }) => ({ id: parameters.resourceId, after }));
  return problemsOf(own, (index, place) => ['actions', index, 'after', place]);
}

interface Waiting {
  readonly id: string | null;
  readonly after: readonly (string | null)[];
}

function problemsOf(actions: readonly Waiting[], pathOf: (index: number, place: number) => Path): Problem[] {
  if (actions.every(({ after }) => after.length === 0)) return [];
  const places = new Map(actions.map(({ id }, index) => [id, index]));
  const circles = inCircles(actions, places);
  return actions.flatMap(({ id, after }, index) =>
    after.flatMap((earlier, place) => {
      if (earlier === null) return [];
      const path = pathOf(index, place);
      if (earlier === id) return [{ path, message: 'a move cannot wait for itself' }];
      if (!places.has(earlier)) return [{ path, message: `the plan has no move of volume ${earlier}` }];
      const isCircle = circles.has(index) && circles.has(places.get(earlier) ?? -1);
      return isCircle ? [{ path, message: 'these moves wait for each other in a circle' }] : [];
    }),
  );
}

// The actions that remain when those that wait for no other, and those that no other waits for, are removed again and again.
function inCircles(
  actions: readonly Waiting[],
  places: ReadonlyMap<string | null, number>,
): ReadonlySet<number> {
  const earlier = actions.map(({ after }) =>
    after.flatMap((id) => (id === null ? [] : (places.get(id) ?? []))),
  );
  const later = reversed(earlier);
  return pruned(pruned(new Set(actions.keys()), earlier, later), later, earlier);
}

function reversed(edges: readonly (readonly number[])[]): number[][] {
  const back: number[][] = edges.map(() => []);
  for (const [from, all] of edges.entries()) for (const to of all) back[to]?.push(from);
  return back;
}

// The nodes from which an endless path starts.
function pruned(
  nodes: ReadonlySet<number>,
  edges: readonly (readonly number[])[],
  back: readonly (readonly number[])[],
): ReadonlySet<number> {
  const left = new Set(nodes);
  const ways = edges.map((all) => all.filter((to) => nodes.has(to)).length);
  const ends = [...nodes].filter((node) => ways[node] === 0);
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    left.delete(end);
    for (const from of back[end] ?? []) {
      ways[from] = (ways[from] ?? 0) - 1;
      if (ways[from] === 0 && left.has(from)) ends.push(from);
    }
  }
  return left;
}
