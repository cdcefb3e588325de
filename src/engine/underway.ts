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

export class Underway {
  readonly byId = new Map<string, Invocation>();
  #count = 0;

  start({ id, src, input }: Extract<Effect, { kind: 'start' }>): Invocation {
    const invocation = { id, src, input, ordinal: this.#count };
    this.#count += 1;
    this.byId.set(id, invocation);
    return invocation;
  }

  end(id: string): void {
    this.byId.delete(id);
  }
}
