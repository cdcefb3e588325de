// Writes runs into a store: records queue as they come, and one commit takes all that have queued, of all runs.
import { entryAfter, isLast, type WorkflowEntry, type WorkflowRecord } from './records.ts';
import type { JournalStore } from './store.ts';

/** The journals of all runs in a store. */
export interface Journal {
  /** Opens the journal of a run that this driver holds. `last`: its last record; null for a new run. */
  readonly open: (runId: string, last: WorkflowEntry | null) => RunJournal;
  /** Resolves when everything that was queued, of any run, is written or refused. */
  readonly settled: () => Promise<void>;
}

/** The journal of one run, for one driver of it. A class, not closures: many runs may wait in one process. */
export class RunJournal {
  readonly runId: string;
  readonly #shared: Shared;
  #last: Pick<WorkflowEntry, 'n' | 'digest'> | null;
  #isOpen = true;
  /** Whether anything of the run is durable: if not, none of its calls was made. Only the journal sets it. */
  isWritten: boolean;
  /** Once a record of the run could not be written, nothing more of it is: there would be a gap. Only the journal sets it. */
  failure: { readonly error: unknown } | null = null;
  /** Called for each record that is queued. */
  onEntry: ((entry: WorkflowEntry) => void) | null = null;

  constructor(shared: Shared, runId: string, last: WorkflowEntry | null) {
    this.runId = runId;
    this.#shared = shared;
    this.#last = last;
    this.isWritten = last !== null;
  }

  /**
   * Queues a record, and returns it as it will be read: a copy without anything that JSON cannot hold. It is durable when a
   * later `flush` resolves. Null, and nothing is queued, once it is closed or has the last record of the run. Throws for what JSON cannot hold at all.
   */
  append(record: WorkflowRecord): WorkflowRecord | null {
    if (!this.#isOpen || this.failure !== null) return null;
    const at = new Date(this.#shared.now()).toISOString();
    const entry = entryAfter(this.#last, this.runId, at, record);
    const { n, digest } = entry;
    this.#last = { n, digest };
    this.#shared.queue(entry, this);
    this.onEntry?.(entry);
    if (isLast(record)) this.close();
    return entry.record;
  }

  /** Notes the state that the run has reached, for lists. */
  note(state: string): void {
    if (this.#isOpen) this.#shared.note(this.runId, state);
  }

  /** Resolves when everything queued is durable; rejects forever once some of it could not be written. */
  async flush(): Promise<void> {
    await this.#shared.flush();
    if (this.failure !== null) throw this.failure.error;
  }

  /** Writes nothing more, as if the store had refused a record: another driver has the run. */
  refuse(error: unknown): void {
    this.failure ??= { error };
  }

  /** Accepts nothing more: its driver has left the run, and another may resume it. */
  close(): void {
    this.#isOpen = false;
  }
}

/** What the journals of all runs write to. */
interface Shared {
  readonly now: () => number;
  readonly queue: (entry: WorkflowEntry, of: RunJournal) => void;
  readonly note: (runId: string, state: string) => void;
  readonly flush: () => Promise<void>;
}

/** A journal on a store. The runs of one process share one, and with it their commits. */
export function createJournal(store: JournalStore, now: () => number = Date.now): Journal {
  let queue: { readonly entry: WorkflowEntry; readonly of: RunJournal }[] = [];
  let states = new Map<string, string>();
  let next: Promise<void> | null = null;
  let running: Promise<void> = Promise.resolve();

  const write = async (batch: typeof queue, reached: ReadonlyMap<string, string>): Promise<void> => {
    const writable = batch.filter(({ of }) => of.failure === null);
    const runs = new Set(writable.map(({ of }) => of));
    try {
      await store.commit({ entries: writable.map(({ entry }) => entry), states: reached });
      for (const of of runs) of.isWritten = true;
    } catch (error) {
      const [only] = runs;
      if (runs.size === 1 && only !== undefined) only.failure = { error };
      // What the store refuses of one run must not end the others.
      else
        for (const of of runs)
          await write(
            writable.filter((one) => one.of === of),
            statesOf(of, reached),
          );
    }
  };
  // Waits for the commit under way and a turn of the event loop, so that whatever comes meanwhile shares the
  // next commit.
  const commitNext = async (before: Promise<void>): Promise<void> => {
    await before;
    await new Promise((resolve) => setImmediate(resolve));
    const [batch, reached] = [queue, states];
    queue = [];
    states = new Map();
    next = null;
    await write(batch, reached);
  };
  const flush = (): Promise<void> => {
    if (next !== null) return next;
    if (queue.length === 0 && states.size === 0) return running;
    next = commitNext(running);
    running = next;
    return next;
  };
  const shared: Shared = {
    now,
    queue: (entry, of) => void queue.push({ entry, of }),
    note: (runId, state) => void states.set(runId, state),
    flush,
  };
  return {
    open: (runId, last) => new RunJournal(shared, runId, last),
    settled: async () => await flush(),
  };
}

function statesOf({ runId }: RunJournal, states: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const state = states.get(runId);
  return new Map(state === undefined ? [] : [[runId, state]]);
}

const journals = new WeakMap<JournalStore, Journal>();

/** The journal on a store; its records are dated by the clock that it was first created with. */
export function journalOn(store: JournalStore, now?: () => number): Journal {
  const known = journals.get(store);
  if (known !== undefined) return known;
  const journal = createJournal(store, now);
  journals.set(store, journal);
  return journal;
}
