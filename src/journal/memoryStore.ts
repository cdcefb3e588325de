// A journal that ends with its process: for tests, and for runs that need not survive.
import { hostname } from 'node:os';
import process from 'node:process';
import { checkFree } from './held.ts';
import type { Holder } from './holders.ts';
import { type Entry, isLast } from './records.ts';
import { type Batch, type JournalStore, RunHeldError, type RunSummary } from './store.ts';

export function createMemoryStore(): JournalStore {
  const runs = new Map<string, Entry[]>();
  const states = new Map<string, string>();
  // As they were taken: one that is about to begin has no records yet.
  const held = new Map<string, RunSummary>();
  const self: Holder = { id: 'memory', pid: process.pid, host: hostname(), since: new Date().toISOString() };
  const append = (entry: Entry): void => {
    const entries = runs.get(entry.runId) ?? [];
    if (entry.n !== entries.length) throw new Error(`run ${entry.runId}: record ${entry.n} is there already`);
    entries.push(entry);
    runs.set(entry.runId, entries);
  };
  const summaries = (unfinished: boolean): RunSummary[] => {
    const begun = [...runs.values()].map((entries) =>
      summaryOf(entries, states, (runId) => (held.has(runId) ? self : null)),
    );
    const aboutToBegin = [...held.values()].filter(({ runId }) => !runs.has(runId));
    return [...aboutToBegin, ...begun].filter(({ endedAt }) => !unfinished || endedAt === null);
  };
  return {
    hold: async (claim) => {
      if (held.has(claim.runId))
        throw new RunHeldError(claim.runId, self, `run ${claim.runId} is driven already`);
      checkFree(claim, summaries(true));
      held.set(claim.runId, {
        ...ABOUT_TO_BEGIN,
        ...claim,
        startedAt: new Date().toISOString(),
        holder: self,
      });
    },
    release: async (runId) => void held.delete(runId),
    commit: async ({ entries, states: reached }: Batch) => {
      for (const entry of entries) append(entry);
      for (const { runId, record } of entries) if (isLast(record)) held.delete(runId);
      for (const [runId, state] of reached) states.set(runId, state);
    },
    read: async (runId) => [...(runs.get(runId) ?? [])],
    readAfter: async (runId, n) => (runs.get(runId) ?? []).slice(n + 1),
    list: async ({ unfinished = false, idPrefix = '' } = {}) =>
      summaries(unfinished)
        .filter(({ runId }) => runId.startsWith(idPrefix))
        .sort((one, other) => other.startedAt.localeCompare(one.startedAt)),
    close: async () => {},
  };
}

const ABOUT_TO_BEGIN = { parameters: null, endedAt: null, status: null, state: null } as const;

/** A run in a list, from its records. Throws where they do not begin with the run's first. */
export function summaryOf(
  entries: readonly Entry[],
  states: ReadonlyMap<string, string>,
  holderOf: (runId: string) => Holder | null,
): RunSummary {
  const [first] = entries;
  const last = entries.at(-1);
  if (first?.record.kind !== 'started') throw new Error('a run without its beginning');
  const ended = last !== undefined && isLast(last.record) ? last : null;
  return {
    runId: first.runId,
    volumeId: first.record.input.parameters.resourceId,
    parameters: first.record.input.parameters,
    cloud: first.record.cloud,
    startedAt: first.at,
    endedAt: ended?.at ?? null,
    status: ended?.record.kind === 'ended' ? ended.record.result.status : null,
    state: states.get(first.runId) ?? null,
    holder: ended === null ? holderOf(first.runId) : null,
  };
}
