// Limits how much is under way at the same time.

/** Does a piece of work once one of the slots is free. */
export type InSlot = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Slots for that many pieces of work at a time; the others wait in order. */
export function createSlots(count: number): InSlot {
  const queue: (() => void)[] = [];
  let free = count;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
