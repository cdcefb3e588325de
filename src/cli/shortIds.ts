// Short forms of IDs that still name one thing each.

const SHORTEST = 8;

/** Returns a function that shortens an ID to the length at which all the given IDs differ: at least 8. */
export function shortening(ids: readonly string[]): (id: string) => string {
  const sorted = [...new Set(ids)].toSorted();
  const shared = sorted.map((id, index) => commonLength(id, sorted[index - 1] ?? ''));
  const length = Math.max(SHORTEST, ...shared.map((same) => same + 1));
  return (id) => id.slice(0, length);
}

function commonLength(one: string, other: string): number {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  return same;
}
