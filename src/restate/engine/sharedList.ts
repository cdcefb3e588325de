// Lists of open runs that are asked for while one is read are answered together by the next: what a list costs grows with the number
// of runs, and every move of a plan asks for one before it starts.
import { isListed, type JournalStore, type RunFilter, type RunSummary } from '../../engine/store.ts';

interface Asked {
  readonly filter: RunFilter;
  readonly answer: (all: Promise<readonly RunSummary[]>) => void;
}

/** Reads with `read`: open runs once at a time, and always after they were asked for. */
export function sharedList(
  read: (filter: RunFilter) => Promise<readonly RunSummary[]>,
): Required<Pick<JournalStore, 'list'>>['list'] {
  let waiting: Asked[] = [];
  let isReading = false;

  async function readForAll(): Promise<void> {
    isReading = true;
    while (waiting.length > 0) {
      const asked = waiting;
      waiting = [];
      const all = read(widest(asked.map(({ filter }) => filter)));
      for (const { answer } of asked) answer(all);
      await all.catch(() => undefined);
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
