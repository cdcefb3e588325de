// The action end to end, case by case: the same cases on the simulated cloud and on real ones.
import { describe } from 'vitest';
import { describeCancel } from './endToEnd/cancel.ts';
import { describeColdMigration } from './endToEnd/coldMigration.ts';
import { describeColdRetype } from './endToEnd/coldRetype.ts';
import { describeFailedSwaps } from './endToEnd/failedSwaps.ts';
import { describeFailures } from './endToEnd/failures.ts';
import { describeMigrate } from './endToEnd/migrate.ts';
import { describeRefusals } from './endToEnd/refusals.ts';
import { describeRetype } from './endToEnd/retype.ts';
import { describeSwapByAttachment } from './endToEnd/swapByAttachment.ts';
import { describeSwapByRetype } from './endToEnd/swapByRetype.ts';
import { tidyBench } from './tidyBench.ts';
import type { World } from './world.ts';

/** Declares the cases for one cloud. */
export function describeEndToEnd(title: string, open: () => Promise<World>): void {
  describe(title, () => {
    const at = tidyBench(open);
    describe('cold migration', () => {
      describeColdMigration(at);
      describeColdRetype(at);
    });
    describe('swap', () => {
      describeSwapByAttachment(at);
      describeSwapByRetype(at);
    });
    describe('migrate', () => describeMigrate(at));
    describe('retype', () => describeRetype(at));
    describe('refused, as the specification says', () => describeRefusals(at));
    describe('failed, with reasons that help', () => {
      describeFailures(at);
      describeFailedSwaps(at);
    });
    describe('cancel', () => describeCancel(at));
  });
}
