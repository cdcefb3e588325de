// An immutable list of numbers that finds the large ones: a change copies one path of a tree, however long the list is.

const WIDTH = 32;

interface Branch {
  /** The largest number under it. */
  readonly most: number;
  readonly under: readonly Branch[] | readonly number[];
}

/** Numbers by index, with the largest of every 32, of every 32 of those, and so on. */
export interface MaxTree {
  readonly length: number;
  /** How many numbers there is room for under one branch of the root. */
  readonly span: number;
  readonly root: Branch;
}

/** A tree of the numbers. */
export function maxTreeOf(numbers: readonly number[]): MaxTree {
  let level: readonly Branch[] = grouped(numbers).map((under) => ({ most: largest(under), under }));
  let span = 1;
  while (level.length > 1) {
    level = grouped(level).map((under) => ({ most: largest(under.map(({ most }) => most)), under }));
    span *= WIDTH;
  }
  return { length: numbers.length, span, root: level[0] ?? { most: Number.NEGATIVE_INFINITY, under: [] } };
}

/** The number at an index that exists. */
export function numberAt({ span, root }: MaxTree, index: number): number {
  let branch = root;
  for (let size = span; size > 1; size /= WIDTH)
    branch = branch.under[Math.floor(index / size) % WIDTH] as Branch;
  return branch.under[index % WIDTH] as number;
}

/** A copy with another number at the index. */
export function withNumberAt(tree: MaxTree, index: number, number: number): MaxTree {
  const changed = (branch: Branch, size: number): Branch => {
    const place = Math.floor(index / size) % WIDTH;
    if (size === 1) {
      const under = (branch.under as readonly number[]).with(place, number);
      return { most: largest(under), under };
    }
    const before = branch.under as readonly Branch[];
    const under = before.with(place, changed(before[place] as Branch, size / WIDTH));
    return { most: largest(under.map(({ most }) => most)), under };
  };
  return { ...tree, root: changed(tree.root, tree.span) };
}

/** The indexes of the numbers that are at least as large as `least` is when they are reached, in order. */
export function* indexesFrom({ span, root }: MaxTree, least: () => number): Generator<number> {
  const open: { readonly branch: Branch; readonly size: number; readonly first: number }[] = [
    { branch: root, size: span, first: 0 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { branch, size, first } = next;
    if (branch.most < least()) continue;
    if (size === 1) {
      for (const [place, number] of (branch.under as readonly number[]).entries())
        if (number >= least()) yield first + place;
    } else
      for (const [place, under] of [...(branch.under as readonly Branch[]).entries()].toReversed())
        open.push({ branch: under, size: size / WIDTH, first: first + place * size });
  }
}

const grouped = <T>(all: readonly T[]): (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / WIDTH) }, (_, nth) =>
    all.slice(nth * WIDTH, (nth + 1) * WIDTH),
  );

const largest = (numbers: readonly number[]): number =>
  numbers.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
