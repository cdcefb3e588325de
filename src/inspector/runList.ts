// The newest runs of a journal with the names in their records, which are read a few runs at a time.
import type { JournalStore, RunSummary } from '../engine/store.ts';
import { isMigration } from '../volumeMigrate/runSummary.ts';
import { type InspectedRun, inspectedRun } from './inspectedRun.ts';
import { namesAfter, type RunNames } from './runNames.ts';

// More than anybody reads.
const LISTED = 500;
// Runs whose records are read each time: the process that lists may drive runs as well.
const READ_AT_ONCE = 50;

export interface RunList {
  /** The newest runs, and the parents of those that other runs started. */
  readonly look: () => Promise<readonly InspectedRun[]>;
}

interface Known {
  names: RunNames;
  /** Number of the last record that was read. */
  last: number;
  isOver: boolean;
  /** When it was last read, counted in readings. */
  reading: number;
}

/** The list of a journal's runs. It remembers the names that it has read. */
export function createRunList(store: Pick<JournalStore, 'list' | 'readAfter'>): RunList {
  const known = new Map<string, Known>();
  let readings = 0;
  const knownOf = ({ runId }: RunSummary): Known => {
    const one = known.get(runId) ?? { names: {}, last: -1, isOver: false, reading: 0 };
    known.set(runId, one);
    return one;
  };
  return {
    look: async () => {
      const runs = newestOf(await store.list());
      const waiting = runs.filter((run) => isMigration(run) && !knownOf(run).isOver);
      const next = waiting.toSorted((one, other) => knownOf(one).reading - knownOf(other).reading);
      readings += 1;
      for (const run of next.slice(0, READ_AT_ONCE)) await read(store, run, knownOf(run), readings);
      return runs.map((run) => inspectedRun(run, knownOf(run).names));
    },
  };
}

async function read(
  store: Pick<JournalStore, 'readAfter'>,
  { runId, endedAt }: RunSummary,
  known: Known,
  reading: number,
): Promise<void> {
  known.reading = reading;
  try {
    const entries = await store.readAfter(runId, known.last);
    known.names = namesAfter(known.names, entries);
    known.last = entries.at(-1)?.n ?? known.last;
    known.isOver = endedAt !== null;
  } catch {
    // The list is worth showing without names; whoever follows the run is told why it cannot be read.
  }
}

function newestOf(all: readonly RunSummary[]): readonly RunSummary[] {
  const newest = all.slice(0, LISTED);
  const listed = new Set(newest.map(({ runId }) => runId));
  const parents = new Set(newest.flatMap(({ parent }) => parent ?? []));
  return [...newest, ...all.slice(LISTED).filter(({ runId }) => !listed.has(runId) && parents.has(runId))];
}
