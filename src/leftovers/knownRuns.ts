// The runs that a journal knows, as they are at this moment.
import type { JournalStore } from '../engine/store.ts';
import { errorWords } from '../errorWords.ts';
import { isMigration, type MigrationSummary, migrationOf } from '../volumeMigrate/runSummary.ts';
import { type OpenPlan, openPlansByRun } from './ofPlan.ts';
import { factsOf, type RunFacts, type RunIn } from './runFacts.ts';

export interface KnownRuns {
  /** The facts of a run; null if the journal does not have it. */
  readonly factsOf: (runId: string) => Promise<RunFacts | null>;
  /** The run of this cloud that is not over and moves the volume. */
  readonly moverOf: (volumeId: string) => RunIn | undefined;
  /** The last run of the volume on this cloud that is over. */
  readonly lastOverOf: (volumeId: string) => MigrationSummary | undefined;
  /** The runs of this cloud that are over. */
  readonly over: readonly MigrationSummary[];
  /** The open plan of each run that one has started, by the ID of the run. */
  readonly openPlans: ReadonlyMap<string, OpenPlan>;
}

/** Reads the list of runs of the cloud with the Keystone URL `keystone`. */
export async function knownRuns(store: JournalStore, keystone: string): Promise<KnownRuns> {
  const listed = await store.list();
  const all = listed
    .filter(isMigration)
    .map((run): RunIn => ({ ...migrationOf(run), journalFile: store.file }));
  const byId = new Map(all.map((run) => [run.runId, run]));
  const own = all.filter(({ cloud }) => cloud === keystone);
  const movers = new Map(own.filter(({ endedAt }) => endedAt === null).map((run) => [run.volumeId, run]));
  const over = own.filter(({ endedAt }) => endedAt !== null);
  const lastOver = new Map(
    over
      .toSorted((one, other) => one.startedAt.localeCompare(other.startedAt))
      .map((run) => [run.volumeId, run]),
  );
  return {
    factsOf: async (runId) => {
      const run = byId.get(runId);
      if (run === undefined) return null;
      try {
        return factsOf(run, await store.read(runId));
      } catch (error) {
        return unreadable(run, error);
      }
    },
    moverOf: (volumeId) => movers.get(volumeId),
    lastOverOf: (volumeId) => lastOver.get(volumeId),
    over,
    openPlans: openPlansByRun(listed, store.file),
  };
}

// If the journal is damaged, its other runs still count as proof; this one proves nothing.
function unreadable(run: RunIn, error: unknown): RunFacts {
  const { runId, cloud, startedAt, holder, journalFile, status, endedAt } = run;
  const end = endedAt === null ? null : `ended ${status ?? 'without a result'} at ${endedAt}`;
  const doubt = errorWords(error);
  return { runId, cloud, startedAt, holder, journalFile, end, made: null, doubt };
}
