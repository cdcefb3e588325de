// Everything that an inspector's clients watch: the list of runs, and each run that is open in one of them.
import type { JournalStore } from '../engine/store.ts';
import { followRun } from './followRun.ts';
import { followRuns } from './followRuns.ts';
import type { Tell } from './messages.ts';
import type { RunList } from './runList.ts';
import { createWatch, type Watch } from './watch.ts';

/** What an inspector needs of a journal: it writes nothing. */
export type JournalReader = Pick<JournalStore, 'list' | 'readAfter'>;

export interface Live {
  /** Sends the list of runs and, if a run is named, that run. Returns a function that ends it. */
  readonly join: (runId: string | null, tell: Tell) => () => void;
  /** Sends what is new, then stops. */
  readonly close: () => Promise<void>;
}

// A run is read by its key, from its last record on: a few microseconds. The list takes longer.
const RUN_EVERY_MS = 100;
const LIST_EVERY_MS = 500;

/** Follows a journal and its list of runs, whichever process writes it. */
export function createLive(store: JournalReader, runs: RunList): Live {
  const list = createWatch(followRuns(runs), LIST_EVERY_MS);
  const watched = new Map<string, Watch>();
  const joinRun = (runId: string, tell: Tell): (() => void) => {
    const watch = watched.get(runId) ?? createWatch(followRun(store, runId), RUN_EVERY_MS);
    watched.set(runId, watch);
    const leave = watch.join(tell);
    return () => {
      leave();
      if (watch.isAlone() && watched.get(runId) === watch) watched.delete(runId);
    };
  };
  return {
    join: (runId, tell) => {
      const leaveList = list.join(tell);
      const leaveRun = runId === null ? () => {} : joinRun(runId, tell);
      return () => {
        leaveList();
        leaveRun();
      };
    },
    close: async () => {
      await Promise.all([list, ...watched.values()].map((watch) => watch.close()));
    },
  };
}
