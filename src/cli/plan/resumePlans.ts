// volume-migrate resume for plans: asks the process that drives the plan, or drives it.
import { type CloudConfig, loadCloudConfig } from '../../../services/index.ts';
import { EngineError } from '../../engine/engineError.ts';
import { joinHooks } from '../../engine/joinHooks.ts';
import { readRun } from '../../engine/readRun.ts';
import type { JournalStore, RunSummary } from '../../engine/store.ts';
import { RunHeldError } from '../../engine/store.ts';
import { JournalFileError } from '../../journal/sqliteStore.ts';
import { continuePlan } from '../../plan/applyPlan.ts';
import { earlierMoves } from '../../plan/earlierMoves.ts';
import { recordedPlanEnd } from '../../plan/recordedPlan.ts';
import { cloudNamed } from '../cloudFlags.ts';
import { EXIT } from '../exit.ts';
import { type Format, formatOf } from '../format.ts';
import { inspected } from '../inspection.ts';
import { limitsOf } from '../limitFlags.ts';
import { onJournal } from '../onJournal.ts';
import { penFor, sayError, sayJson, sayLines } from '../output.ts';
import type { ResumeFlags } from '../resume.ts';
import { signIn, temporaryUserOf } from '../signingIn.ts';
import { requestLines } from '../verbosity.ts';
import { drivenPhases } from './drivenPhases.ts';
import { heartbeatLine } from './eventLines.ts';
import { findPlan, isPlan } from './findPlan.ts';
import { exitOfPlan, type FollowedToEnd, followPlan, showPlanOutcome } from './followPlan.ts';
import { volumesInWords } from './outcomeLines.ts';
import { createPlanDisplay } from './planDisplay.ts';
import { isBeingCancelled, planNow } from './planNow.ts';
import { recordedVolumes } from './recordedVolumes.ts';
import { refusePlan } from './refusePlan.ts';
import { asked, leaveRequest } from './requests.ts';

/** What becomes of a plan that was paused: `resume` starts moves again, `watch` only follows it. */
export type PausedPlan = 'starts' | 'stays';

/** Resumes a plan; of one that is over, its recorded outcome is printed. Returns the exit status. */
export async function resumeOnePlan(
  plan: string,
  flags: ResumeFlags,
  paused: PausedPlan = 'starts',
): Promise<number> {
  const [format, startedAt] = [formatOf(flags), new Date().toISOString()];
  const work = async (store: JournalStore): Promise<number> => {
    limitsOf(flags);
    const found = await findPlan(store, plan);
    if (found.endedAt !== null)
      return await showPlanEnd(store, found, { format, startedAt, journal: flags.journal });
    if (found.holder !== null) return await askDriver(store, found, format);
    const config = await loadCloudConfig(cloudNamed(flags));
    return (await drivePlan(store, found, config, flags, paused)).status;
  };
  return await onJournal(flags.journal, work, (error) =>
    refusePlan(format, [{ ok: false, error }], startedAt),
  );
}

interface EndOptions {
  readonly format: Format;
  readonly startedAt: string;
  readonly journal: string | undefined;
}

/** Prints how a plan has ended; returns the exit status. */
export async function showPlanEnd(
  store: JournalStore,
  { runId }: RunSummary,
  { format, startedAt, journal }: EndOptions,
): Promise<number> {
  const end = await recordedPlanEnd(store, runId);
  if (end?.kind === 'ended') {
    const volumes = recordedVolumes(await readRun(store, runId));
    await showPlanOutcome(end.outcome, format, { names: volumesInWords(volumes), journal });
    return exitOfPlan(end.outcome);
  }
  const why = end === null ? 'its end is not recorded' : `it was given up: ${end.why}`;
  const error = new EngineError('RunEnded', `plan ${runId} has ended: ${why}`);
  return refusePlan(format, [{ ok: false, error }], startedAt, runId);
}

async function askDriver(store: JournalStore, found: RunSummary, format: Format): Promise<number> {
  const request = { type: 'resume' } as const;
  await leaveRequest(store, found, request);
  if (format === 'text') sayLines([await asksInWords(store, found)]);
  else sayJson({ type: 'requested', ...(await planNow(store, found, request)) });
  return EXIT.succeeded;
}

