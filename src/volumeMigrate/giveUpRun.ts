// Closes a run in the journal that cannot, or will not, be resumed.
import type { Leftover, MigrationOperation } from '../../machines/types.ts';
import { createEngine } from '../engine/engine.ts';
import { ReplayError, startOf } from '../engine/replayChecks.ts';
import type { JournalStore } from '../engine/store.ts';
import { defaultStore } from '../journal/defaultStore.ts';
import { replay } from './definition.ts';
import { WORKFLOW } from './name.ts';
import type { JournalEntry } from './records.ts';
import { abandonedResult } from './stoppedOutcome.ts';

/** Options of `giveUpRun`. */
export interface GiveUpOptions {
  /** The reason, for those who read the journal later. */
  readonly why?: string;
  /** @default one SQLite file in the user's state directory */
  readonly store?: JournalStore;
}

/** The run that `giveUpRun` closed. */
export interface GivenUp {
  readonly runId: string;
  /**
   * What the run may have left in the cloud, according to its journal: the cloud was not contacted, and
   * nothing in it was changed.
   */
  readonly leftovers: readonly Leftover[];
  /** The operation that the cloud has accepted, and that may still be running; null if it has accepted none. */
  readonly operation: MigrationOperation | null;
  /** Why `operation` and `leftovers` cannot be determined; null if they can. */
  readonly doubt: string | null;
}

/**
 * Closes a run without resuming it, so that its volume is free for another. The cloud is not contacted.
 * Throws `RunHeldError` if a living process drives the run, and an error if the run is unknown or already
 * over.
 */
export async function giveUpRun(
  runId: string,
  { why, store = defaultStore() }: GiveUpOptions = {},
): Promise<GivenUp> {
  return { runId, ...leftBy(await createEngine({ store }).giveUp(runId, why)) };
}

/** What a run may have left in the cloud, and what may still be running there, from its records alone. */
export function leftBy(entries: readonly JournalEntry[]): Omit<GivenUp, 'runId'> {
  try {
    const { workflow = WORKFLOW } = startOf(entries);
    if (workflow !== WORKFLOW)
      return {
        operation: null,
        leftovers: [],
        doubt: `run ${entries[0]?.runId} is a run of workflow ${workflow}`,
      };
    const { operation, leftovers } = abandonedResult(replay(entries).snapshot);
    return { operation, leftovers, doubt: null };
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    return { operation: null, leftovers: [], doubt: error.message };
  }
}
