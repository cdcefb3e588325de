// An immutable array of which a changed copy shares nearly everything with the original: a plan may have 100,000 moves.

/** Elements in chunks; a change copies one chunk and the list of chunks. */
export interface Chunks<T> {
  readonly length: number;
  readonly size: number;
  readonly chunks: readonly (readonly T[])[];
}

/** The elements, in chunks of about the square root of their number. */
export function chunksOf<T>(elements: readonly T[]): Chunks<T> {
  const { length } = elements;
  const size = Math.max(1, Math.ceil(Math.sqrt(length)));
  const chunks = Array.from({ length: Math.ceil(length / size) }, (_, index) =>
    elements.slice(index * size, (index + 1) * size),
  );
  return { length, size, chunks };
}

/** The element at an index that exists. */
export const at = <T>({ size, chunks }: Chunks<T>, index: number): T =>
  chunks[Math.floor(index / size)]?.[index % size] as T;

/** A copy with another element at the index. */
export function withAt<T>(all: Chunks<T>, index: number, element: T): Chunks<T> {
  const { size, chunks } = all;
  const nth = Math.floor(index / size);
  return { ...all, chunks: chunks.with(nth, (chunks[nth] ?? []).with(index % size, element)) };
}

/** All elements, in order. */
export const elementsOf = <T>({ chunks }: Chunks<T>): T[] => chunks.flat();

/** The indexes at which two copies differ; none if they have different lengths. */
export function changedAt<T>(before: Chunks<T>, after: Chunks<T>): number[] {
  if (before.length !== after.length) return [];
  return after.chunks.flatMap((chunk, nth) => {
    const old = before.chunks[nth] ?? [];
    if (old === chunk) return [];
    return chunk.flatMap((element, index) => (element === old[index] ? [] : [nth * after.size + index]));
  });
}
