// Every path of a machine, from its start to an end.
import type { AnyStateMachine } from 'xstate';
import type { Reply } from './alphabet.ts';
import { type Edge, type GraphOptions, type GraphPlace, graphOf } from './graph.ts';

/** Options of `everyPath`. */
export interface PathOptions<M extends AnyStateMachine, R extends Reply> extends GraphOptions<M, R> {
  /**
   * If several replies lead from one place to the same other one, simple paths take `each`, or only the
   * `likeliest`: each of the others then gets a path of its own.
   * @default 'each'
   */
  readonly parallel?: 'each' | 'likeliest';
  /** More simple paths than this are an error. @default 20000 */
  readonly most?: number;
}

/** A path from a machine's start to an end. */
export interface Path {
  /** The replies, by their words. */
  readonly words: readonly string[];
  /** Visits no place twice; otherwise it was added for a reply that no simple path has. */
  readonly isSimple: boolean;
}

/**
 * All simple paths of a machine, plus one path for each reply that none of them has in that state, leading to
 * that other one: the shortest way there, the reply, and then the likeliest replies to an end.
 */
export function everyPath<M extends AnyStateMachine, R extends Reply>(
  machine: M,
  options: PathOptions<M, R>,
): Path[] {
  const places = graphOf(machine, options);
  const [start] = places;
  const choose = options.parallel === 'likeliest' ? likeliest : ({ edges }: GraphPlace) => edges;
  const simple = atMost(options.most ?? 20_000, simplePaths(start, choose, [start]));
  const walked = new Set(simple.flatMap((path) => path.map(nameOf)));
  const missed = places.flatMap(({ edges }) => edges).filter((edge) => !walked.has(nameOf(edge)));
  const added = firstOfEach(missed, nameOf).map((edge) => [
    ...shortestWay(start, edge.from),
    edge,
    ...onward(edge.to),
  ]);
  return [...simple.map((path) => pathOf(path, true)), ...added.map((path) => pathOf(path, false))];
}

function atMost(most: number, paths: Iterable<Edge[]>): Edge[][] {
  const kept: Edge[][] = [];
  for (const path of paths) {
    if (kept.length === most)
      throw new Error(
        `more than ${most} paths: set matters to what guards and replies depend on, or parallel to likeliest`,
      );
    kept.push(path);
  }
  return kept;
}

const pathOf = (edges: readonly Edge[], isSimple: boolean): Path => ({
  words: edges.map(({ words }) => words),
  isSimple,
});

const nameOf = ({ from, words, to }: Edge): string => `${from.state}|${words}|${to.state}`;

const firstOfEach = <T>(items: readonly T[], keyOf: (item: T) => unknown): T[] => {
  const keys = items.map(keyOf);
  return items.filter((_, index) => keys.indexOf(keys[index]) === index);
};

const likeliest = ({ edges }: GraphPlace): Edge[] => firstOfEach(edges, ({ to }) => to);

// `xstate/graph` has getSimplePaths, which walks the graph once for each target place; only ends matter here.
function* simplePaths(
  from: GraphPlace,
  choose: (place: GraphPlace) => readonly Edge[],
  visited: readonly GraphPlace[],
): Generator<Edge[]> {
  if (from.isEnd) yield [];
  for (const edge of choose(from)) {
    if (visited.includes(edge.to)) continue;
    for (const rest of simplePaths(edge.to, choose, [...visited, edge.to])) yield [edge, ...rest];
  }
}

function shortestWay(start: GraphPlace, goal: GraphPlace): Edge[] {
  const ways = new Map<GraphPlace, Edge[]>([[start, []]]);
  for (const [place, way] of ways) {
    if (place === goal) return way;
    for (const edge of place.edges) if (!ways.has(edge.to)) ways.set(edge.to, [...way, edge]);
  }
  throw new Error(`no path leads to ${goal.state}`);
}

// The first reply that leads to a new place: alphabets list the likeliest first.
function onward(from: GraphPlace): Edge[] {
  const way: Edge[] = [];
  const visited = new Set([from]);
  for (let place = from; !place.isEnd; ) {
    const next = place.edges.find(({ to }) => !visited.has(to));
    if (next === undefined) throw new Error(`no path leads out of ${place.state}`);
    way.push(next);
    visited.add(next.to);
    place = next.to;
  }
  return way;
}
