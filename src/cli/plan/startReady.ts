// Starts a plan that is ready, follows it to its end, and with --inspect opens the inspector alongside it.
import type { PlanContext } from '../../../machines/plan/context.ts';
import type { Cloud } from '../../../services/index.ts';
import { joinHooks } from '../../engine/joinHooks.ts';
import type { JournalStore } from '../../engine/store.ts';
import { startPlan } from '../../plan/applyPlan.ts';
import type { Plan } from '../../plan/file/types.ts';
import { isRestateStore } from '../../restate/engine/store.ts';
import { formatOf } from '../format.ts';
import { type Inspection, inspected } from '../inspection.ts';
import type { limitsOf } from '../limitFlags.ts';
import { columnsOf, penFor } from '../output.ts';
import { temporaryUserOf } from '../signingIn.ts';
import type { RequestLines } from '../verbosity.ts';
import type { ApplyFlags } from './apply.ts';
import { drivenPhases } from './drivenPhases.ts';
import { followPlan } from './followPlan.ts';
import { openRunLines } from './openRuns.ts';
import { createPlanDisplay } from './planDisplay.ts';
import type { Dispatch } from './planFlags.ts';
import { type PreviewLines, previewLines } from './previewLines.ts';

/** A plan that can be used, the cloud that it is for, and how it is dispatched. */
export interface ReadyPlan extends ReturnType<typeof limitsOf> {
  readonly file: string;
  readonly plan: Plan;
  readonly dispatch: Dispatch;
  readonly planId: string;
  readonly cloud: Cloud;
  readonly store: JournalStore;
  readonly flags: ApplyFlags;
  readonly requests: RequestLines;
  readonly fallbackMs: (sizeGib: number) => number | null;
}

/** Columns of a terminal; null if the stream is not one. */
export const widthOn = (stream: NodeJS.WriteStream): number | null =>
  stream.isTTY ? columnsOf(stream) : null;

/** The plan as a preview shows it on a stream. */
export const previewOn = (
  stream: NodeJS.WriteStream,
  { plan, fallbackMs }: ReadyPlan,
  context: PlanContext,
): PreviewLines => ({ plan, context, fallbackMs, width: widthOn(stream) });

/** Which plan it is, where, and as whom. */
export const headLines = ({ planId, cloud: { user, project, endpoints } }: ReadyPlan): string[] => [
  `plan ${planId}`,
  `on ${endpoints.identity} as ${user.name} in project ${project.name}`,
];

/** Starts the plan and follows it; `isPreviewed`: also prints what it will do. Returns the exit status. */
export async function startReady(ready: ReadyPlan, isPreviewed: boolean): Promise<number> {
  const { flags, store, planId } = ready;
  if (isRestateStore(store)) {
    const { applyOnCluster } = await import('../cluster/applyOnCluster.ts');
    return await applyOnCluster(store, ready);
  }
  return await inspected(flags, store, planId, ({ options }) => drive(ready, isPreviewed, options));
}

async function drive(
  ready: ReadyPlan,
  isPreviewed: boolean,
  inspection: Inspection['options'],
): Promise<number> {
  const { plan, planId, dispatch, cloud, store, flags, requests, fallbackMs, limits } = ready;
  const { order, maxFailures } = dispatch;
  const [format, phases] = [formatOf(flags), drivenPhases(planId, store)];
  const display = createPlanDisplay({ format, isQuiet: flags.quiet === true, fallbackMs });
  // Read before the plan's own runs are open too.
  const held = isPreviewed ? await openRunLines(store, plan, cloud.endpoints.identity) : [];
  // The hooks report the requests of its moves; those of the plan itself are not reported.
  const run = await requests.during(() =>
    startPlan(plan, {
      ...{ cloud, store, planId, order, ...inspection },
      ...(maxFailures === null ? {} : { maxFailures }),
      ...(limits === undefined ? {} : { limits }),
      ...temporaryUserOf(flags),
      hooks: joinHooks(requests.options.hooks, phases.hooks),
    }),
  );
  const pen = penFor(display.stream);
  if (isPreviewed) {
    display.tell(headLines(ready).map((line) => pen.paint('dim', line)));
    display.tell(held.map((line) => pen.paint('yellow', line)));
  }
  const { status } = await followPlan(run, {
    ...{ display, phases, format, requests, journal: flags.journal },
    onSurveyed: ({ context }) => {
      if (isPreviewed) display.tell(previewLines(previewOn(display.stream, ready, context()), pen));
    },
  });
  return status;
}
