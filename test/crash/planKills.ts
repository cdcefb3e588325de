// A plan whose process is killed after a record of its own or of one of its moves, and resumed: it must end as if nothing had happened.
import { expect } from 'vitest';
import { continuePlan, type DrivenPlan, startPlan } from '../../src/plan/applyPlan.ts';
import type { PlanOutcome } from '../../src/plan/outcome.ts';
import { recordedPlanEnd } from '../../src/plan/recordedPlan.ts';
import { type DiesAfter, startProcess } from './mortalProcess.ts';
import { createNaming, inWords, isSamePoint, type PlanKillPoint } from './planPoints.ts';
import { LIMITS, PLAN_ID, QUICK } from './planTask.ts';
import { endOf, exceeded, openPlanWorld, type PlanWorld } from './planWorld.ts';

/** The end of a plan that nobody kills, and its records in the order in which they were written. */
export interface UndisturbedPlan {
  readonly end: unknown;
  readonly points: readonly PlanKillPoint[];
}

export async function undisturbedPlan(): Promise<UndisturbedPlan> {
  await using world = await openPlanWorld();
  const points: PlanKillPoint[] = [];
  const naming = createNaming(world);
  const outcome = await liveUntil(world, (entry) => {
    const point = naming(entry);
    if (point !== null) points.push(point);
    return false;
  });
  if (outcome === null) throw new Error('nobody killed it');
  expect(outcome).toMatchObject({ status: 'FAILED', counts: { SUCCEEDED: 5, FAILED: 1 } });
  expect(exceeded(world)).toEqual([]);
  return { end: await endOf(world, outcome), points };
}

/**
 * Kills the process of the plan at the point, and each one after it once it has written as many records as `lives` says.
 * Resolves to the number of processes that were killed: the plan may have ended before.
 */
export async function killPlan(
  point: PlanKillPoint,
  lives: readonly number[],
  { end }: UndisturbedPlan,
): Promise<number> {
  await using world = await openPlanWorld();
  const naming = createNaming(world);
  const first = await liveUntil(world, (entry) => isSamePoint(point, naming(entry)));
  if (first !== null) return 0;
  let outcome: PlanOutcome | null = null;
  let deaths = 0;
  for (const life of [...lives, Number.POSITIVE_INFINITY]) {
    let written = 0;
    if (outcome === null) deaths += 1;
    outcome ??= await liveUntil(world, () => {
      written += 1;
      return written === life;
    });
  }
  if (outcome === null) throw new Error('nobody killed the last process');
  expect(await endOf(world, outcome), inWords(point)).toEqual(end);
  expect(exceeded(world), inWords(point)).toEqual([]);
  return deaths;
}

/** Applies the plan, or resumes it, in a new process. Null once the process has died. */
export async function liveUntil(
  { store, cloud, entry, moves }: PlanWorld,
  diesAfter: DiesAfter,
  onStart: (run: DrivenPlan) => void = () => {},
): Promise<PlanOutcome | null> {
  const isNew = (await store.read(PLAN_ID)).length === 0;
  const ended = isNew ? null : await recordedPlanEnd(store, PLAN_ID);
  if (ended?.kind === 'ended') return ended.outcome;
  const { dead, ...own } = startProcess(cloud, store, diesAfter);
  const options = { cloud: entry, ...own, ...QUICK };
  const run = isNew
    ? startPlan({ actions: moves, limits: LIMITS }, { ...options, planId: PLAN_ID })
    : continuePlan(PLAN_ID, options);
  const outcome = run.then(async (started) => {
    onStart(started);
    return await started.outcome;
  });
  return await Promise.race([dead.then(() => null), outcome]);
}
