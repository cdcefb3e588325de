// volume-migrate resume
import type { Fault } from '../../machines/types.ts';
import { type Cloud, type CloudConfig, loadCloudConfig, toFault } from '../../services/index.ts';
import { EngineError } from '../engine/engineError.ts';
import { ReplayError } from '../engine/replayChecks.ts';
import { type JournalStore, RunHeldError, type RunSummary } from '../engine/store.ts';
import { defaultJournalFile } from '../journal/sqliteFile.ts';
import { type RecordedEnd, recordedEnd } from '../volumeMigrate/recordedEnd.ts';
import { continueRunOn } from '../volumeMigrate/runOnCloud.ts';
import { isMigration, type MigrationSummary, migrationOf } from '../volumeMigrate/runSummary.ts';
import { answeringBeforeSwap, type SwapFlags } from './askSwap.ts';
import { type CloudFlags, cloudNamed } from './cloudFlags.ts';
import { createDisplay } from './display.ts';
import { EXIT, exitOf } from './exit.ts';
import { findRun } from './findRun.ts';
import { follow, showOutcome } from './follow.ts';
import { type Format, formatOf } from './format.ts';
import { type InspectFlags, type Inspection, inspected } from './inspection.ts';
import { type LimitFlags, limitsOf } from './limitFlags.ts';
import { onJournal } from './onJournal.ts';
import { sayError } from './output.ts';
import { isPlan } from './plan/findPlan.ts';
import { refuse } from './refuse.ts';
import { signIn, type TemporaryUserFlags, temporaryUserOf } from './signingIn.ts';
import { requestLines, type VerbosityFlags } from './verbosity.ts';

export interface ResumeFlags
  extends SwapFlags,
    InspectFlags,
    CloudFlags,
    TemporaryUserFlags,
    LimitFlags,
    VerbosityFlags {
  readonly all?: boolean;
  readonly asOtherUser?: boolean;
  readonly journal?: string;
}

/** Resumes a run, or every run that is not over, one after another; Ctrl-C ends the series too. */
export async function resume(run: string | undefined, flags: ResumeFlags): Promise<number> {
  const { all = false, journal } = flags;
  const format = formatOf(flags);
  const startedAt = new Date().toISOString();
  const refused = (error: unknown): number => refuse(format, [{ ok: false, error }], startedAt);
  const work = async (store: JournalStore): Promise<number> => {
    limitsOf(flags);
    const chosen = await choose(store, run, all);
    const [only] = chosen;
    const end = all || only === undefined ? null : recordedEnd(await store.read(only.runId));
    if (end !== null) return showEnd(end, only as MigrationSummary, format, startedAt);
    const config = await loadCloudConfig(cloudNamed(flags));
    if (only === undefined) return EXIT.succeeded;
    return await inspected(flags, store, only.runId, async ({ options }) => {
      return await resumeAll(store, chosen, config, { ...flags, options });
    });
  };
  return await onJournal(journal, work, refused);
}

/** Prints how a run has ended; returns the exit status. */
export function showEnd(end: RecordedEnd, run: MigrationSummary, format: Format, startedAt: string): number {
  if (end.kind === 'givenUp')
    return refuse(format, [{ ok: false, error: givenUp(run, end.why) }], startedAt, run);
  showOutcome(end.outcome, format);
  return exitOf(end.outcome.status);
}

const givenUp = ({ runId }: MigrationSummary, why: string): Fault => ({
  ...{ name: 'RunGivenUp', code: 'RunGivenUp', message: `run ${runId} was given up: ${why}` },
  reasons: ['another run can use its volume. To list what it may have left, run: volume-migrate leftovers'],
  ...{ status: null, requestId: null, uncertain: false },
});

type InspectedFlags = ResumeFlags & Pick<Inspection, 'options'>;

async function resumeAll(
  store: JournalStore,
  chosen: readonly MigrationSummary[],
  config: CloudConfig,
  flags: InspectedFlags,
): Promise<number> {
  const statuses: number[] = [];
  // The cloud that the command is signed in to: only its runs can be resumed.
  let keystone: string | null = null;
  for (const run of chosen) {
    const isOther = (): boolean =>
      flags.all === true && keystone !== null && run.cloud !== null && run.cloud !== keystone;
    const open = async (): Promise<Cloud | null> => {
      if (isOther()) return null;
      const cloud = await signIn(config, run.runId);
      keystone = cloud.endpoints.identity;
      return isOther() ? null : cloud;
    };
    const { status, interrupted } = await resumeOne(store, run, open, flags);
    if (status === null)
      sayError(
        `skipped run ${run.runId}: it was started on cloud ${run.cloud}, not on ${keystone}; to resume it, select its cloud with --cloud`,
      );
    else statuses.push(status);
    if (interrupted) break;
  }
  return WORST_FIRST.find((status) => statuses.includes(status)) ?? EXIT.succeeded;
}

