// What migrations leave, found and removed: the same cases on simulated and real clouds.
import { describe } from 'vitest';
import { describeFinishedRuns } from './leftovers/finishedRuns.ts';
import { leftoversBench } from './leftovers/leftoversBench.ts';
import { describeOtherFindings } from './leftovers/otherFindings.ts';
import { describeUnfinishedRuns } from './leftovers/unfinishedRuns.ts';
import type { World } from './world.ts';

/** Declares the cases for one cloud. */
export function describeLeftovers(title: string, open: () => Promise<World>): void {
  describe(title, () => {
    const at = leftoversBench(open);
    describeFinishedRuns(at);
    describeUnfinishedRuns(at);
    describeOtherFindings(at);
  });
}
