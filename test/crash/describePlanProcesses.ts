// Kills the process of a plan, on the SQLite journal, at every nth of its records, and lets another process resume it.
import { describe, expect, test } from 'vitest';
import { undisturbedPlan } from './planKills.ts';
import { inWords, type PlanKillPoint } from './planPoints.ts';
import { openSharedPlanWorld, startPlanProcess, usePlanDriver } from './planProcess.ts';
import { endOf, exceeded } from './planWorld.ts';

const TIMEOUT_MS = 1_200_000;

/** Declares the cases. `every`: 1 means all points. */
export function describePlanProcesses(every: number): void {
  usePlanDriver();

  describe('a plan on the SQLite journal whose process is killed', () => {
    test('ends as if nothing had happened, once another process resumes it', {
      timeout: TIMEOUT_MS,
    }, async () => {
      const { end, points } = await undisturbedPlan();
      const chosen = points.filter((_, index) => index % every === Math.floor(every / 2));
      let kills = 0;
      for (const point of chosen) kills += (await isKilledAt(point, end)) ? 1 : 0;
      // Few records are not written every time: a watch may miss a state that passes quickly.
      expect(kills).toBeGreaterThan(chosen.length * 0.8);
    });
  });
}

async function isKilledAt(point: PlanKillPoint, end: unknown): Promise<boolean> {
  await using world = await openSharedPlanWorld();
  const first = await startPlanProcess(world, point).end;
  const last = first.isKilled ? await startPlanProcess(world).end : first;
  if (last.outcome === null) throw new Error(`${inWords(point)}: ${last.refused}`);
  expect(await endOf(world, last.outcome), inWords(point)).toEqual(end);
  expect(exceeded(world), inWords(point)).toEqual([]);
  return first.isKilled;
}
