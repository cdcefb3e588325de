// A process within the test's own that can die: its store, its clock and its requests to the cloud stop at once and for ever.

import { systemClock } from '../../services/clock.ts';
import type { WorkflowEntry } from '../../src/engine/records.ts';
import type { Clock, JournalStore } from '../../src/index.ts';
import { ConnectionDropped, type SimulatedCloud } from '../../src/simulator/index.ts';

/** Everything of a process that a run uses. */
export interface MortalProcess {
  readonly store: JournalStore;
  readonly clock: Clock;
  /** Resolves once the process is dead: nothing else of it resolves from then on, and what it held is free. */
  readonly dead: Promise<void>;
}

/** Whether the process dies once this record is durable. */
export type DiesAfter = (entry: WorkflowEntry) => boolean;

const never = (): Promise<never> => new Promise<never>(() => {});

/** The next process on the cloud and the store: it has the tokens that are issued until the one after it starts. */
export function startProcess(
  cloud: SimulatedCloud,
  shared: JournalStore,
  diesAfter: DiesAfter,
): MortalProcess {
  const death = Promise.withResolvers<void>();
  const held = new Set<string>();
  const over = new AbortController();
  const until = (signal?: AbortSignal): AbortSignal =>
    signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  let isDead = false;
  const endRequests = holdTokens(cloud);
  const die = async (): Promise<void> => {
    isDead = true;
    endRequests();
    over.abort();
    for (const runId of held) await shared.release(runId);
    death.resolve();
  };
  const alive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isDead) return await never();
    const result = await work();
    return isDead ? await never() : result;
  };
  const store: JournalStore = {
    ...shared,
    ...dyingReads(shared, alive),
    hold: async (claim) =>
      await alive(async () => {
        held.add(claim.runId);
        await shared.hold(claim);
      }),
    release: async (runId) =>
      await alive(async () => {
        held.delete(runId);
        await shared.release(runId);
      }),
    commit: async ({ entries, states }) => {
      for (const entry of entries)
        await alive(async () => {
          await shared.commit({ entries: [entry], states });
          if (diesAfter(entry)) await die();
        });
    },
  };
  const clock: Clock = {
    ...systemClock,
    sleep: async (ms, signal) => await alive(async () => await systemClock.sleep(ms, until(signal))),
  };
  return { store, clock, dead: death.promise };
}

type Alive = <T>(work: () => Promise<T>) => Promise<T>;

const dyingReads = (store: JournalStore, alive: Alive): Partial<JournalStore> => ({
  takeSlots: async (runId, slots) => await alive(async () => await store.takeSlots(runId, slots)),
  read: async (runId) => await alive(async () => await store.read(runId)),
  readAfter: async (runId, n) => await alive(async () => await store.readAfter(runId, n)),
  list: async (filter) => await alive(async () => await store.list(filter)),
  requests: async (runId, n) => await alive(async () => await store.requests(runId, n)),
});

// Collects the tokens that the cloud issues. Returns a function after which the cloud accepts no request with one of them, and
// answers none.
function holdTokens(cloud: SimulatedCloud): () => void {
  const { handle } = cloud;
  const tokens = new Set<string>();
  let isOver = false;
  cloud.handle = async (request) => {
    const own = tokens.has(request.headers?.['x-auth-token'] ?? '');
    if (own && isOver) throw new ConnectionDropped('its process is dead');
    const answer = await handle(request);
    const issued = answer.headers['X-Subject-Token'];
    if (issued !== undefined && !isOver) tokens.add(issued);
    if (own && isOver) throw new ConnectionDropped('its process is dead');
    return answer;
  };
  return () => {
    isOver = true;
  };
}
