// volume-migrate apply
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { loadCloudConfig } from '../../../services/index.ts';
import { earlierMoves } from '../../plan/earlierMoves.ts';
import type { Plan } from '../../plan/file/types.ts';
import { previewPlan } from '../../plan/preview.ts';
import { isStoreUrl } from '../../restate/engine/storeUrl.ts';
import { closed } from '../closedJournal.ts';
import { type CloudFlags, cloudNamed } from '../cloudFlags.ts';
import { refuseUnsupported } from '../cluster/unsupported.ts';
import { confirm, isAtTerminal } from '../confirm.ts';
import { EXIT } from '../exit.ts';
import { formatOf } from '../format.ts';
import { checkInspectFlags, type InspectFlags } from '../inspection.ts';
import { type LimitFlags, limitsOf } from '../limitFlags.ts';
import { openStore, storeToRead } from '../openStore.ts';
import { penFor, say, sayLines } from '../output.ts';
import { signIn, type TemporaryUserFlags } from '../signingIn.ts';
import { attempt } from '../unusable.ts';
import { requestLines, type VerbosityFlags } from '../verbosity.ts';
import { type AcceptFlags, checkAge, checkCloud } from './acceptPlan.ts';
import { dryRun } from './dryRun.ts';
import { openRunLines } from './openRuns.ts';
import { type Dispatch, type DispatchFlags, dispatchOf } from './planFlags.ts';
import { planSummary, sumOf } from './planSummary.ts';
import { amountInWords } from './planWords.ts';
import { previewLines } from './previewLines.ts';
import { readPlanFile } from './readPlanFile.ts';
import { refusePlan } from './refusePlan.ts';
import { headLines, previewOn, type ReadyPlan, startReady, widthOn } from './startReady.ts';

export interface ApplyFlags
  extends AcceptFlags,
    InspectFlags,
    DispatchFlags,
    CloudFlags,
    TemporaryUserFlags,
    LimitFlags,
    VerbosityFlags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly journal?: string;
}

/** Applies a plan; returns the exit status. */
export async function apply(file: string, flags: ApplyFlags): Promise<number> {
  const format = formatOf(flags);
  const startedAt = new Date().toISOString();
  const open = flags.dryRun === true ? storeToRead : openStore;
  const plan = await attempt(() => readPlanFile(file));
  const age = await attempt(() => (plan.ok ? checkAge(plan.value, flags) : undefined));
  const dispatch = await attempt(() => dispatchOf(flags));
  const limits = await attempt(() => limitsOf(flags));
  const inspection = await attempt(() => checkOptions(flags));
  const config = await attempt(() => loadCloudConfig(cloudNamed(flags)));
  const store = await attempt(() => open(flags.journal));
  if (!plan.ok || !age.ok || !dispatch.ok || !limits.ok || !inspection.ok || !config.ok || !store.ok) {
    if (store.ok) await closed(store.value);
    return refusePlan(format, [plan, age, dispatch, limits, inspection, config, store], startedAt);
  }
  const planId = randomUUID();
  const requests = requestLines(flags);
  const started = await attempt(async () => {
    const cloud = await requests.during(() => signIn(config.value, planId));
    checkCloud(plan.value, [cloud.endpoints.identity, config.value.authUrl], flags);
    const fallbackMs = await earlierMoves(store.value, cloud.endpoints.identity);
    const given = { plan: withFlags(plan.value, dispatch.value), dispatch: dispatch.value, fallbackMs };
    return await applyOn({
      file,
      ...given,
      ...limits.value,
      planId,
      cloud,
      store: store.value,
      flags,
      requests,
    });
  });
  await closed(store.value);
  return started.ok ? started.value : refusePlan(format, [started], startedAt);
}

function checkOptions(flags: ApplyFlags): void {
  if (flags.journal !== undefined && isStoreUrl(flags.journal)) refuseUnsupported('apply', flags);
  checkInspectFlags(flags);
}

// The options come before the limits of the file.
const withFlags = (plan: Plan, { limits }: Dispatch): Plan => ({
  ...plan,
  limits: { ...plan.limits, ...limits },
});

async function applyOn(ready: ReadyPlan): Promise<number> {
  const { plan, dispatch, flags, requests, cloud, store } = ready;
  if (flags.dryRun === true)
    return await requests.during(() => dryRun({ ...ready, width: widthOn(process.stdout) }));
  const isAsked = formatOf(flags) === 'text' && flags.yes !== true && isAtTerminal();
  if (!isAsked) return await startReady(ready, true);
  const { order, maxFailures } = dispatch;
  const context = await requests.during(() =>
    previewPlan(cloud, store, plan, { order, ...(maxFailures === null ? {} : { maxFailures }) }),
  );
  const preview = previewOn(process.stdout, ready, context);
  const left = sumOf(planSummary(context).left);
  const held = await openRunLines(store, plan, cloud.endpoints.identity);
  const pen = penFor(process.stdout);
  sayLines([
    ...headLines(ready),
    ...previewLines(preview, pen),
    ...held.map((line) => pen.paint('yellow', line)),
  ]);
  if (left.moves > 0) {
    const answer = await confirm(`move ${amountInWords(left)}?`, process.stdin, process.stdout);
    // After Ctrl-C the cursor is still behind the question.
    if (answer === null) say('');
    if (answer !== true) {
      say('the plan was not applied; nothing was changed');
      return EXIT.cancelled;
    }
  }
  return await startReady(ready, false);
}
