// A machine as a graph: its places, and the replies that lead from one to another.
import type { AnyMachineSnapshot, AnyStateMachine, EventObject, InputFrom, SnapshotFrom } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { type Alphabet, type Reply, repliesIn } from './alphabet.ts';

/** What a machine starts with, and which replies it may receive. */
export interface GraphOptions<M extends AnyStateMachine, R extends Reply> {
  readonly input: InputFrom<M>;
  readonly alphabet: Alphabet<R, SnapshotFrom<M>>;
  /**
   * What in a context decides how a run may continue: snapshots that agree in it and in their state are one
   * place.
   * Guards must be functions of it and of the event.
   * @default the whole context
   */
  readonly matters?: (snapshot: SnapshotFrom<M>) => unknown;
}

/** A reply by its words, and the places that it leads from and to. */
export interface Edge {
  readonly from: GraphPlace;
  readonly words: string;
  readonly to: GraphPlace;
}

/** A place in the graph: a state, with what matters in its context. */
export interface GraphPlace {
  /** The state's path, such as `cold.gettingVolume`. */
  readonly state: string;
  /** True if the machine has ended. */
  readonly isEnd: boolean;
  readonly edges: readonly Edge[];
}

/** All reachable places; the first is the start. Throws if the alphabet lacks a reply. */
export function graphOf<M extends AnyStateMachine, R extends Reply>(
  machine: M,
  { input, alphabet, matters = ({ context }) => context }: GraphOptions<M, R>,
): readonly [GraphPlace, ...GraphPlace[]] {
  const words = new Map<EventObject, string>();
  const keyOf = (snapshot: AnyMachineSnapshot): string =>
    snapshot.status === 'active'
      ? JSON.stringify([snapshot.value, matters(snapshot as SnapshotFrom<M>)])
      : JSON.stringify(snapshot.value);
  const adjacency = getAdjacencyMap(machine as AnyStateMachine, {
    input,
    events: (snapshot) => {
      const replies = repliesIn(snapshot, alphabet as Alphabet<R>);
      for (const reply of replies) words.set(reply.event, reply.words);
      return replies.map(({ event }) => event);
    },
    serializeState: keyOf,
    serializeEvent: (event) => words.get(event) ?? event.type,
  }) as unknown as Adjacency;
  return placesOf(adjacency, keyOf);
}

function placesOf(
  adjacency: Adjacency,
  keyOf: (snapshot: AnyMachineSnapshot) => string,
): readonly [GraphPlace, ...GraphPlace[]] {
  const places = new Map<string, GraphPlace & { edges: Edge[] }>();
  for (const [key, { state }] of Object.entries(adjacency))
    places.set(key, { state: statePathOf(state), isEnd: state.status !== 'active', edges: [] });
  for (const [key, { transitions }] of Object.entries(adjacency)) {
    const from = places.get(key);
    for (const [words, { state }] of Object.entries(transitions)) {
      const to = places.get(keyOf(state));
      if (from && to) from.edges.push({ from, words, to });
    }
  }
  return [...places.values()] as unknown as [GraphPlace, ...GraphPlace[]];
}

// XState's own type omits what is in `transitions`.
type Adjacency = Record<
  string,
  {
    state: AnyMachineSnapshot;
    transitions: Record<string, { event: EventObject; state: AnyMachineSnapshot }>;
  }
>;

/** The path of a snapshot's state, `a.b`; those of parallel states are joined by a comma. */
export const statePathOf = (snapshot: AnyMachineSnapshot): string => pathIn(snapshot.value);

function pathIn(value: AnyMachineSnapshot['value']): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .map(([parent, child]) => {
      const within = child === undefined ? '' : pathIn(child);
      return within === '' ? parent : `${parent}.${within}`;
    })
    .join(',');
}
