// A plan before it is applied, as the page shows it: what moves and why, what stays, the pools, and how long it takes.
import type { PlanContext } from '../../../machines/plan/context.ts';
import { schedulesOf } from '../../../machines/plan/queues.ts';
import { destinationOf } from '../../../machines/plan/slots.ts';
import type { PlanAction } from '../../../machines/plan/types.ts';
import type { JournalStore } from '../../engine/store.ts';
import type { PlanPreview, PreviewedMove } from '../../inspector/planPreview.ts';
import { earlierMoves } from '../../plan/earlierMoves.ts';
import type { Plan } from '../../plan/file/types.ts';
import { contextOf, startOrder } from '../../plan/preview.ts';
import { factsOfMoves } from '../../plan/survey.ts';
import { openRunLines } from './openRuns.ts';
import type { PlanSight } from './planSight.ts';
import { previewedPools } from './previewedPools.ts';
import { scheduleInWords } from './scheduleWords.ts';
import { type TimeInWords, timeInWords } from './timeWords.ts';

/** Where the plan comes from, and how it is applied. */
export type PlanOrigin = Pick<PlanPreview, 'title' | 'command' | 'isChecked'>;

/** The preview of a plan. `store`: the journal, for how long earlier moves took. Only the journal is read. */
export async function planPreviewOf(
  plan: Plan,
  sight: PlanSight,
  store: Pick<JournalStore, 'list' | 'read'>,
  origin: PlanOrigin,
): Promise<PlanPreview> {
  const { volumes, scope, source, pools, warnings } = sight;
  const { cloud, createdAt, limits, notes, actions } = plan;
  const context = volumes === null ? null : contextOf(plan, await factsOfMoves(store, actions, volumes));
  const fallbackMs = await earlierMoves(store, scope);
  return {
    ...{ ...origin, cloud, createdAt, source, limits, notes, checks: [] },
    moves: movesOf(plan, context, fallbackMs),
    stays: plan.skipped.map(({ resourceId: volumeId, reasons }) => ({
      ...{ volumeId, reasons, name: volumes?.get(volumeId)?.name || null },
    })),
    pools: previewedPools(plan, context, pools),
    ...timeOf(context, fallbackMs),
    warnings: [...warnings, ...(scope === null ? [] : await openRunLines(store, plan, scope))],
  };
}

type Fallback = (sizeGib: number) => number | null;

const NO_TIME = { time: null, speedLimit: null } as const;

const timeOf = (context: PlanContext | null, fallbackMs: Fallback): TimeInWords | typeof NO_TIME =>
  context === null || context.counts.waiting === 0 ? NO_TIME : timeInWords(context, fallbackMs);

function movesOf(plan: Plan, context: PlanContext | null, fallbackMs: Fallback): PreviewedMove[] {
  const order = context === null ? [] : startOrder(context, fallbackMs);
  const places = new Map(order.map((n, index) => [n, index + 1]));
  return plan.actions.map((action, n) => ({
    ...moveOf(action, plan, context?.facts[n] ?? null),
    place: places.get(n) ?? null,
  }));
}

function moveOf(
  action: PlanAction,
  { classes }: Plan,
  facts: PlanContext['facts'][number] | null,
): Omit<PreviewedMove, 'place'> {
  const { parameters, resourceName, reason } = action;
  const { resourceId: volumeId, migrationType } = parameters;
  const { after = [] } = action;
  const { source: from = null, state = null, sizeGib = null } = facts ?? {};
  const schedules = schedulesOf(action, facts ?? { serverIds: [], isRoot: false }, classes);
  return {
    ...{
      volumeId,
      name: resourceName ?? facts?.name ?? null,
      after,
      from,
      to: destinationOf(parameters),
      migrationType,
      reason,
      state,
    },
    sizeGib: state === 'missing' ? null : sizeGib,
    schedules: schedules.map(scheduleInWords),
  };
}
