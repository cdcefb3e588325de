// A plan at a moment: what is done, what moves, and pool by pool what waits.
import { useMemo } from 'preact/hooks';
import type { InspectedRun } from '../../inspector/inspectedRun.ts';
import type { PlanHead } from '../../inspector/planTimeline.ts';
import { groupsOf, poolsOf } from '../plan/groups.ts';
import { planAt } from '../plan/planAt.ts';
import type { RunAtPlace } from '../travel/useRun.ts';
import { PlanColumn } from './planColumn.tsx';
import { PlanSources } from './planSources.tsx';
import { PlanTotals } from './planTotals.tsx';

interface PlanProps {
  readonly head: PlanHead;
  readonly run: RunAtPlace;
  /** The moves whose runs are in the list. */
  readonly listed: readonly InspectedRun[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether a process drives the plan. */
  readonly isUnderWay: boolean;
  /** Whether the runs of the moves can be opened: not in a file, which holds the plan alone. */
  readonly hasRuns: boolean;
}

// With more pools than this nobody reads every column: the page shows what moves, and what went wrong.
const READ_AT_MOST = 6;

export function Plan({ head, run, listed, now, isUnderWay, hasRuns }: PlanProps) {
  const { moments, moment, player } = run;
  const plan = useMemo(() => planAt(head, moments, moment), [head.runId, moments, moment]);
  const { groups, pools, sources } = useMemo(
    () => ({
      groups: groupsOf(plan.moves),
      pools: poolsOf(plan.moves, ({ destination }) => destination),
      sources: poolsOf(plan.moves, ({ source }) => source),
    }),
    [plan],
  );
  const isBrief = pools.length > READ_AT_MOST;
  const names = useMemo(() => namesOf(listed), [listed]);
  const isNewest = player.index >= player.positions.length - 1;
  const isOver = isNewest && head.endedAt !== null;
  const elapsedMs =
    isNewest && isUnderWay ? Math.max(run.afterMs, now - Date.parse(head.startedAt)) : run.afterMs;
  return (
    <div class="plan">
      <PlanTotals {...{ head, plan, groups, elapsedMs, isOver }} />
      {plan.isSurveyed && <PlanSources {...{ sources, plan, isOver }} />}
      <div class="pools">
        {pools.map((pool) => (
          <PlanColumn key={pool.pool} {...{ pool, plan, names, elapsedMs, isOver, hasRuns, isBrief }} />
        ))}
      </div>
    </div>
  );
}

// What the records of a run call its volume; a plan need not name it.
const namesOf = (listed: readonly InspectedRun[]): ReadonlyMap<string, string> =>
  new Map(
    listed.flatMap(({ runId, names: { volumeName } }) =>
      volumeName === undefined ? [] : [[runId, volumeName]],
    ),
  );
