// Random choices from a seed: the same seed makes the same choices on every machine.

/** Random choices that are the same for the same seed. */
export interface Choices {
  /** From 0, below 1. */
  readonly next: () => number;
  /** A whole number, both bounds included. */
  readonly whole: (least: number, most: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly one: <T>(of: readonly T[]) => T;
  /** The same elements in another order. */
  readonly shuffled: <T>(all: readonly T[]) => T[];
}

/** The generator mulberry32. */
export function choicesOf(seed: number): Choices {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    ...{ next, whole },
    chance: (probability) => next() < probability,
    one: (of) => of[whole(0, of.length - 1)] as (typeof of)[number],
    shuffled: (all) =>
      all
        .map((element) => ({ element, at: next() }))
        .toSorted((one, other) => one.at - other.at)
        .map(({ element }) => element),
  };
}
