// volume-migrate watch
import { setTimeout as sleep } from 'node:timers/promises';
import type { MigrationContext } from '../../machines/context.ts';
import { EngineError } from '../engine/engineError.ts';
import { createFold } from '../engine/replay.ts';
import type { JournalStore, RunDriver, RunSummary } from '../engine/store.ts';
import { isRestateStore } from '../restate/engine/store.ts';
import { definition, describeState } from '../volumeMigrate/definition.ts';
import { progressTeller } from '../volumeMigrate/progress.ts';
import { recordedEnd } from '../volumeMigrate/recordedEnd.ts';
import type { JournalEntry } from '../volumeMigrate/records.ts';
import { isMigration, migrationOf } from '../volumeMigrate/runSummary.ts';
import { isAbandoned } from './cluster/isAbandoned.ts';
import { leftToRestate } from './cluster/storeSilent.ts';
import { createDisplay, type Display } from './display.ts';
import { EXIT } from './exit.ts';
import { findRun } from './findRun.ts';
import { formatOf } from './format.ts';
import type { Followed } from './heartbeat.ts';
import { interruptions } from './interruptions.ts';
import { readJournal } from './onJournal.ts';
import { sayError } from './output.ts';
import { refuse } from './refuse.ts';
import { ofOtherWorkflow, type ResumeFlags, resume, showEnd } from './resume.ts';
import { logOfRun } from './telemetry/log.ts';

// A run is read by its key, from its last record on: a few microseconds. The list takes longer.
const READ_EVERY_MS = 250;
const READS_PER_LIST = 4;
// Workers come back to a run by themselves, unless somebody has killed or paused it in Restate.
const READS_PER_STANDING = 20;

/** Follows a run that another process drives, from the journal; resumes it if no process drives it. */
export async function watch(run: string, flags: ResumeFlags): Promise<number> {
  const format = formatOf(flags);
  const startedAt = new Date().toISOString();
  let left: RunSummary | null = null;
  let followed: Parameters<typeof leftToRestate>[1] = null;
  const work = async (store: JournalStore): Promise<number> => {
    const found = await findRun(store, run);
    followed = { noun: 'run', runId: found.runId, journal: flags.journal };
    if (!isMigration(found)) throw new EngineError('WorkflowUnknown', ofOtherWorkflow(found));
    if (found.endedAt === null && found.holder === null && !isRestateStore(store)) {
      left = found;
      return EXIT.unfinished;
    }
    const watched = await watchRun(store, found, flags);
    if (watched === 'interrupted') return EXIT.unfinished;
    const end = recordedEnd((await store.read(found.runId)) as readonly JournalEntry[]);
    if (end !== null) return showEnd(end, migrationOf(found), format, startedAt);
    sayError(`the process that drove run ${found.runId} has left it; resuming it`);
    left = found;
    return EXIT.unfinished;
  };
  const status = await readJournal(
    flags.journal,
    work,
    (error) => leftToRestate(error, followed) ?? refuse(format, [{ ok: false, error }], startedAt),
  );
  // It was assigned in the work.
  const resumed = left as RunSummary | null;
  return resumed === null ? status : await resume(resumed.runId, flags);
}

/** Shows a run until it ends, or its process leaves it, or the user stops watching. */
async function watchRun(
  store: JournalStore,
  found: RunSummary,
  flags: ResumeFlags,
): Promise<'over' | 'interrupted'> {
  const { runId, holder } = found;
  if (found.endedAt !== null) return 'over';
  const { cloud, startedAt } = migrationOf(found);
  const begun = Date.parse(startedAt);
  const display = createDisplay({
    ...{
      format: formatOf(flags),
      isQuiet: flags.quiet === true,
      store,
      cloud,
      elapsedMs: () => Date.now() - begun,
    },
    lines: [`watching run ${runId}, which ${nameOf(holder)} drives`],
  });
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  const release = interruptions({ interrupt: stop, interruptAgain: stop, terminate: stop });
  const seen = createSeen(runId, display);
  display.begun();
  await seen.read(store);
  const end = display.follow(seen);
  try {
    for (let reads = 1; !seen.isOver() && !stopped.signal.aborted; reads += 1) {
      await sleep(READ_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
      const isDriven = reads % READS_PER_LIST !== 0 || (await hasDriver(store, runId));
      await seen.read(store);
      if (!isDriven) return 'over';
      if (reads % READS_PER_STANDING !== 0 || seen.isOver() || !isRestateStore(store)) continue;
      if (await isAbandoned(store, 'run', runId)) return 'interrupted';
    }
  } finally {
    end();
    release();
  }
  if (seen.isOver()) return 'over';
  sayError(`stopped watching run ${runId}: ${nameOf(holder)} still drives it`);
  if (isRestateStore(store))
    sayError(`To cancel it, run: volume-migrate cancel ${runId} --store ${store.url}`);
  return 'interrupted';
}

const nameOf = (holder: RunDriver | null): string =>
  holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`;

async function hasDriver(store: JournalStore, runId: string): Promise<boolean> {
  // Workers come back to a run by themselves.
  if (isRestateStore(store)) return true;
  const [run] = await store.list({ idPrefix: runId });
  return run !== undefined && run.endedAt === null && run.holder !== null;
}

interface Seen extends Followed {
  readonly read: (store: Pick<JournalStore, 'readAfter'>) => Promise<void>;
  readonly isOver: () => boolean;
}

/** A run as its records show it. */
function createSeen(runId: string, { onProgress }: Display): Seen {
  const fold = createFold(definition);
  const listeners = new Set<() => void>();
  const tell = progressTeller(onProgress);
  const log = logOfRun(runId);
  let startedAt: number | null = null;
  let isOver = false;
  const add = (entry: JournalEntry): void => {
    const { state } = fold.add(entry);
    log?.record(entry);
    log?.entered(state);
    startedAt ??= Date.parse(entry.at);
    isOver = entry.record.kind === 'ended' || entry.record.kind === 'givenUp';
    const { context } = fold.snapshot();
    const elapsedMs = Date.parse(entry.at) - startedAt;
    tell({ runId, elapsedMs, state, description: describeState(state), context });
    for (const listener of listeners) listener();
  };
  return {
    read: async (store) => {
      for (const entry of await store.readAfter(runId, fold.last()?.n ?? -1)) add(entry as JournalEntry);
    },
    isOver: () => isOver,
    snapshot: () => fold.snapshot() as unknown as { value: unknown; context: MigrationContext },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
