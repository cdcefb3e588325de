// What a machine has under way: the calls and watches that it started and has not stopped.
import type { Effect } from './transitions.ts';

/** A call or a watch that the machine has started. */
export interface Invocation {
  readonly id: string;
  /** Name of the call or watch. */
  readonly src: string;
  readonly input: unknown;
  /** Number of this invocation within the run: the same in every process and every replay. */
  readonly ordinal: number;
}

export interface Underway {
  readonly byId: ReadonlyMap<string, Invocation>;
  readonly start: (effect: Extract<Effect, { kind: 'start' }>) => Invocation;
  readonly end: (id: string) => void;
}

export function createUnderway(): Underway {
  const byId = new Map<string, Invocation>();
  let count = 0;
  return {
    byId,
    start: ({ id, src, input }) => {
      const invocation = { id, src, input, ordinal: count };
      count += 1;
      byId.set(id, invocation);
      return invocation;
    },
    end: (id) => void byId.delete(id),
  };
}