async function asksInWords(store: JournalStore, found: RunSummary): Promise<string> {
  const follow = `To follow it: volume-migrate watch ${found.runId}`;
  return (await isBeingCancelled(store, found.runId))
    ? `plan ${found.runId} is being cancelled, which resume does not undo: no moves start. ${follow}. To move the rest, apply the plan again once it has ended`
    : `${asked(found, 'resume')}: moves start again. ${follow}`;
}

/** Resumes all plans that no process drives, one after another. Returns the statuses, and whether the series is over. */
export async function resumeAllPlans(
  flags: ResumeFlags,
): Promise<{ readonly statuses: readonly number[]; readonly interrupted: boolean }> {
  const statuses: number[] = [];
  let interrupted = false;
  const work = async (store: JournalStore): Promise<number> => {
    const open = (await store.list({ unfinished: true })).filter(
      (run) => isPlan(run) && run.holder === null && run.input !== null,
    );
    if (open.length === 0) return EXIT.succeeded;
    const config = await loadCloudConfig(cloudNamed(flags));
    for (const plan of open) {
      const { scope, runId } = plan;
      const cloud = await signIn(config, runId);
      if (scope !== null && scope !== cloud.endpoints.identity) {
        sayError(
          `skipped plan ${runId}: it was started on cloud ${scope}, not on ${cloud.endpoints.identity}; to resume it, select its cloud with --cloud`,
        );
        continue;
      }
      const ended = await drivePlan(store, plan, config, flags, 'starts');
      statuses.push(ended.status);
      interrupted = ended.interrupted;
      if (interrupted) break;
    }
    return EXIT.succeeded;
  };
  await onJournal(flags.journal, work, (error) => {
    // Whoever resumes the other runs next reports it.
    if (error instanceof JournalFileError) return EXIT.unusable;
    interrupted = true;
    statuses.push(refusePlan(formatOf(flags), [{ ok: false, error }], new Date().toISOString()));
    return EXIT.unusable;
  });
  return { statuses, interrupted };
}

// A plan that cannot be resumed does not hold up the others.
async function drivePlan(
  store: JournalStore,
  { runId, scope }: RunSummary,
  config: CloudConfig,
  flags: ResumeFlags,
  paused: PausedPlan,
): Promise<FollowedToEnd> {
  const { asOtherUser = false, journal } = flags;
  const [format, requests, phases] = [formatOf(flags), requestLines(flags), drivenPhases(runId, store)];
  const startedAt = new Date().toISOString();
  const work = async ({ options }: { readonly options: object }): Promise<FollowedToEnd> => {
    const cloud = await requests.during(() => signIn(config, runId));
    const fallbackMs = await earlierMoves(store, scope);
    const display = createPlanDisplay({ format, isQuiet: flags.quiet === true, fallbackMs });
    const run = await requests.during(() =>
      continuePlan(runId, {
        ...{ cloud, store, asOtherUser, ...options, ...limitsOf(flags), ...temporaryUserOf(flags) },
        hooks: joinHooks(requests.options.hooks, phases.hooks),
      }),
    );
    const { paint } = penFor(display.stream);
    const figures = heartbeatLine(run.context(), () => NOT_KNOWN);
    display.tell([paint('dim', `resuming plan ${runId}: ${figures}`)]);
    // After what was stored meanwhile, a pause for instance: to resume means that moves start.
    if (paused === 'starts') await run.request({ type: 'resume' });
    return await followPlan(run, { display, phases, format, journal, requests });
  };
  let ended: FollowedToEnd = { status: EXIT.unusable, interrupted: false };
  try {
    await inspected(flags, store, runId, async (inspection) => {
      ended = await work(inspection);
      return ended.status;
    });
    return ended;
  } catch (error) {
    const status = refusePlan(format, [{ ok: false, error }], startedAt, runId);
    return { status: error instanceof RunHeldError ? EXIT.failed : status, interrupted: false };
  }
}

const NOT_KNOWN = { shortestMs: null, longestMs: null, boundBy: null } as const;
