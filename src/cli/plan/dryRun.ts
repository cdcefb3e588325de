// volume-migrate apply --dry-run: what would move and in which order, and what blocks the rest.
import process from 'node:process';
import type { PlanContext } from '../../../machines/plan/context.ts';
import { resultOf } from '../../../machines/plan/result.ts';
import type { Cloud } from '../../../services/index.ts';
import type { JournalStore } from '../../engine/store.ts';
import { checkPlanOn, type PlanCheck, type PlanCheckAction } from '../../plan/checkPlan.ts';
import type { Plan } from '../../plan/file/types.ts';
import { forecast } from '../../plan/forecast.ts';
import { actionsOf, type PlanOutcomeAction } from '../../plan/outcome.ts';
import { previewPlan, startOrder } from '../../plan/preview.ts';
import { volumesToCheck } from '../../plan/staying.ts';
import { shellQuoted } from '../../shellQuoted.ts';
import { EXIT } from '../exit.ts';
import { type Format, formatOf } from '../format.ts';
import { penFor, sayJson, sayLines, showLive } from '../output.ts';
import { temporaryUserOf } from '../signingIn.ts';
import type { ApplyFlags } from './apply.ts';
import { blockedLines, stayingLines, verdictLine } from './checkedLines.ts';
import { showProgress } from './checkProgress.ts';
import type { Dispatch } from './planFlags.ts';
import { orderLines, type PreviewLines, previewLines } from './previewLines.ts';

export interface DryRun {
  readonly file: string;
  readonly plan: Plan;
  readonly dispatch: Dispatch;
  readonly cloud: Cloud;
  readonly store: JournalStore;
  readonly flags: ApplyFlags;
  readonly fallbackMs: (sizeGib: number) => number | null;
  /** Columns of the terminal; null if there is none. */
  readonly width: number | null;
}

/** Prints what the plan would do; as JSON in the form of an outcome, with the order of the moves and the forecast. Returns the exit status of `check`. */
export async function dryRun(given: DryRun): Promise<number> {
  const { plan, fallbackMs, width, flags, file } = given;
  const format = formatOf(flags);
  const { check, context } = await checked(given, format);
  if (format === 'text') sayLines(linesOf(check, { plan, context, fallbackMs, width }, file));
  else sayJson(await outcomeOf(check, context, fallbackMs));
  return check.clear ? EXIT.succeeded : EXIT.failed;
}

// The moves that nothing blocks are previewed: the others would fail at once.
async function checked({ plan, cloud, store, dispatch, flags }: DryRun, format: Format) {
  const { order, maxFailures } = dispatch;
  const ids = [
    ...plan.actions.map(({ parameters }) => parameters.resourceId),
    ...plan.skipped.map(({ resourceId }) => resourceId),
  ];
  const volumes = await volumesToCheck(cloud, ids, plan.empties);
  const onChecked = format === 'text' ? showProgress : () => {};
  const options = { ...temporaryUserOf(flags), volumes, onChecked };
  const check = await checkPlanOn(cloud, store, plan, options);
  showLive(process.stderr, null);
  const actions = plan.actions.filter((_, n) => check.actions[n]?.state !== 'blocked');
  const context = await previewPlan(
    cloud,
    store,
    { ...plan, actions },
    { order, volumes, ...(maxFailures === null ? {} : { maxFailures }) },
  );
  return { check, context };
}

function linesOf(check: PlanCheck, preview: PreviewLines, file: string): string[] {
  const pen = penFor(process.stdout);
  const asJson = `volume-migrate apply ${shellQuoted(file)} --dry-run --json`;
  // The preview lists the missing ones; the volumes that stay come after it, with their names.
  const blocked = { ...check, actions: check.actions.filter(({ state }) => state !== 'missing') };
  return [
    ...previewLines({ ...preview, plan: { ...preview.plan, skipped: [] } }, pen),
    ...orderLines(preview, asJson),
    ...blockedLines(blocked, pen, asJson),
    ...stayingLines(check, pen, asJson),
    `${verdictLine(check, pen)}. Nothing was changed`,
  ];
}

async function outcomeOf(
  { clear, counts: checked, actions, skipped, notEmptied }: PlanCheck,
  context: PlanContext,
  fallbackMs: DryRun['fallbackMs'],
): Promise<object> {
  const { moves, counts, reasons } = resultOf(context);
  const at = context.input.startedAt;
  const ids = context.input.moves.map(({ parameters }) => parameters.resourceId);
  // No run was started: no outcome is read.
  const previewed = (await actionsOf(moves, { read: async () => [] })).values();
  return {
    ...{ planId: null, status: 'UNFINISHED', reasons, startedAt: at, endedAt: at },
    actions: actions.map((action) =>
      action.state === 'blocked' ? blockedAction(action) : previewed.next().value,
    ),
    counts: { ...counts, PENDING: counts.PENDING + checked.blocked },
    check: { clear, counts: checked, skipped, notEmptied },
    order: startOrder(context, fallbackMs).map((n) => ids[n]),
    forecast: forecast(context, () => 0, fallbackMs),
  };
}

function blockedAction({ resource_id, check, reasons }: PlanCheckAction): PlanOutcomeAction {
  const message = check?.message ?? null;
  const why = message === null || reasons.includes(message) ? reasons : [message, ...reasons];
  return { resource_id, status: 'PENDING', runId: null, outcome: null, reasons: why };
}
