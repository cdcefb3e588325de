// A journal in memory that ends with its process: for tests, and for runs that need not survive.
import { hostname } from 'node:os';
import process from 'node:process';
import { checkFree, checkRemovable } from './exclusivity.ts';
import { isLast, type WorkflowEntry } from './records.ts';
import { type JournalStore, type RunClaim, type RunDriver, type RunSummary, summaryOf } from './store.ts';

/** A store that keeps the records of runs in memory, with the same rules as the SQLite store. */
export function createMemoryStore(): JournalStore {
  const runs = new Map<string, WorkflowEntry[]>();
  const states = new Map<string, string>();
  const claims = new Map<string, RunClaim & { readonly since: string }>();
  const held = new Set<string>();
  const self: RunDriver = {
    id: 'memory',
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
  };
  const append = (entry: WorkflowEntry): void => {
    const entries = runs.get(entry.runId) ?? [];
    if (entry.n !== entries.length) throw new Error(`run ${entry.runId}: record ${entry.n} exists already`);
    entries.push(entry);
    runs.set(entry.runId, entries);
  };
  const summaries = (unfinished: boolean): RunSummary[] => {
    const started = [...runs].map(([runId, entries]) =>
      summaryOf(entries, claims.get(runId) ?? NOTHING, {
        state: states.get(runId) ?? null,
        holder: held.has(runId) ? self : null,
      }),
    );
    const aboutToStart = [...held]
      .filter((runId) => !runs.has(runId))
      .flatMap((runId) => claims.get(runId) ?? []);
    return [
      ...aboutToStart.map((claim) => ({ ...ABOUT_TO_START, ...claim, startedAt: claim.since, holder: self })),
      ...started,
    ].filter(({ endedAt }) => !unfinished || endedAt === null);
  };
  return {
    hold: async (claim) => {
      checkFree(claim, summaries(true));
      claims.set(claim.runId, { ...claim, since: new Date().toISOString() });
      held.add(claim.runId);
    },
    release: async (runId) => void held.delete(runId),
    commit: async ({ entries, states: reached }) => {
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
    remove: async (runId) => {
      checkRemovable(runId, summaries(false).find((run) => run.runId === runId) ?? null);
      for (const each of [runs, states, claims]) each.delete(runId);
    },
    close: async () => {},
  };
}

const NOTHING = { resource: null, scope: null } as const;

const ABOUT_TO_START = {
  ...{ workflow: null, parent: null, input: null },
  ...{ endedAt: null, status: null, state: null },
} as const;
