// Unusual volumes, types, servers and users: nothing lost, nothing silently changed. The same cases on every cloud.
import { afterAll, afterEach, beforeEach, describe, expect } from 'vitest';
import { openBench } from './bench.ts';
import { peopleOf } from './picture.ts';
import { describeAttachmentRecords } from './unusualAttachments.ts';
import type { UnusualBench } from './unusualBench.ts';
import { describeEncryption } from './unusualEncryption.ts';
import { describeFallbacks } from './unusualFallbacks.ts';
import { describeGuests } from './unusualGuests.ts';
import { describeLogins } from './unusualLogins.ts';
import { describeMetadata } from './unusualMetadata.ts';
import { describePlaces } from './unusualPlaces.ts';
import { describeSwapsUnderWay } from './unusualSwaps.ts';
import { describeTypes } from './unusualTypes.ts';
import { describeWarnings } from './unusualWarnings.ts';
import type { Stage } from './unusualWorld.ts';

/** Declares the cases for one cloud. */
export function describeUnusual(title: string, stage: Stage): void {
  describe(title, () => {
    let bench: UnusualBench;
    let people: object;
    const at = (): UnusualBench => bench;
    beforeEach(async () => {
      const world = await stage.open();
      await world.setGuard(false);
      bench = { ...(await openBench(world)), world };
      people = await peopleOf(bench);
    });
    // Whatever the case: no temporary user and no grant is left.
    afterEach(async () => {
      await bench.world.clearFaults();
      const now = await peopleOf(bench);
      await stage.tidy(bench.world);
      expect(now).toEqual(people);
    });
    afterAll(async () => await stage.close());

    describe('attachment records', () => describeAttachmentRecords(at));
    describe('a guest that uses the volume', () => describeGuests(at));
    describe('a swap that is under way', () => describeSwapsUnderWay(at));
    describe('the destination type', () => describeTypes(at));
    describe('encryption', () => describeEncryption(at));
    describe('no place for the volume', () => describePlaces(at));
    describe('metadata', () => describeMetadata(at));
    describe('what a swap by attachment changes', () => describeWarnings(at));
    describe('if a swap by attachment is impossible', () => describeFallbacks(at));
    describe('logins', () => describeLogins(at));
  });
}
