// A queue of calls by due time, then by order of arrival: a binary heap.

/** A call that is due at a time. */
export interface Due {
  at: number;
  order: number;
  fn: () => void;
  cancelled: boolean;
}

/** Calls in order of time; one that was cancelled is never returned. */
export interface DueTimes {
  add(due: Due): void;
  /** The next call, which stays in the queue. */
  next(): Due | undefined;
  /** Removes the next call. */
  take(): void;
  /** Number of calls that are not cancelled. */
  size(): number;
  /** Cancels a call; does nothing if it was taken or cancelled before. */
  cancel(due: Due): void;
}

const isBefore = (left: Due, right: Due): boolean =>
  left.at === right.at ? left.order < right.order : left.at < right.at;

export function createDueTimes(): DueTimes {
  const heap: Due[] = [];
  let live = 0;
  const pop = (): void => {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    sink(heap);
  };
  const next = (): Due | undefined => {
    while (heap[0]?.cancelled) pop();
    return heap[0];
  };
  return {
    next,
    add(due) {
      heap.push(due);
      rise(heap);
      live++;
    },
    take() {
      const due = next();
      if (!due) return;
      pop();
      due.cancelled = true;
      live--;
    },
    size: () => live,
    cancel(due) {
      if (due.cancelled) return;
      due.cancelled = true;
      live--;
    },
  };
}

// Moves the last entry up to its place.
function rise(heap: Due[]): void {
  let child = heap.length - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!swapIfBefore(heap, child, parent)) return;
    child = parent;
  }
}

// Moves the first entry down to its place.
function sink(heap: Due[]): void {
  for (let parent = 0; ; ) {
    const [left, right] = [heap[2 * parent + 1], heap[2 * parent + 2]];
    if (left === undefined) return;
    const child = 2 * parent + (right !== undefined && isBefore(right, left) ? 2 : 1);
    if (!swapIfBefore(heap, child, parent)) return;
    parent = child;
  }
}

function swapIfBefore(heap: Due[], child: number, parent: number): boolean {
  const [lower, upper] = [heap[child], heap[parent]];
  if (lower === undefined || upper === undefined || !isBefore(lower, upper)) return false;
  heap[child] = upper;
  heap[parent] = lower;
  return true;
}
