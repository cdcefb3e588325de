// A store whose process dies at a record.
import type { JournalStore } from '../../src/index.ts';

/** The store of a process that dies with its n-th record: from then on it writes nothing, and nothing of it resolves. */
export function dyingAfter(store: JournalStore, records: number): JournalStore {
  let left = records;
  const held = new Set<string>();
  const never = () => new Promise<never>(() => {});
  return {
    ...store,
    hold: async (claim) => {
      if (left <= 0) return await never();
      await store.hold(claim);
      held.add(claim.runId);
    },
    release: async (runId) => {
      if (left <= 0) return await never();
      held.delete(runId);
      await store.release(runId);
    },
    commit: async ({ entries, states }) => {
      for (const entry of entries) {
        if (left <= 0) return await never();
        await store.commit({ entries: [entry], states });
        left -= 1;
        if (left === 0) for (const runId of held) await store.release(runId);
      }
      if (left <= 0) return await never();
    },
  };
}
