// Ends a run in the journal that nobody can, or wants to, go on with.
import type { Leftover } from '../../machines/types.ts';
import { type Entry, isLast } from '../journal/records.ts';
import { ReplayError, replay } from '../journal/replay.ts';
import { defaultStore, journalOn } from '../journal/shared.ts';
import type { JournalStore } from '../journal/store.ts';
import { abandonedResult } from './abandoned.ts';
import { readRun } from './runOnCloud.ts';

export interface GiveUpOptions {
  /** Why, for those who read the journal later. */
  readonly why?: string;
  /** @default one SQLite file in the user's state directory */
  readonly journal?: JournalStore;
}

export interface GivenUp {
  readonly runId: string;
  /** What the run may have left in the cloud, by its journal: the cloud was not asked, and nothing in it was changed. */
  readonly leftovers: readonly Leftover[];
  /** Why `leftovers` cannot be told; null where they can. */
  readonly doubt: string | null;
}

/**
 * Ends a run without going on with it, so that its volume is free for another.
 * Throws `RunHeldError` where a living process drives the run.
 */
export async function giveUpRun(
  runId: string,
  { why = 'no reason given', journal: store = defaultStore() }: GiveUpOptions = {},
): Promise<GivenUp> {
  await readRun(store, runId);
  const [run] = await store.list({ idPrefix: runId });
  if (run === undefined || run.endedAt !== null) throw new Error(`run ${runId} is over`);
  await store.hold(run);
  try {
    // Read when it is held: its driver may have written until then.
    const entries = await readRun(store, runId);
    await end(store, entries, why);
    return { runId, ...leftBy(entries) };
  } finally {
    // It has ended: nothing is left to be released but a note in the store.
    await store.release(runId).catch(() => undefined);
  }
}

async function end(store: JournalStore, entries: readonly Entry[], why: string): Promise<void> {
  const last = entries.at(-1) as Entry;
  if (isLast(last.record)) throw new Error(`run ${last.runId} is over`);
  const journal = journalOn(store);
  journal.continueAfter(last);
  journal.append(last.runId, { kind: 'givenUp', why });
  await journal.flush(last.runId);
}

function leftBy(entries: readonly Entry[]): Pick<GivenUp, 'leftovers' | 'doubt'> {
  try {
    return { leftovers: abandonedResult(replay(entries).snapshot).leftovers, doubt: null };
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    return { leftovers: [], doubt: error.message };
  }
}
