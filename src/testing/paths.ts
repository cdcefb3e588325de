// Every path of a machine, from its start to an end.
import type { AnyStateMachine } from 'xstate';
import type { Reply } from './alphabet.ts';
import { type Edge, type GraphOptions, graphOf, type Place } from './graph.ts';

export interface PathOptions<M extends AnyStateMachine, R extends Reply> extends GraphOptions<M, R> {
  /**
   * Of several replies that lead from one place to the same other, simple paths take `each`, or the `likeliest` alone:
   * the others then have a path of their own. @default 'each'
   */
  readonly parallel?: 'each' | 'likeliest';
  /** More simple paths than this are an error. @default 20000 */
  readonly most?: number;
}

export interface Path {
  /** The replies, by their words. */
  readonly words: readonly string[];
  /** Comes to no place twice; else it was added for a reply that no simple path has. */
  readonly isSimple: boolean;
}

/**
 * All simple paths of a machine, and for each reply that none of them has in that state, leading to that other, a path
 * more: the shortest way there, the reply, and on by the likeliest replies to an end.
 */
export function everyPath<M extends AnyStateMachine, R extends Reply>(
  machine: M,
  options: PathOptions<M, R>,
): Path[] {
  const places = graphOf(machine, options);
  const [start] = places;
  const choose = options.parallel === 'likeliest' ? likeliest : ({ edges }: Place) => edges;
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
        `more than ${most} paths: tell what matters, or take the likeliest of parallel replies`,
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

const likeliest = ({ edges }: Place): Edge[] => firstOfEach(edges, ({ to }) => to);

// `xstate/graph` has getSimplePaths, which walks the graph once for each place to come to; here ends alone matter.
function* simplePaths(
  from: Place,
  choose: (place: Place) => readonly Edge[],
  visited: readonly Place[],
): Generator<Edge[]> {
  if (from.isEnd) yield [];
  for (const edge of choose(from)) {
    if (visited.includes(edge.to)) continue;
    for (const rest of simplePaths(edge.to, choose, [...visited, edge.to])) yield [edge, ...rest];
  }
}

function shortestWay(start: Place, goal: Place): Edge[] {
  const ways = new Map<Place, Edge[]>([[start, []]]);
  for (const [place, way] of ways) {
    if (place === goal) return way;
    for (const edge of place.edges) if (!ways.has(edge.to)) ways.set(edge.to, [...way, edge]);
  }
  throw new Error(`there is no way to ${goal.state}`);
}

// The first reply that leads to a new place: alphabets name the likeliest first.
function onward(from: Place): Edge[] {
  const way: Edge[] = [];
  const visited = new Set([from]);
  for (let place = from; !place.isEnd; ) {
    const next = place.edges.find(({ to }) => !visited.has(to));
    if (next === undefined) throw new Error(`there is no way on from ${place.state}`);
    way.push(next);
    visited.add(next.to);
    place = next.to;
  }
  return way;
}
