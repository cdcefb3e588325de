// Which moves of a plan have really started: their runs have their volumes and their slots.

/** The starts of the moves of one plan in this process. */
export interface MoveStarts {
  /** The run of a move has started. */
  readonly tell: (n: number) => void;
  /** Calls the listener for each move that starts from now on. Returns a function that unsubscribes it. */
  readonly subscribe: (listener: (n: number) => void) => () => void;
}

/** Nothing has started yet. */
export function createMoveStarts(): MoveStarts {
  const listeners = new Set<(n: number) => void>();
  return {
    tell: (n) => {
      for (const listener of listeners) listener(n);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
