// The replies that a machine may receive from outside: in each state a finite choice, each in words.
import { type AnyMachineSnapshot, type EventObject, getNextTransitions } from 'xstate';

/** Something that the machine may receive. */
export interface Reply {
  /** For the titles of paths: "Cinder accepts". Unique among the replies of a state. */
  readonly words: string;
  readonly event: EventObject;
}

/**
 * Every reply that may come in the state of a snapshot, likeliest first: paths continue with it.
 * May include replies that the state ignores.
 */
export type Alphabet<R extends Reply = Reply, S extends AnyMachineSnapshot = AnyMachineSnapshot> = (
  snapshot: S,
) => readonly R[];

/** The types of the events that a state handles, including those of its parents. */
const eventsTakenIn = (snapshot: AnyMachineSnapshot): Set<string> =>
  new Set(getNextTransitions(snapshot).map(({ eventType }) => eventType));

/** The replies that a state handles. Throws if two of them have the same words. */
export function repliesIn<R extends Reply>(snapshot: AnyMachineSnapshot, alphabet: Alphabet<R>): R[] {
  if (snapshot.status !== 'active') return [];
  const taken = eventsTakenIn(snapshot);
  const replies = alphabet(snapshot).filter(({ event }) => taken.has(event.type));
  const said = replies.map(({ words }) => words);
  const twice = said.find((words, index) => said.indexOf(words) !== index);
  if (twice === undefined) return replies;
  throw new Error(`in ${JSON.stringify(snapshot.value)} two replies have the name "${twice}"`);
}
