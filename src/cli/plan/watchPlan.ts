// volume-migrate watch for a plan: follows it in the journal while another process drives it, or resumes it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { JournalStore, RunSummary } from '../../engine/store.ts';
import { earlierMoves } from '../../plan/earlierMoves.ts';
import { isRestateStore } from '../../restate/engine/store.ts';
import { isAbandoned } from '../cluster/isAbandoned.ts';
import { leftToRestate } from '../cluster/storeSilent.ts';
import { EXIT } from '../exit.ts';
import { formatOf } from '../format.ts';
import { interruptions } from '../interruptions.ts';
import { readJournal } from '../onJournal.ts';
import { penFor, sayError } from '../output.ts';
import type { ResumeFlags } from '../resume.ts';
import { heartbeatLine } from './eventLines.ts';
import { driverInWords, findPlan } from './findPlan.ts';
import { createPlanDisplay } from './planDisplay.ts';
import { type ReadPlan, readPlanOf } from './recordedPhases.ts';
import { refusePlan } from './refusePlan.ts';
import { resumeOnePlan, showPlanEnd } from './resumePlans.ts';

// The plan is read by its key, from its last record on. The list takes longer.
const READ_EVERY_MS = 250;
const READS_PER_LIST = 8;
// Workers come back to a plan by themselves, unless somebody has killed or paused it in Restate.
const READS_PER_STANDING = 20;

/** Follows a plan to its end, and returns its exit status. */
export async function watchPlan(plan: string, flags: ResumeFlags): Promise<number> {
  const [format, startedAt] = [formatOf(flags), new Date().toISOString()];
  const ending = { format, startedAt, journal: flags.journal };
  let left: RunSummary | null = null;
  let followed: Parameters<typeof leftToRestate>[1] = null;
  const work = async (store: JournalStore): Promise<number> => {
    const found = await findPlan(store, plan);
    followed = { noun: 'plan', runId: found.runId, journal: flags.journal };
    if (found.endedAt !== null) return await showPlanEnd(store, found, ending);
    if (found.holder !== null || isRestateStore(store)) {
      const watched = await watchDriven(store, found, flags);
      if (watched === 'interrupted' || watched === 'abandoned') return EXIT.unfinished;
      if (watched === 'over') return await showPlanEnd(store, found, ending);
      sayError(`the process that drove plan ${found.runId} has left it; resuming it`);
    }
    left = found;
    return EXIT.unfinished;
  };
  const status = await readJournal(
    flags.journal,
    work,
    (error) => leftToRestate(error, followed) ?? refusePlan(format, [{ ok: false, error }], startedAt),
  );
  // It was assigned in the work.
  const resumed = left as RunSummary | null;
  return resumed === null ? status : await resumeOnePlan(resumed.runId, flags, 'stays');
}

/** `abandoned`: nothing drives it until somebody resumes it, which was said. */
type Watched = 'over' | 'left' | 'interrupted' | 'abandoned';

async function watchDriven(
  store: JournalStore,
  { runId, scope, holder }: RunSummary,
  flags: ResumeFlags,
): Promise<Watched> {
  const fallbackMs = await earlierMoves(store, scope);
  const display = createPlanDisplay({ format: formatOf(flags), isQuiet: flags.quiet === true, fallbackMs });
  const driver = holder === null ? 'another process' : driverInWords(holder);
  const seen = readPlanOf(runId, store);
  await seen.read();
  const { paint } = penFor(display.stream);
  const figures = heartbeatLine(seen.plan.context(), () => NOT_KNOWN);
  display.tell([paint('dim', `watching plan ${runId}, which ${driver} drives: ${figures}`)]);
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  const release = interruptions({ interrupt: stop, interruptAgain: stop, terminate: stop });
  const end = await display.follow(seen.plan);
  try {
    const watched = await untilOver(store, runId, seen, stopped.signal, (event) =>
      display.onEvent(event, seen.plan),
    );
    if (watched === 'interrupted') sayError(`stopped watching plan ${runId}: ${driver} still drives it`);
    return watched;
  } finally {
    end();
    release();
  }
}

async function untilOver(
  store: JournalStore,
  planId: string,
  { read, isOver }: ReadPlan,
  signal: AbortSignal,
  onEvent: Parameters<ReadPlan['read']>[0],
): Promise<Watched> {
  for (let reads = 1; !isOver(); reads += 1) {
    await sleep(READ_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return 'interrupted';
    const isDriven = reads % READS_PER_LIST !== 0 || (await hasDriver(store, planId));
    await read(onEvent);
    if (!isDriven && !isOver()) return 'left';
    if (reads % READS_PER_STANDING !== 0 || isOver() || !isRestateStore(store)) continue;
    if (await isAbandoned(store, 'plan', planId)) return 'abandoned';
  }
  return 'over';
}

async function hasDriver(store: JournalStore, planId: string): Promise<boolean> {
  // Workers come back to a plan by themselves.
  if (isRestateStore(store)) return true;
  const [plan] = await store.list({ idPrefix: planId });
  return plan !== undefined && plan.endedAt === null && plan.holder !== null;
}

const NOT_KNOWN = { shortestMs: null, longestMs: null, boundBy: null } as const;