const WORST_FIRST = [EXIT.unusable, EXIT.failed, EXIT.cancelled];

async function choose(
  store: JournalStore,
  run: string | undefined,
  all: boolean,
): Promise<readonly MigrationSummary[]> {
  if ((run === undefined) !== all) throw new Error('resume requires either a run ID or --all');
  if (run !== undefined) {
    const found = await findRun(store, run);
    if (!isMigration(found)) throw new EngineError('WorkflowUnknown', ofOtherWorkflow(found));
    return [migrationOf(found)];
  }
  const listed = await store.list({ unfinished: true });
  for (const other of listed)
    if (!isMigration(other) && !isPlan(other) && other.holder === null)
      sayError(`skipped ${ofOtherWorkflow(other)}`);
  // A run of an open plan is resumed by the plan.
  const openIds = new Set(listed.map(({ runId }) => runId));
  const isOfOpenPlan = ({ parent }: RunSummary): boolean => parent !== null && openIds.has(parent);
  const unfinished = listed.filter((each) => isMigration(each) && !isOfOpenPlan(each)).map(migrationOf);
  for (const { runId, holder } of unfinished) if (holder?.doubt) sayError(`run ${runId}: ${holder.doubt}`);
  // Without parameters: its process died before the first record, so there is nothing to resume.
  const open = unfinished.filter(({ parameters }) => parameters !== null);
  const left = open.filter(({ holder }) => holder === null);
  if (open.length === 0) sayError(listed.every(isMigration) ? 'no open runs' : 'no open migrations');
  else if (left.length === 0) sayError('no run to resume: every open run is driven by another process');
  return left;
}

/** Why a run of another workflow is not resumed. */
export const ofOtherWorkflow = ({ runId, workflow }: RunSummary): string =>
  `run ${runId} of workflow ${workflow}: this command resumes only volume migrations. Resume it in the application that defines the workflow, or close it with volume-migrate give-up ${runId}`;

// A run that cannot be resumed does not hold up the others. The status is null if `open` returns no cloud.
async function resumeOne(
  store: JournalStore,
  run: MigrationSummary,
  open: () => Promise<Cloud | null>,
  flags: InspectedFlags,
): Promise<{ status: number | null; interrupted: boolean }> {
  const { asOtherUser = false, journal, options: inspection } = flags;
  const format = formatOf(flags);
  const requests = requestLines(flags);
  const { runId } = run;
  try {
    const cloud = await requests.during(open);
    if (cloud === null) return { status: null, interrupted: false };
    const display = createDisplay({
      ...{ format, store, cloud: run.cloud, isQuiet: flags.quiet === true },
      lines: [`resuming run ${runId}`],
    });
    const { onProgress } = display;
    const options = {
      ...inspection,
      asOtherUser,
      onProgress,
      ...requests.options,
      ...temporaryUserOf(flags),
      ...limitsOf(flags),
      ...answeringBeforeSwap(flags),
    };
    const running = await continueRunOn(cloud, store, options);
    display.begun();
    return await follow(running, { display, format, journal, requests });
  } catch (error) {
    const fault = { ...toFault(error), ...ownCode(error), message: messageOf(error, runId, journal) };
    refuse(format, [{ ok: false, error: fault }], new Date().toISOString(), run);
    return { status: EXIT.failed, interrupted: false };
  }
}

// The same code as in the outcome of a refused run.
function ownCode(error: unknown): Partial<Fault> {
  if (error instanceof RunHeldError) return { name: 'RunHeld', code: error.code };
  return error instanceof ReplayError ? { code: error.code } : {};
}

function messageOf(error: unknown, runId: string, journal: string = defaultJournalFile()): string {
  const { message } = error as Error;
  const named = message.includes(runId) ? message : `run ${runId}: ${message}`;
  if (!(error instanceof ReplayError)) return named;
  return `${named}. The run in ${journal} cannot be resumed by this version. If another version of volume-migrate started it, resume it with that version. Otherwise close it with volume-migrate give-up ${runId}, which frees its volume. volume-migrate leftovers then lists what it may have left`;
}
