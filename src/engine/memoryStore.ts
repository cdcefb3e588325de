// A journal in memory that ends with its process: for tests, and for runs that need not survive.
import { hostname } from 'node:os';
import process from 'node:process';
import { checkFree, checkRemovable, checkRequestable, checkSlots } from './exclusivity.ts';
import { isLast, type WorkflowEntry } from './records.ts';
import {
  isListed,
  type JournalStore,
  type RunClaim,
  type RunDriver,
  type RunFilter,
  type RunRequest,
  type RunSummary,
  summaryOf,
} from './store.ts';

/** A store that keeps the records of runs in memory, with the same rules as the SQLite store. */
export function createMemoryStore(): JournalStore {
  const runs = new Map<string, WorkflowEntry[]>();
  const states = new Map<string, string>();
  const claims = new Map<string, RunClaim & { readonly since: string }>();
  const held = new Set<string>();
  const requests = new Map<string, readonly RunRequest[]>();
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
  const summaries = (filter: RunFilter = {}): RunSummary[] => {
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
      ...aboutToStart.map((claim) => ({
        ...ABOUT_TO_START,
        ...claim,
        slots: Object.keys(claim.slots ?? {}),
        startedAt: claim.since,
        holder: self,
      })),
      ...started,
    ].filter((run) => isListed(run, filter));
  };
  return {
    hold: async (claim) => {
      checkFree(claim, summaries({ unfinished: true }));
      checkSlots(claim, summaries({ unfinished: true }));
      // A run that is resumed keeps the slots that it has taken.
      const taken = runs.has(claim.runId) ? claims.get(claim.runId)?.slots : undefined;
      const slots = taken ?? claim.slots ?? {};
      claims.set(claim.runId, { ...claim, slots, since: new Date().toISOString() });
      held.add(claim.runId);
    },
    takeSlots: async (runId, slots) => {
      const claim = claims.get(runId);
      const unlimited = Object.fromEntries(slots.map((slot) => [slot, Number.POSITIVE_INFINITY]));
      if (claim !== undefined) claims.set(runId, { ...claim, slots: { ...unlimited, ...claim.slots } });
    },
    release: async (runId) => void held.delete(runId),
    commit: async ({ entries, states: reached }) => {
      for (const entry of entries) append(entry);
      for (const { runId, record } of entries) if (isLast(record)) held.delete(runId);
      for (const [runId, state] of reached) states.set(runId, state);
    },
    read: async (runId) => [...(runs.get(runId) ?? [])],
    readAfter: async (runId, n) => (runs.get(runId) ?? []).slice(n + 1),
    list: async (filter = {}) =>
      summaries(filter)
        .filter(({ runId }) => runId.startsWith(filter.idPrefix ?? ''))
        .sort((one, other) => other.startedAt.localeCompare(one.startedAt)),
    remove: async (runId) => {
      checkRemovable(runId, summaries().find((run) => run.runId === runId) ?? null);
      for (const each of [runs, states, claims, requests]) each.delete(runId);
    },
    request: async (runId, event) => {
      checkRequestable(runId, summaries().find((run) => run.runId === runId) ?? null);
      const all = requests.get(runId) ?? [];
      const n = all.length + 1;
      requests.set(runId, [...all, { n, event }]);
      return n;
    },
    requests: async (runId, n) => (requests.get(runId) ?? []).slice(n),
    close: async () => {},
  };
}

const NOTHING = { resource: null, scope: null } as const;

const ABOUT_TO_START = {
  ...{ workflow: null, parent: null, input: null },
  ...{ endedAt: null, status: null, state: null },
} as const;
