// Kills a plan at every nth of its records, and at some pairs, and counts.
import { describe, expect, test } from 'vitest';
import { killPlan, type UndisturbedPlan, undisturbedPlan } from './planKills.ts';
import type { PlanKillPoint } from './planPoints.ts';

// Most of the time a plan waits for its cloud.
const AT_ONCE = 4;

const TIMEOUT_MS = 1_200_000;

// How many records the process that resumes the plan writes before it is killed as well.
const SECOND_LIVES = [1, 2, 3, 5, 8, 13, 21];

interface Choice {
  /** 1 means all points, 20 every twentieth. */
  readonly every: number;
  /** At each so many points, the process that resumes the plan is killed too. */
  readonly everyPair: number;
}

/** What was killed, once the cases have ended. */
export interface PlanKills {
  /** Records of the plan and of its moves. */
  points: number;
  /** Plans of which one process was killed. */
  killed: number;
  /** Plans of which two were. */
  killedTwice: number;
  exceptions: number;
}

/** Declares the cases; returns their counts, which grow as the cases end. */
export function describePlanKills({ every, everyPair }: Choice): PlanKills {
  const kills: PlanKills = { points: 0, killed: 0, killedTwice: 0, exceptions: 0 };
  const nth = (points: readonly PlanKillPoint[], step: number) =>
    points.filter((_, index) => index % step === 0);

  describe('a plan of six moves ends as if nothing had happened', () => {
    test('wherever its process is killed, and whoever is killed after it', {
      timeout: TIMEOUT_MS,
    }, async () => {
      const whole = await undisturbedPlan();
      kills.points = whole.points.length;
      const once = nth(whole.points, every).map((point) => ({ point, lives: [] as readonly number[] }));
      const twice = nth(whole.points, everyPair).map((point, index) => ({
        point,
        lives: [SECOND_LIVES[index % SECOND_LIVES.length] as number],
      }));
      const exceptions = await killAll([...once, ...twice], whole, kills);
      kills.exceptions = exceptions.length;
      if (exceptions[0] !== undefined) throw exceptions[0];
      // Few records are not written every time: a watch may miss a state that passes quickly.
      expect(kills.killed + kills.killedTwice).toBeGreaterThan((once.length + twice.length) * 0.9);
    });
  });
  return kills;
}

interface Kill {
  readonly point: PlanKillPoint;
  readonly lives: readonly number[];
}

async function killAll(all: readonly Kill[], whole: UndisturbedPlan, kills: PlanKills): Promise<Error[]> {
  const exceptions: Error[] = [];
  const left = all.values();
  const work = async (): Promise<void> => {
    for (const { point, lives } of left) {
      const deaths = await killPlan(point, lives, whole).catch((error: Error) => {
        exceptions.push(error);
        return 1;
      });
      if (deaths === 1) kills.killed += 1;
      if (deaths > 1) kills.killedTwice += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return exceptions;
}
