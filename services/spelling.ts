// Finds the name that a misspelt one was meant to be.

/** The known name that differs by one letter, or by two if it is long; null if there is none. */
export function nearest(name: string, known: readonly string[]): string | null {
  const written = name.toLowerCase();
  const near = known
    .map((one) => ({ known: one, distance: distanceOf(written, one) }))
    .filter(({ known, distance }) => distance <= (known.length < 8 ? 1 : 2))
    .toSorted((one, other) => one.distance - other.distance);
  return near[0]?.known ?? null;
}

/** How many letters are missing, extra, wrong or swapped. */
function distanceOf(one: string, other: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next.push(
        Math.min(
          at(row, j) + 1,
          at(next, j - 1) + 1,
          at(row, j - 1) + (same ? 0 : 1),
          isSwapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [before, row] = [row, next];
  }
  return at(row, other.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;
