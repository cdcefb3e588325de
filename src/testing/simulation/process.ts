// A process that drives runs and may die: after that it writes and sends nothing, and receives no responses.
import type { Clock, Transport, WireRequest } from '../../../services/index.ts';
import type { JournalStore } from '../../engine/store.ts';
import type { JournalEntry } from '../../volumeMigrate/records.ts';
import type { Reply } from './network.ts';
import { createSimulatedTransport } from './transport.ts';

export interface SimulatedProcess {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly store: JournalStore;
  readonly isAlive: () => boolean;
  readonly die: () => void;
  /** The journal cannot be written for that many milliseconds. */
  readonly failJournal: (forMs: number) => void;
  /** Sets its wall clock forward, or back if negative, by that many milliseconds. */
  readonly setClock: (byMs: number) => void;
}

export interface ProcessOptions {
  readonly clock: Clock;
  readonly store: JournalStore;
  readonly travel: (request: WireRequest) => Promise<Reply>;
  /** Called with each record when it is durable; the process may die then. */
  readonly written: (entry: JournalEntry) => void;
}

/** Starts a process on the machine's clock and the machine's store. */
export function startProcess({ clock, store, travel, written }: ProcessOptions): SimulatedProcess {
  const held = new Set<string>();
  let alive = true;
  let journalFailsUntil = 0;
  let setByMs = 0;
  const whileAlive = <T>(work: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      work.then(
        (value) => void (alive && resolve(value)),
        (error) => void (alive && reject(error)),
      );
    });
  const isAlive = (): boolean => alive;
  const ownClock: Clock = {
    ...clock,
    now: () => clock.now() + setByMs,
    sleep: (ms, signal) => whileAlive(clock.sleep(ms, signal)),
  };
  return {
    clock: ownClock,
    transport: createSimulatedTransport((request) => whileAlive(travel(request)), ownClock),
    store: mortal(store, held, {
      isAlive,
      written,
      isWritable: () => clock.monotonic() >= journalFailsUntil,
    }),
    failJournal: (forMs) => {
      journalFailsUntil = clock.monotonic() + forMs;
    },
    setClock: (byMs) => {
      setByMs += byMs;
    },
    isAlive,
    die: () => {
      alive = false;
      // The system releases the claims of a dead process.
      for (const runId of held) void store.release(runId);
    },
  };
}

const never = (): Promise<never> => new Promise(() => {});

interface Life {
  readonly isAlive: () => boolean;
  readonly isWritable: () => boolean;
  readonly written: (entry: JournalEntry) => void;
}

// If the process dies while a batch is being written, the rest of the batch is lost.
function mortal(
  store: JournalStore,
  held: Set<string>,
  { isAlive, isWritable, written }: Life,
): JournalStore {
  return {
    ...store,
    hold: async (run) => {
      if (!isAlive()) return await never();
      await store.hold(run);
      held.add(run.runId);
    },
    release: async (runId) => {
      if (!isAlive()) return await never();
      held.delete(runId);
      await store.release(runId);
    },
    commit: async ({ entries, states }) => {
      if (!isWritable()) throw new Error('the disk is full');
      for (const entry of entries) {
        if (!isAlive()) return await never();
        await store.commit({ entries: [entry], states: new Map() });
        written(entry);
      }
      if (!isAlive()) return await never();
      await store.commit({ entries: [], states });
    },
  };
}
