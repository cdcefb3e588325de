// Lists of open runs that are asked for while one is read are answered together by the next: what a list costs grows with the number
// of runs, and every move of a plan asks for one before it starts.
import { setTimeout as sleep } from 'node:timers/promises';
import { isListed, type JournalStore, type RunFilter, type RunSummary } from '../../engine/store.ts';

// Between two lists, Restate has this many times as long for everything else, within limits.
const REST = 4;
const LONGEST_REST_MS = 5_000;

interface Asked {
  readonly filter: RunFilter;
  readonly answer: (all: Promise<readonly RunSummary[]>) => void;
}

/** Reads with `read`: open runs once at a time, with a rest between, and always after they were asked for. */
export function sharedList(
  read: (filter: RunFilter) => Promise<readonly RunSummary[]>,
): JournalStore['list'] {
  let waiting: Asked[] = [];
  let isReading = false;
  // By the monotonic clock.
  let restsUntilMs = 0;

  async function readForAll(): Promise<void> {
    isReading = true;
    while (waiting.length > 0) {
      const restMs = restsUntilMs - performance.now();
      if (restMs > 0) await sleep(restMs);
      const beganMs = performance.now();
      const asked = waiting;
      waiting = [];
      const all = read(widest(asked.map(({ filter }) => filter)));
      for (const { answer } of asked) answer(all);
      await all.catch(() => undefined);
      const endedMs = performance.now();
      restsUntilMs = endedMs + Math.min(REST * (endedMs - beganMs), LONGEST_REST_MS);
    }
    isReading = false;
  }

  return async (filter = {}) => {
    const { unfinished = false, idPrefix = '' } = filter;
    if (!unfinished || idPrefix !== '') return await read(filter);
    const { promise, resolve } = Promise.withResolvers<readonly RunSummary[]>();
    waiting.push({ filter, answer: resolve });
    if (!isReading) void readForAll();
    return (await promise).filter((run) => isListed(run, filter));
  };
}

// What every one of them asks for.
function widest(filters: readonly RunFilter[]): RunFilter {
  const since = filters.flatMap(({ endedSince }) => endedSince ?? []).sort();
  return { unfinished: true, ...(since[0] === undefined ? {} : { endedSince: since[0] }) };
}
