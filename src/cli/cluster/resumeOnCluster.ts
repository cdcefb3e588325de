// volume-migrate resume --store: asks workers to resume runs, and follows a single one.
import type { RunSummary } from '../../engine/store.ts';
import { commandOn } from '../../journal/resumeCommand.ts';
import type { ClusterSettings } from '../../restate/cloudWorkflows.ts';
import type { RestateStore } from '../../restate/engine/store.ts';
import { EXIT } from '../exit.ts';
import { findRun } from '../findRun.ts';
import { inspected } from '../inspection.ts';
import { limitsOf } from '../limitFlags.ts';
import { orUnusable } from '../onJournal.ts';
import { openClusterStore } from '../openStore.ts';
import { sayError } from '../output.ts';
import { isPlan } from '../plan/findPlan.ts';
import { leaveRequest } from '../plan/requests.ts';
import { watchPlan } from '../plan/watchPlan.ts';
import type { ResumeFlags } from '../resume.ts';
import { temporaryUserOf } from '../signingIn.ts';
import { watch } from '../watch.ts';
import { refuseUnsupported } from './unsupported.ts';

/** Has workers resume a run or a plan, or with `all` every open one that none drives. Returns the exit status. */
export async function resumeOnCluster(
  run: string | undefined,
  url: string,
  flags: ResumeFlags,
): Promise<number> {
  const { all = false } = flags;
  return await orUnusable(async () => {
    if ((run === undefined) !== all) throw new Error('resume requires either a run ID or --all');
    refuseUnsupported('resume', flags);
    const settings = resumeSettings(flags);
    const store = openClusterStore(url);
    if (run === undefined) return await resumeAllOf(store, settings);
    const found = await findRun(store, run);
    if (found.endedAt === null) await resumeRun(store, found, settings);
    // A plan that a worker drives may be paused: resuming it makes its moves start.
    if (found.endedAt === null && isPlan(found)) await leaveRequest(store, found, { type: 'resume' });
    return await inspected(flags, store, found.runId, async () =>
      isPlan(found) ? await watchPlan(found.runId, flags) : await watch(found.runId, flags),
    );
  });
}

// What the user names is added to the settings of the run; everything else stays as it was submitted.
function resumeSettings(flags: ResumeFlags): ClusterSettings {
  const { asOtherUser = false } = flags;
  return {
    ...limitsOf(flags),
    ...temporaryUserOf(flags),
    ...(flags.cloud === undefined ? {} : { cloud: flags.cloud }),
    ...(flags.region === undefined ? {} : { region: flags.region }),
    ...(asOtherUser ? { asOtherUser } : {}),
  };
}

async function resumeAllOf(store: RestateStore, settings: ClusterSettings): Promise<number> {
  const open = await store.list({ unfinished: true });
  const left = open.filter(({ holder }) => holder === null);
  let isWhole = true;
  for (const each of left) {
    // A run that cannot be resumed does not hold up the others.
    await resumeRun(store, each, settings).catch((error: Error) => {
      isWhole = false;
      sayError(`error: ${error.message}`);
    });
  }
  if (left.length === 0)
    sayError(open.length === 0 ? 'no open runs' : 'no run to resume: workers drive every open run');
  return isWhole ? EXIT.succeeded : EXIT.failed;
}

async function resumeRun(
  store: RestateStore,
  { runId, holder }: RunSummary,
  settings: ClusterSettings,
): Promise<void> {
  const resumed = await store.resume(runId, settings);
  if (resumed.kind !== 'refused') {
    sayError(`a worker is resuming run ${runId}${HOW[resumed.kind]}`);
    return;
  }
  // A worker that drives it does not change its settings.
  if (resumed.standing === 'driven' && holder !== null) {
    if (Object.keys(settings).length > 0)
      sayError(`a worker already drives run ${runId}: the options of resume have no effect on it`);
    return;
  }
  if (resumed.standing !== 'stopped') return;
  const close = resumed.isTooLarge ? '' : `. To close it, run: ${commandOn('give-up', runId, store.url)}`;
  throw new Error(`run ${runId} cannot be resumed: ${resumed.why}${close}`);
}

const HOW = {
  woken: '',
  resumed: ', which was paused in Restate',
  restored: ', which was killed in Restate, from its records',
} as const;
